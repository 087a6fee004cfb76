"""The similarity of questions and chunks that have nothing to do with each other. Knows nothing of any one stream."""

from __future__ import annotations

import numpy as np

from rag.streams.base import Sample, Scores, Stream

_ENOUGH = 200
"""Pairs, of which the reach of strangers can be read off."""


def of_questions(stream: Stream, sample: Sample) -> Scores:
    """Every sampled question against every sampled chunk of another page.

    A handful of chunks has too few strangers to tell a scale by, or strangers that are all alike: there a question
    is also compared with its own page, whose likeness is a scale as well.
    """
    compared = sample.strange if sample.strange.sum() >= _ENOUGH else np.ones_like(sample.strange)
    found = [np.zeros(0, dtype=np.float32)]
    for question, keys in zip(sample.questions, compared, strict=True):
        search = stream.open(question)
        if search is not None:
            found.append(search.scores(sample.keys[keys]))
    return np.concatenate(found)

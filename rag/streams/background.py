"""The similarity of questions and chunks that have nothing to do with each other. Knows nothing of any one stream."""

from __future__ import annotations

import numpy as np

from rag.streams.base import Sample, Scores, Stream
from rag.types import Query


def of_questions(stream: Stream, sample: Sample) -> Scores:
    """Every sampled question against every sampled chunk of another page."""
    found = [np.zeros(0, dtype=np.float32)]
    for question, strange in zip(sample.questions, sample.strange, strict=True):
        search = stream.open(Query(question, collection=sample.collection))
        if search is not None:
            found.append(search.scores(sample.keys[strange]))
    return np.concatenate(found)

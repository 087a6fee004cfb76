"""The similarity of questions and chunks that have nothing to do with each other. Knows nothing of any one stream."""

from __future__ import annotations

import numpy as np

from rag.streams.base import Sample, Scores, Stream
from rag.types import Query


def of_questions(stream: Stream, sample: Sample) -> Scores:
    """Every sampled question against every sampled chunk; the few that do belong together hardly count."""
    searches = [stream.open(Query(question, collection=sample.collection)) for question in sample.questions]
    found = [search.scores(sample.keys) for search in searches if search is not None]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.float32)

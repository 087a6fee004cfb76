"""Recall and precision of vectors. Knows: numpy. Does not know: where vectors come from."""

from __future__ import annotations

import numpy as np

from rag.types import Vectors


def recall_at(queries: Vectors, candidates: Vectors, k: int) -> float:
    """Share of queries whose own candidate, the row of the same number, is among the k most similar."""
    scores = queries @ candidates.T
    better = (scores > np.diag(scores)[:, None]).sum(axis=1)
    return float((better < k).mean())

"""Reciprocal rank fusion of the streams: a baseline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.ledger import Ledger
from rag.questions.question import Question
from rag.retrievers.fusion import reciprocal_ranks
from rag.retrievers.hits import best_hits
from rag.retrievers.rankings import rankings
from rag.streams.base import Stream
from rag.types import Hit

DEPTH = 100


class RrfRetriever:
    """Σ 1 / (60 + rank) over the streams' best `depth`; gives no more hits than these have."""

    def __init__(self, ledger: Ledger, streams: Sequence[Stream], depth: int = DEPTH) -> None:
        self._ledger = ledger
        self._streams = tuple(streams)
        self._depth = depth

    def retrieve(self, question: Question, k: int) -> list[Hit]:
        fused = reciprocal_ranks(rankings(self._ledger, self._streams, question, self._depth))
        keys = np.array(list(fused), dtype=np.int64)
        return best_hits(self._ledger, keys, np.array(list(fused.values())), k)

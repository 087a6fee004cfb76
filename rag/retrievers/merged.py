"""One search for each modality, merged: the baseline MR of MUST (arXiv 2312.06397)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.ledger import Ledger
from rag.questions.question import Question
from rag.retrievers.fusion import merged
from rag.retrievers.hits import best_hits
from rag.retrievers.rankings import rankings
from rag.streams.base import Stream
from rag.types import Hit

DEPTH = 100


class MergedRetriever:
    """What more streams found first, then by the best rank in any of them; a hit's score is 1 / rank."""

    def __init__(self, ledger: Ledger, streams: Sequence[Stream], depth: int = DEPTH) -> None:
        self._ledger = ledger
        self._streams = tuple(streams)
        self._depth = depth

    def retrieve(self, question: Question, k: int) -> list[Hit]:
        keys = np.array(merged(rankings(self._ledger, self._streams, question, self._depth)), dtype=np.int64)
        return best_hits(self._ledger, keys, 1.0 / np.arange(1, len(keys) + 1), k)

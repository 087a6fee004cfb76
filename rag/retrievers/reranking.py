"""Another retriever with a second look at its first hits. Knows neither of them."""

from __future__ import annotations

from rag.retrievers.base import Reranker, Retriever
from rag.types import Hit, Query

DEPTH = 50


class RerankingRetriever:
    """The first `depth` hits in a reranker's order; gives no more than these."""

    def __init__(self, retriever: Retriever, reranker: Reranker, depth: int = DEPTH) -> None:
        self._retriever = retriever
        self._reranker = reranker
        self._depth = depth

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        """Always reranks `depth` hits, so that a hit's score does not depend on k."""
        return self._reranker.rerank(query, self._retriever.retrieve(query, self._depth))[: max(k, 0)]

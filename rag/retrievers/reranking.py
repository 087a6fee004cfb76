"""Another retriever with a second look at its first hits. Knows neither of them."""

from __future__ import annotations

from dataclasses import replace

from rag.questions.question import Question
from rag.retrievers.base import Reranker, Retriever
from rag.types import Hit

DEPTH = 50


class RerankingRetriever:
    """The first `depth` hits in a reranker's order, the others after them in their own."""

    def __init__(self, retriever: Retriever, reranker: Reranker, depth: int = DEPTH) -> None:
        self._retriever = retriever
        self._reranker = reranker
        self._depth = depth

    def retrieve(self, question: Question, k: int) -> list[Hit]:
        """Always reranks `depth` hits, so that a hit's score does not depend on k."""
        hits = self._retriever.retrieve(question, max(k, self._depth))
        first = self._reranker.rerank(question.query, hits[: self._depth])
        return [*first, *_after(first, hits[self._depth :])][: max(k, 0)]


def _after(first: list[Hit], others: list[Hit]) -> list[Hit]:
    """The others with scores below all of the first, because the two scales cannot be compared."""
    least = min((hit.score for hit in first), default=0.0)
    return [replace(hit, score=least - place, rank=len(first) + place) for place, hit in enumerate(others, start=1)]

"""What a retriever and a stream are. Knows nothing of any store or model."""

from __future__ import annotations

from typing import Protocol

from rag.questions.question import Question
from rag.types import Hit, Query


class Retriever(Protocol):
    """Finds the chunks that answer a question, which was read before.

    Contract: at most k hits, ranks from 1, scores not rising, ties broken by chunk id; the score of a hit does not
    depend on k; only chunks that the query's filters allow; an empty collection gives no hits.
    """

    def retrieve(self, question: Question, k: int) -> list[Hit]: ...


class Reranker(Protocol):
    """Orders hits anew with a costlier look at each.

    Contract: a permutation of the hits with new scores and ranks; no hit is dropped because of its modality.
    """

    def rerank(self, query: Query, hits: list[Hit]) -> list[Hit]: ...

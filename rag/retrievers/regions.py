"""A retriever around another that marks, in each of the first hits, the part that matters for the query."""

from __future__ import annotations

from dataclasses import replace

from rag.questions.question import Question
from rag.reading.regions import regions
from rag.retrievers.base import Retriever
from rag.types import Hit


class RegionRetriever:
    """Another retriever whose first hits carry the boxes that matter for the query.

    Hits after those, which serve to judge how good the first are, keep their chunk's own boxes: nobody looks at them.
    """

    def __init__(self, retriever: Retriever, n_boxes: int = 4, n_marked: int = 20) -> None:
        self._retriever = retriever
        self._n_boxes = n_boxes
        self._n_marked = n_marked

    def retrieve(self, question: Question, k: int) -> list[Hit]:
        hits = self._retriever.retrieve(question, k)
        marked = [replace(hit, boxes=regions(question, hit.chunk, self._n_boxes)) for hit in hits[: self._n_marked]]
        return [*marked, *hits[self._n_marked :]]

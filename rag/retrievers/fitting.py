"""Puts the chunk of a page first whose form fits the question: a chart for a percentage, a picture for a colour.

Which pages come first is left to the retriever that is wrapped. Weights chosen by benchmarks.region_pointing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from rag.questions.question import Question
from rag.questions.values import Wanted
from rag.reading.score import coverage
from rag.retrievers.base import Retriever
from rag.types import Hit, Kind

N_CONSIDERED = 40
"""Hits among which the fitting one is looked for; more hits than that do not change the first ones."""
_SHARE = 0.5
"""A fitting chunk has at least this share of the question's words that the page's first one has."""
_SHOWS: frozenset[Kind] = frozenset({"figure", "image", "frame"})
_COUNTS: frozenset[Kind] = frozenset({"figure", "image", "frame", "table"})
_NUMERIC: frozenset[Wanted] = frozenset({"percent", "count", "amount", "money", "duration", "total"})


class FittingRetriever:
    """Another retriever, with the fitting chunk of every page just before the page's first hit."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def retrieve(self, question: Question, k: int) -> list[Hit]:
        hits = self._retriever.retrieve(question, max(k, N_CONSIDERED))
        kinds = fitting_kinds(question)
        if not kinds:
            return hits[:k]
        ordered = _promote(hits[:N_CONSIDERED], question, kinds) + hits[N_CONSIDERED:]
        return [replace(hit, rank=rank) for rank, hit in enumerate(ordered[:k], 1)]


def fitting_kinds(question: Question) -> frozenset[Kind]:
    """The kinds of chunk in which such a question is usually answered; none where running text is as likely."""
    if question.seen:
        return _SHOWS
    return _COUNTS if question.tabular or question.wanted in _NUMERIC else frozenset()


def _promote(hits: Sequence[Hit], question: Question, kinds: frozenset[Kind]) -> list[Hit]:
    ordered: list[Hit] = []
    placed: set[str] = set()
    for hit in hits:
        fitting = _fitting([other for other in hits if _place(other) == _place(hit)], question, kinds)
        for chosen in (fitting, hit):
            if chosen.chunk.id not in placed:
                above = ordered[-1].score if ordered else math.inf
                # Just above the hit that it is put before, and never above the one before that.
                score = hit.score if chosen is hit else min(above, math.nextafter(hit.score, math.inf))
                ordered.append(replace(chosen, score=score))
                placed.add(chosen.chunk.id)
    return ordered


def _fitting(page: Sequence[Hit], question: Question, kinds: frozenset[Kind]) -> Hit:
    """The page's first hit if it fits, else the one that fits best, else the first."""
    first = page[0]
    rivals = [hit for hit in page if hit.chunk.kind in kinds]
    if first.chunk.kind in kinds or not rivals:
        return first
    best = max(rivals, key=lambda hit: coverage(question, hit.chunk.searchable))
    enough = _SHARE * coverage(question, first.chunk.searchable)
    return best if coverage(question, best.chunk.searchable) >= enough else first


def _place(hit: Hit) -> tuple[str, int]:
    return hit.document.id, hit.page.number

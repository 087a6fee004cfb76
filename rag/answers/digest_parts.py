"""Cuts whole documents into parts that a generator can read one after the other, and says what that will cost.

Knows pages and budgets. Does not know what is asked of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rag.answers.budget import estimate_tokens
from rag.answers.evidence import cost, evidence_text
from rag.generators.base import ANSWER_TOKENS, Evidence
from rag.types import Document, Hit

PagesOf = Callable[[Document], Iterator[list[Hit]]]
"""The chunks of a document page by page, in reading order."""

_NOTES_TOKENS = 400
"""What the notes on one part take, roughly; for the estimate of the last steps."""
_RULES_TOKENS = 350


@dataclass(frozen=True, slots=True)
class Part:
    """Some pages of one document."""

    name: str
    first: int
    last: int
    evidence: tuple[Evidence, ...]

    @property
    def n_tokens(self) -> int:
        return _RULES_TOKENS + sum(map(cost, self.evidence))


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be read for a task, and how much that is."""

    task: str
    parts: tuple[Part, ...]
    n_documents: int
    n_pages: int
    n_calls: int
    """About so many requests to the language model: one a part, and what its notes may need to become one text."""
    n_tokens_read: int
    n_tokens_written: int = field(default=0)
    """At most."""

    def __str__(self) -> str:
        return (
            f"{_count(self.n_documents, 'document')}, {_count(self.n_pages, 'page')}, in "
            f"{_count(self.n_calls, 'request')}: about {self.n_tokens_read:,} tokens read and at most "
            f"{self.n_tokens_written:,} written."
        )


def plan(task: str, documents: Sequence[Document], pages_of: PagesOf, budget: int) -> Plan:
    """The parts of some documents, none with more than `budget` tokens of evidence."""
    room = budget - estimate_tokens(task)
    parts = [part for document in documents for part in _parts(document, pages_of, room)]
    n_reducing = _n_reducing(len(parts), room)
    return Plan(
        task,
        tuple(parts),
        len(documents),
        sum(document.n_pages for document in documents),
        len(parts) + n_reducing,
        sum(part.n_tokens for part in parts) + len(parts) * _NOTES_TOKENS + n_reducing * _RULES_TOKENS,
        (len(parts) + n_reducing) * ANSWER_TOKENS,
    )


def _parts(document: Document, pages_of: PagesOf, room: int) -> Iterator[Part]:
    """Pages follow each other until the budget is full; a page that does not fit at all goes on in the next part."""
    taken: list[Hit] = []
    left = room
    for hit in (hit for page in pages_of(document) for hit in page):
        price = cost(Evidence(1, hit, evidence_text(hit)))
        if price > left and taken:
            yield _part(document, taken)
            taken, left = [], room
        taken.append(hit)
        left -= price
    if taken:
        yield _part(document, taken)


def _part(document: Document, hits: Sequence[Hit]) -> Part:
    evidence = tuple(Evidence(marker, hit, evidence_text(hit)) for marker, hit in enumerate(hits, 1))
    return Part(document.source.name, hits[0].page.number, hits[-1].page.number, evidence)


def _n_reducing(n_parts: int, room: int) -> int:
    """Requests until all notes fit into one prompt."""
    fan_in = max(2, room // _NOTES_TOKENS)
    n_requests, n_left = 1, n_parts
    while n_left > fan_in:
        n_left = -(-n_left // fan_in)
        n_requests += n_left
    return n_requests


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' if number != 1 else ''}"

"""A question and what came of it. Knows nothing of how it is stored or shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answers.turns import turn_of
from rag.types import Answer, Box, Citation, Hit, Query, Turn

Mode = Literal["ask", "find"]
Vote = Literal["", "up", "down"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that can be opened from an exchange."""

    hit: Hit
    boxes: tuple[Box, ...]
    marker: int
    """The number that the answer calls it by; 0 for a hit without one."""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence that says what went wrong, and one that says what to do."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it, as far as it has come."""

    number: int
    """The key of its row in the ledger; 0 before it has one."""
    mode: Mode
    query: Query
    picture: str = ""
    """The question's picture as a data URI."""
    answer: Answer | None = None
    hits: tuple[Hit, ...] | None = None
    problem: Problem | None = None
    stopped: bool = False
    withdrawn: bool = False
    """Whether a document that it quotes has been deleted: the question stays, the quotes are gone."""
    vote: Vote = ""
    asked_at: str = ""
    """UTC, ISO 8601."""

    @property
    def done(self) -> bool:
        answered = self.answer is not None and self.answer.status != "streaming"
        settled = self.stopped or self.withdrawn or self.problem is not None
        return settled or answered or self.hits is not None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Everything that can be opened, in the order of its index."""
        if self.hits is not None:
            return tuple(Evidence(hit, hit.boxes, hit.rank) for hit in self.hits)
        if self.answer is None:
            return ()
        cited = tuple(_cited(citation) for citation in self.answer.citations)
        return cited or tuple(Evidence(hit, hit.boxes, 0) for hit in self.answer.nearest)


def _cited(citation: Citation) -> Evidence:
    return Evidence(citation.hit, citation.boxes or citation.hit.boxes, citation.marker, citation.quote)


def history(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """Earlier questions with their answers, for a follow-up question."""
    answered = ((one, one.answer) for one in exchanges if one.answer is not None and one.answer.status == "answered")
    return tuple(turn_of(one.query.text, answer) for one, answer in answered)


def title_of(question: str, longest: int = 80) -> str:
    """What a conversation is called that begins with this question."""
    line = " ".join(question.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"

"""What one browser tab has asked so far. Knows nothing of how it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from rag import types
from rag.answers.turns import turn_of
from rag.types import Answer, Box, Citation, Hit, Query
from web.texts import Language

Mode = Literal["ask", "find"]
Vote = Literal["", "up", "down"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that can be opened from a turn."""

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
class Turn:
    """A question and what came of it, as far as it has come."""

    number: int
    mode: Mode
    query: Query
    picture: str = ""
    """The question's picture as a data URI."""
    answer: Answer | None = None
    hits: tuple[Hit, ...] | None = None
    problem: Problem | None = None
    stopped: bool = False
    vote: Vote = ""
    notes: tuple[str, ...] = ()
    """The answer's notes that no earlier answer of the conversation had."""

    @property
    def done(self) -> bool:
        answered = self.answer is not None and self.answer.status != "streaming"
        return self.stopped or answered or self.hits is not None or self.problem is not None

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


@dataclass(frozen=True, slots=True)
class Session:
    """One tab: its language, its collection and its conversation."""

    language: Language = "en"
    collection: str = "default"
    turns: tuple[Turn, ...] = field(default=())

    def with_turn(self, turn: Turn) -> Session:
        """The same with `turn` in place of the one with its number, or after the last."""
        others = tuple(old for old in self.turns if old.number != turn.number)
        return replace(self, turns=tuple(sorted((*others, turn), key=lambda each: each.number)))

    def turn(self, number: int) -> Turn | None:
        return next((turn for turn in self.turns if turn.number == number), None)

    @property
    def next_number(self) -> int:
        return max((turn.number for turn in self.turns), default=0) + 1

    @property
    def notes(self) -> frozenset[str]:
        """Every note that has been shown."""
        return frozenset(note for turn in self.turns for note in turn.notes)

    @property
    def history(self) -> tuple[types.Turn, ...]:
        """Earlier questions with their answers, for a follow-up question."""
        answered = (turn for turn in self.turns if turn.answer is not None and turn.answer.status == "answered")
        return tuple(turn_of(turn.query.text, turn.answer) for turn in answered if turn.answer is not None)

    def without_document(self, document_id: str) -> Session:
        """The same without the turns that show a document which has been deleted."""
        kept = (t for t in self.turns if all(e.hit.document.id != document_id for e in t.evidence))
        return replace(self, turns=tuple(kept))

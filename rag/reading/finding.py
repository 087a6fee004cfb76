"""What a reader finds: words that answer, where they stand, and how firmly they are bound to the question."""

from __future__ import annotations

from dataclasses import dataclass

from rag.reading.evidence import Statement


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer that the evidence supports."""

    statements: tuple[Statement, ...]
    """What is quoted, in the order of showing; the first has the value."""
    strength: float
    """0 to 1: how firmly it is bound to the question, how far its source is trusted."""
    value: str = ""
    """The short answer where one stands clearly ahead; empty where the quotation has to be read."""
    unit: str = ""
    said: str = ""
    """How the value comes from the statements, where it stands in none of them: "671,000 − 538,000"."""
    items: tuple[str, ...] = ()
    """The items of a list, literally in the first statement's chunk."""
    reader: str = ""
    """Which reader found it."""

"""Reading made by hand: chunks in, a reading out."""

from __future__ import annotations

from rag.questions.question import read_text
from rag.reading.evidence import Piece
from rag.reading.reading import Desk, Reading
from rag.types import Chunk
from tests.hits import hit


def read(question: str, *chunks: Chunk, name: str = "report.pdf") -> Reading:
    """What some chunks of one document answer."""
    pieces = [Piece(hit(chunk, i, name), 1 - 0.02 * i) for i, chunk in enumerate(chunks, 1)]
    return Desk().read(read_text(question), pieces)


def value(question: str, *chunks: Chunk) -> str:
    """The value that stands clearly ahead; empty where none does."""
    findings = read(question, *chunks).findings
    return findings[0].value if findings else ""


def quoted(question: str, *chunks: Chunk) -> str:
    """Everything that would be quoted."""
    shown = read(question, *chunks).findings
    return " / ".join(text for one in shown for text in (*(s.text for s in one.statements), *one.items))

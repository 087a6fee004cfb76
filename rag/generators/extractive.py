"""Answers without a language model: reads the evidence, and writes down the value and the words that answer.

Everything that is written is a value that was read or calculated, or a literal quotation with its marker.
"""

from __future__ import annotations

from collections.abc import Iterator

from rag.generators.base import Prompt
from rag.reading.evidence import Piece
from rag.reading.reading import Desk
from rag.reading.written import written

_FALL = 0.03
_LEAST = 0.3
"""Below this a finding shares too little with the question to be quoted."""


class ExtractiveGenerator:
    """A generator that writes nothing of its own: a value in bold where one stands ahead, and the quoted words."""

    def __init__(self, desk: Desk | None = None) -> None:
        self._desk = desk or Desk()

    @property
    def name(self) -> str:
        return "extractive"

    @property
    def sees_images(self) -> bool:
        return False

    @property
    def context_tokens(self) -> int:
        return 100_000

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Yields one finding after the other; nothing when no statement shares enough with the question."""
        question = prompt.asked
        if question is None:
            return
        pieces = [Piece(item.hit, 1 - _FALL * i) for i, item in enumerate(prompt.evidence)]
        reading = self._desk.read(question, pieces)
        found = [finding for finding in reading.findings if finding.strength >= _LEAST]
        yield from written([(prompt.evidence[one.statements[0].source].marker, one) for one in found])

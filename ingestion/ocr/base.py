"""What an OCR engine is. Knows nothing of any engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from rag.types import Line, Pixels


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines on a picture, and how sure their reader is of them: 0 to 1, a mean over their letters."""

    lines: tuple[Line, ...] = ()
    confidence: float = 0.0

    @property
    def weight(self) -> float:
        """How much was read for sure: letters times confidence."""
        return self.confidence * sum(len(line.text) for line in self.lines)


class Ocr(Protocol):
    """Reads the words on a picture.

    Contract: lines in reading order, boxes in pixels of the given array; no words gives no lines.
    """

    def read(self, pixels: Pixels) -> tuple[Line, ...]: ...

    def recognise(self, pixels: Pixels) -> Recognised: ...

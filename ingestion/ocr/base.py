"""What an OCR engine is. Knows nothing of any engine."""

from __future__ import annotations

from typing import Protocol

from rag.types import Line, Pixels


class Ocr(Protocol):
    """Reads the words on a picture.

    Contract: lines in reading order, boxes in pixels of the given array; no words gives no lines.
    """

    def read(self, pixels: Pixels) -> tuple[Line, ...]: ...

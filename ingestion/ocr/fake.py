"""A deterministic OCR engine for tests: it says what it was told to, and counts."""

from __future__ import annotations

from ingestion.ocr.base import Recognised
from rag.types import Box, Line, Pixels


class FakeOcr:
    """Reads `texts` on every picture that is not of one colour: one line each, in strips of equal height."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self.n_read = 0

    def read(self, pixels: Pixels) -> tuple[Line, ...]:
        """Counts every call in `n_read`, also those that find nothing."""
        self.n_read += 1
        if pixels.size == 0 or int(pixels.max()) == int(pixels.min()):
            return ()
        height, width = pixels.shape[:2]
        strip = height / max(1, len(self._texts))
        return tuple(
            Line(text, Box(0.0, place * strip, float(width), (place + 1) * strip))
            for place, text in enumerate(self._texts)
        )

    def recognise(self, pixels: Pixels) -> Recognised:
        """The same, without any doubt."""
        lines = self.read(pixels)
        return Recognised(lines, 1.0 if lines else 0.0)

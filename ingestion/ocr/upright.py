"""Reads a picture that may lie on its side or stand on its head.

Knows: what lines look like on a picture that is turned. Does not know: any engine. A picture that reads well is read
once; only one that does not is read again, turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingestion.ocr.base import Ocr, Recognised
from rag.types import Box, Line, Pixels

SURE = 0.82
"""Of receipts and scans, upright ones are read with .97 and more, those upside down with .69 and less."""
CLEARLY = 1.15
"""A turned picture must read better by this factor."""
TALL = 1.5
FEWEST_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Upright:
    """A picture's lines as they are read, and how it must be turned for that."""

    lines: tuple[Line, ...]
    """With boxes on the picture turned upright."""
    degrees: int
    """Clockwise: 0, 90, 180 or 270."""
    pixels: Pixels
    """The picture, turned upright."""

    def as_given(self) -> tuple[Line, ...]:
        """The lines in their order, with boxes on the picture as it was given."""
        height, width = self.pixels.shape[:2]
        return tuple(Line(line.text, turned_back(line.box, self.degrees, width, height)) for line in self.lines)


def read_upright(ocr: Ocr, pixels: Pixels) -> Upright:
    """Read the picture as it is, and turned where that reads clearly better."""
    first = ocr.recognise(pixels)
    n_letters = sum(len(line.text) for line in first.lines)
    lies = _lies(first.lines)
    if n_letters < FEWEST_LETTERS or (first.confidence >= SURE and not lies):
        return Upright(first.lines, 0, pixels)
    readings: list[tuple[float, int, Recognised]] = []
    for degrees in (90, 270) if lies else (180,):
        reading = ocr.recognise(turned(pixels, degrees))
        # Lines that lie are read by some engines as well, so upright ones count for more.
        readings.append((reading.weight * (1.0 if _lies(reading.lines) else CLEARLY * 1.1), degrees, reading))
    weight, degrees, best = max(readings, key=lambda item: item[0])
    if weight <= CLEARLY * first.weight:
        return Upright(first.lines, 0, pixels)
    return Upright(best.lines, degrees, turned(pixels, degrees))


def _lies(lines: Sequence[Line]) -> bool:
    """Whether most of the letters stand in lines that are higher than wide."""
    wide = [line for line in lines if len(line.text) >= 3]
    tall = sum(len(line.text) for line in wide if line.box.y1 - line.box.y0 > TALL * (line.box.x1 - line.box.x0))
    return tall > 0.6 * sum(len(line.text) for line in wide) > 0


def turned(pixels: Pixels, degrees: int) -> Pixels:
    """The picture, turned clockwise."""
    return np.ascontiguousarray(np.rot90(pixels, k=-(degrees // 90) % 4)) if degrees else pixels


def turned_back(box: Box, degrees: int, width: float, height: float) -> Box:
    """Where a box of the turned picture, which is `width` by `height`, was before it was turned clockwise."""
    match degrees:
        case 90:
            return Box(box.y0, width - box.x1, box.y1, width - box.x0)
        case 180:
            return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)
        case 270:
            return Box(height - box.y1, box.x0, height - box.y0, box.x1)
    return box

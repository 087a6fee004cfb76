"""Writes lines of text on an image. Knows letters and pixels; knows no pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PIL import ImageDraw

from rag.files import typeset
from rag.files.fonts import font
from rag.types import Line

_WORD = re.compile(r"\S+")
_BASELINE = 0.36
"""Of the letters' size below the middle of the line."""
_STROKE = 1 / 45
"""Of the letters' size: what makes them bold."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How letters look; `size` in points."""

    size: float
    colour: tuple[int, int, int] = (28, 30, 34)
    mono: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws on one image, `scale` pixels a point."""

    draw: ImageDraw.ImageDraw
    scale: float

    def write(self, line: Line, ink: Ink) -> None:
        """One line from the left side of its box, in the middle of its height."""
        baseline = (line.box.y0 + line.box.y1) / 2 + _BASELINE * ink.size
        stroke = ink.size * self.scale * _STROKE if ink.bold else 0.0
        letters = font(round(ink.size * self.scale, 2), ink.mono)
        for word in _WORD.finditer(line.text):  # each from its own place: hinting makes whole lines wider than set
            x = line.box.x0 + typeset.text_width(line.text[: word.start()], ink.size, ink.mono)
            place = (x * self.scale, baseline * self.scale)
            self.draw.text(place, word.group(), ink.colour, letters, anchor="ls", stroke_width=stroke)

"""Draws a page that `rag.typeset` has set, from its lines, cells and pictures alone.

Knows: that a line's size follows from the height of its box, and that a box of a whole number of cell lines and two
paddings is a cell. Does not know: the format that the page came from.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from rag import typeset
from rag.fonts import font
from rag.rendering.parts import paste_part
from rag.rendering.view import PageView
from rag.types import Box, Line, Pixels

_PAPER, _INK, _RULE, _HEADING_INK = (255, 255, 255), (28, 30, 34), (198, 203, 210), (16, 42, 82)
_WORD = re.compile(r"\S+")
_BASELINE = 0.36
"""Of the letters' size below the middle of the line."""
_ODD_HEIGHT = 0.03
"""How far a height may be from a cell's, in points: the nearest heading is 0.075 off."""


def render_set_page(path: Path, view: PageView) -> Pixels:
    """The page, drawn anew."""
    canvas = Image.new("RGB", view.size_px, _PAPER)
    draw, scale = ImageDraw.Draw(canvas), view.px_per_pt
    for placed in view.parts:
        paste_part(canvas, path, placed, scale)
    lines = list(dict.fromkeys(view.lines))
    for line in lines:
        if is_cell(line.box):
            draw.rectangle(_scaled(line.box, scale), outline=_RULE, width=max(1, round(scale / 2)))
    for line in lines:
        if is_cell(line.box):
            _draw_cell(draw, line, scale)
        else:
            _draw_line(draw, line, scale)
    return np.asarray(canvas)


def is_cell(box: Box) -> bool:
    n_lines = (box.y1 - box.y0 - 2 * typeset.CELL_PADDING) / typeset.line_height(typeset.CELL)
    return n_lines > 0.5 and abs(n_lines - round(n_lines)) * typeset.line_height(typeset.CELL) < _ODD_HEIGHT


def _scaled(box: Box, scale: float) -> tuple[float, float, float, float]:
    return box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale


def _draw_line(draw: ImageDraw.ImageDraw, line: Line, scale: float) -> None:
    size = (line.box.y1 - line.box.y0) / typeset.LINE_HEIGHT
    width = line.box.x1 - line.box.x0
    sans, mono = (abs(typeset.text_width(line.text, size, is_mono) - width) for is_mono in (False, True))
    heading = size > typeset.BODY + 0.1
    ink = _HEADING_INK if heading else _INK
    draw_text(draw, line.text, line.box, size, scale, ink=ink, mono=mono < sans, bold=heading)


def _draw_cell(draw: ImageDraw.ImageDraw, line: Line, scale: float) -> None:
    box, height = line.box, typeset.line_height(typeset.CELL)
    y = box.y0 + typeset.CELL_PADDING
    for text in typeset.cell_lines(line.text, box.x1 - box.x0):
        place = Box(box.x0 + typeset.CELL_PADDING, y, box.x1, y + height)
        draw_text(draw, text, place, typeset.CELL, scale, ink=_INK)
        y += height


def draw_text(  # noqa: PLR0913  what one line of text needs
    draw: ImageDraw.ImageDraw,
    text: str,
    box: Box,
    size: float,
    scale: float,
    *,
    ink: tuple[int, int, int],
    mono: bool = False,
    bold: bool = False,
) -> None:
    """One line of text from the left side of its box, in the middle of its height."""
    baseline = (box.y0 + box.y1) / 2 + _BASELINE * size
    stroke = size * scale / 45 if bold else 0.0
    letters = font(round(size * scale, 2), mono)
    for word in _WORD.finditer(text):  # each from its own place: hinting makes whole lines wider than they were set
        x = box.x0 + typeset.text_width(text[: word.start()], size, mono)
        place = (x * scale, baseline * scale)
        draw.text(place, word.group(), fill=ink, font=letters, anchor="ls", stroke_width=stroke)

"""Draws a page that `rag.files.typeset` has set, from its lines, cells and pictures alone.

Knows: that a line's size follows from the height of its box, and that a box of a whole number of cell lines and two
paddings is a cell. Does not know: the format that the page came from.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from rag.files import typeset
from rag.rendering.parts import paste_part
from rag.rendering.pen import Ink, Pen
from rag.rendering.view import PageView
from rag.types import Box, Line, Pixels

_PAPER, _RULE, _HEADING = (255, 255, 255), (198, 203, 210), (16, 42, 82)
_ODD_HEIGHT = 0.03
"""How far a height may be from a cell's, in points: the nearest heading is 0.075 off."""


def render_set_page(path: Path, view: PageView) -> Pixels:
    """The page, drawn anew."""
    canvas = Image.new("RGB", view.size_px, _PAPER)
    draw, scale = ImageDraw.Draw(canvas), view.px_per_pt
    pen = Pen(draw, scale)
    for placed in view.parts:
        paste_part(canvas, path, placed, scale)
    lines = list(dict.fromkeys(view.lines))
    for line in lines:
        if is_cell(line.box):
            draw.rectangle(_scaled(line.box, scale), outline=_RULE, width=max(1, round(scale / 2)))
    for line in lines:
        if is_cell(line.box):
            _draw_cell(pen, line)
        else:
            _draw_line(pen, line)
    return np.asarray(canvas)


def is_cell(box: Box) -> bool:
    n_lines = (box.y1 - box.y0 - 2 * typeset.CELL_PADDING) / typeset.line_height(typeset.CELL)
    return n_lines > 0.5 and abs(n_lines - round(n_lines)) * typeset.line_height(typeset.CELL) < _ODD_HEIGHT


def _scaled(box: Box, scale: float) -> tuple[float, float, float, float]:
    return box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale


def _draw_line(pen: Pen, line: Line) -> None:
    size = (line.box.y1 - line.box.y0) / typeset.LINE_HEIGHT
    width = line.box.x1 - line.box.x0
    sans, mono = (abs(typeset.text_width(line.text, size, is_mono) - width) for is_mono in (False, True))
    if size > typeset.BODY + 0.1:
        pen.write(line, Ink(size, _HEADING, bold=True))
    else:
        pen.write(line, Ink(size, mono=mono < sans))


def _draw_cell(pen: Pen, line: Line) -> None:
    box, height = line.box, typeset.line_height(typeset.CELL)
    y = box.y0 + typeset.CELL_PADDING
    for text in typeset.cell_lines(line.text, box.x1 - box.x0):
        pen.write(Line(text, Box(box.x0 + typeset.CELL_PADDING, y, box.x1, y + height)), Ink(typeset.CELL))
        y += height

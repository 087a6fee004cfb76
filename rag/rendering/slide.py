"""Draws a slide schematically: areas, pictures, tables, the numbers of charts and all text at their places.

Knows: how shapes are painted. Does not know: the format, nor where anything stands (`rag.office.slides`), so that what
is drawn and what was read agree. It is no replacement for PowerPoint: no effects, no curves, other letters.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from rag.errors import NotFoundError
from rag.files import typeset
from rag.office.slide_colours import Rgb
from rag.office.slide_shapes import FilledShape, PictureShape, SlideShape, TableShape, TextShape
from rag.office.slides import Deck, Slide
from rag.rendering.parts import paste_part
from rag.rendering.pen import Ink, Pen
from rag.rendering.view import PageView, PlacedPart
from rag.types import Box, Line, Pixels

_INK, _RULE, _NOTES_PAPER = (28, 30, 34), (170, 176, 184), (243, 244, 246)
_BAR, _DARK_BAR = (206, 222, 240), (62, 88, 138)
_DARK = 110
"""A background darker than this takes white letters where the file names no colour."""


def render_slide(path: Path, view: PageView) -> Pixels:
    """The slide, with its notes below it. Raises NotFoundError, else InputError."""
    deck = Deck(path)
    if view.page.number > len(deck):
        raise NotFoundError(f"The presentation has no slide {view.page.number}.", "Ingest it again.")
    slide = deck.slide(view.page.number)
    canvas = Image.new("RGB", view.size_px, _NOTES_PAPER)
    draw, scale = ImageDraw.Draw(canvas), view.px_per_pt
    pen = Pen(draw, scale)
    draw.rectangle((0, 0, slide.width_pt * scale, slide.height_pt * scale), fill=slide.background)
    for shape in (*slide.decoration, *slide.shapes):
        if isinstance(shape, PictureShape):
            paste_part(canvas, path, PlacedPart(shape.part, shape.box), scale)
        else:
            _draw(pen, shape, slide)
    for order, line in enumerate(slide.notes):
        size = (line.box.y1 - line.box.y0) / typeset.LINE_HEIGHT
        pen.write(line, Ink(size, bold=order == 0))
    return np.asarray(canvas)


def _draw(pen: Pen, shape: SlideShape, slide: Slide) -> None:
    if isinstance(shape, FilledShape):
        _draw_area(pen, shape)
    elif isinstance(shape, TextShape):
        for styled in shape.lines:
            colour = styled.colour or _readable(slide.background)
            pen.write(styled.line, Ink(styled.size_pt, colour, bold=styled.bold))
    elif isinstance(shape, TableShape):
        _draw_table(pen, shape, _readable(slide.background))


def _readable(paper: Rgb) -> Rgb:
    return (255, 255, 255) if sum(paper) / 3 < _DARK else _INK


def _px(box: Box, scale: float) -> tuple[float, float, float, float]:
    return box.x0 * scale, box.y0 * scale, max(box.x1, box.x0) * scale, max(box.y1, box.y0) * scale


def _draw_area(pen: Pen, shape: FilledShape) -> None:
    paint = pen.draw.ellipse if shape.is_round else pen.draw.rectangle
    paint(_px(shape.box, pen.scale), fill=shape.fill, outline=shape.outline, width=max(1, round(pen.scale)))


def _draw_table(pen: Pen, shape: TableShape, colour: Rgb) -> None:
    if shape.title is not None:
        size = min(1.3 * shape.cell_size_pt, 0.8 * (shape.title.box.y1 - shape.title.box.y0))
        pen.write(shape.title, Ink(size, colour, bold=True))
    if shape.is_chart:
        _draw_bars(pen, shape, _BAR if colour == _INK else _DARK_BAR)
    for cell in shape.cells:
        pen.draw.rectangle(_px(cell.box, pen.scale), outline=_RULE, width=max(1, round(pen.scale / 2)))
        _draw_cell(pen, cell, Ink(shape.cell_size_pt, colour))


def _draw_bars(pen: Pen, shape: TableShape, colour: Rgb) -> None:
    """A bar behind each number, so that a chart is recognised as one."""
    numbers = [(cell, number) for cell in shape.cells if (number := _number(cell.text)) is not None]
    numbers = [(cell, number) for cell, number in numbers if cell.box.x0 > shape.box.x0 + 1.0]
    largest = max((abs(number) for _, number in numbers), default=0.0) or 1.0
    for cell, number in numbers:
        width = (cell.box.x1 - cell.box.x0) * abs(number) / largest
        bar = Box(cell.box.x0, cell.box.y0, cell.box.x0 + width, cell.box.y1)
        pen.draw.rectangle(_px(bar, pen.scale), fill=colour)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _draw_cell(pen: Pen, cell: Line, ink: Ink) -> None:
    padding, height = typeset.CELL_PADDING, typeset.line_height(ink.size)
    width = max(cell.box.x1 - cell.box.x0 - 2 * padding, ink.size)
    texts = [line for part in cell.text.split("\n") for line in typeset.wrap(part, width, ink.size)]
    y = (cell.box.y0 + cell.box.y1 - height * len(texts)) / 2
    for text in texts:
        pen.write(Line(text, Box(cell.box.x0 + padding, y, cell.box.x1, y + height)), ink)
        y += height

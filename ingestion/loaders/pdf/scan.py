"""Reads a page, or a part of it, by OCR. Knows when a text layer is of no use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.loaders.pdf.file import PdfPage
from ingestion.loaders.pdf.lines import TextLayer, TextLine
from ingestion.loaders.pdf.shapes import Shape
from ingestion.loaders.pdf.turned import Turn
from ingestion.ocr.base import Ocr
from ingestion.ocr.upright import read_upright
from rag.types import Box, Pixels

READ_PX = 1500
"""The longer side of a page as it is read."""
MIN_CHARS = 12
MIN_CHARS_ON_SCAN = 150
"""Over a picture of the whole page, less text than this is a stamp of the program that scanned it."""
SCAN_COVER = 0.6
MAX_UNREADABLE = 0.3


def is_usable(layer: TextLayer, shapes: Sequence[Shape], page: Box) -> bool:
    """Whether the text layer says what the page says."""
    readable = layer.n_chars - layer.n_unreadable
    if layer.n_unreadable > MAX_UNREADABLE * layer.n_chars:
        return False
    # Some scanners store a page as strips.
    covered = sum(
        shape.box.intersection(page).area for shape in shapes if shape.kind == "image" and _is_wide(shape, page)
    )
    if covered > SCAN_COVER * page.area:
        return readable >= MIN_CHARS_ON_SCAN
    return readable >= MIN_CHARS or not shapes


def _is_wide(shape: Shape, page: Box) -> bool:
    return shape.box.x1 - shape.box.x0 > SCAN_COVER * (page.x1 - page.x0)


@dataclass(frozen=True, slots=True)
class ReadScan:
    """A page as OCR reads it: lines in points of the page as turned upright, and the pixels that were read."""

    lines: tuple[TextLine, ...]
    pixels: Pixels
    turn: Turn
    """How the page must be turned to be read."""


def read_page(page: PdfPage, ocr: Ocr) -> ReadScan:
    """The recognised lines of a page, which may lie on its side or stand on its head."""
    frame = page.frame
    scale = min(4.0, READ_PX / max(frame.width, frame.height, 1.0))
    found = read_upright(ocr, page.render(scale))
    turn = Turn(found.degrees, frame.width, frame.height)
    ratio = turn.page.x1 / found.pixels.shape[1]
    lines = tuple(_line(line.text, line.box, ratio).clipped(turn.page) for line in found.lines)
    return ReadScan(lines, found.pixels, turn)


def _line(text: str, box: Box, ratio: float) -> TextLine:
    box = box.scaled(ratio)
    # A detected box is a little higher than its letters' size.
    return TextLine(text, box, (), 0.8 * (box.y1 - box.y0))

"""Reads a page, or a part of it, by OCR. Knows when a text layer is of no use."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.loaders.pdf.file import PdfPage
from ingestion.loaders.pdf.lines import TextLayer, TextLine
from ingestion.loaders.pdf.shapes import Shape
from ingestion.ocr.base import Ocr
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
    if any(shape.kind == "image" and shape.box.area > SCAN_COVER * page.area for shape in shapes):
        return readable >= MIN_CHARS_ON_SCAN
    return readable >= MIN_CHARS or not shapes


def read_page(page: PdfPage, ocr: Ocr) -> tuple[tuple[TextLine, ...], Pixels]:
    """The recognised lines with boxes in points, and the pixels that were read."""
    frame = page.frame
    scale = min(4.0, READ_PX / max(frame.width, frame.height, 1.0))
    pixels = page.render(scale)
    ratio = frame.width / pixels.shape[1]
    lines = (_line(line.text, line.box, ratio).clipped(frame.page_box) for line in ocr.read(pixels))
    return tuple(lines), pixels


def _line(text: str, box: Box, ratio: float) -> TextLine:
    box = box.scaled(ratio)
    # A detected box is a little higher than its letters' size.
    return TextLine(text, box, (), 0.8 * (box.y1 - box.y0))

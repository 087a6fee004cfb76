"""Pictures inside documents: their pixels for the vision encoder, their words through OCR.

Knows: which pictures are too small to say anything, and how words on a picture get their place on the page. Does not
know: where in its file a picture is; it is handed the bytes.
"""

from __future__ import annotations

import io
from dataclasses import replace

from ingestion.loaders.base import LoadOptions
from ingestion.loaders.pixels import at_most
from ingestion.ocr.rapid import shared_ocr
from ingestion.ocr.upright import read_upright
from rag.errors import InputError
from rag.files.pictures import open_picture
from rag.types import Box, Element, Line, Pixels

READ_PX = 2000
"""Longer side of a picture as it is read; more makes OCR slower, not better."""
SMALLEST_PX = 24
"""Bullets, rules and spacers are smaller on one side."""


def fill(element: Element, encoded: bytes, options: LoadOptions) -> Element:
    """The picture element with pixels, and with its words, their boxes on the page. Raises InputError."""
    pixels = open_picture(io.BytesIO(encoded), longest=READ_PX, max_pixels=options.max_pixels)
    small = at_most(pixels)
    if not options.ocr or element.box is None or min(pixels.shape[:2]) < SMALLEST_PX:
        return replace(element, pixels=small)
    found = read_upright(shared_ocr(), pixels)
    lines = tuple(_placed(line, pixels, element.box) for line in found.as_given())
    text = "\n".join(line.text for line in lines)
    return replace(element, pixels=at_most(found.pixels), lines=lines, text=text)


def size_px(encoded: bytes, options: LoadOptions) -> tuple[int, int] | None:
    """(width, height) of a picture that can be read and is no mere decoration, else None."""
    try:
        height, width = open_picture(io.BytesIO(encoded), longest=READ_PX, max_pixels=options.max_pixels).shape[:2]
    except InputError:
        return None
    return (width, height) if min(width, height) >= SMALLEST_PX else None


def _placed(line: Line, pixels: Pixels, place: Box) -> Line:
    height, width = pixels.shape[:2]
    across, down = (place.x1 - place.x0) / width, (place.y1 - place.y0) / height
    box = line.box
    return Line(
        line.text,
        Box(place.x0 + box.x0 * across, place.y0 + box.y0 * down, place.x0 + box.x1 * across, place.y0 + box.y1 * down),
    )

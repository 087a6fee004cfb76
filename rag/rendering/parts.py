"""Pictures that are inside another file, decoded for drawing. Knows where each kind of file keeps them."""

from __future__ import annotations

import io
import logging
from pathlib import Path

from PIL import Image

from rag.errors import InputError
from rag.files.parts import read_part
from rag.files.pictures import open_picture
from rag.rendering.view import LONGEST_PX, PlacedPart

log = logging.getLogger(__name__)
_MISSING = (232, 232, 232)


def paste_part(canvas: Image.Image, path: Path, placed: PlacedPart, scale: float) -> None:
    """Draw a picture of the file at its place; a grey area where it cannot be decoded."""
    box = placed.box
    left, top = round(box.x0 * scale), round(box.y0 * scale)
    size = (max(1, round((box.x1 - box.x0) * scale)), max(1, round((box.y1 - box.y0) * scale)))
    # A file may say any size for its picture.
    size = (min(size[0], 2 * LONGEST_PX), min(size[1], 2 * LONGEST_PX))
    try:
        encoded = read_part(path, placed.part)
        pixels = open_picture(io.BytesIO(encoded), longest=LONGEST_PX)
    except InputError as exc:
        log.info("The picture %s of %s is drawn grey: %s", placed.part, path.name, exc.message)
        canvas.paste(_MISSING, (left, top, left + size[0], top + size[1]))
        return
    canvas.paste(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS), (left, top))

"""A picture file as an image: upright, and not larger than needed."""

from __future__ import annotations

from pathlib import Path

from rag.files.drawings import draw_svg
from rag.files.pictures import open_picture
from rag.rendering.view import LONGEST_PX, PageView
from rag.types import Pixels


def render_picture(path: Path, view: PageView) -> Pixels:
    """The picture, or one page of a TIFF. Raises InputError."""
    frame = view.page.number - 1 if view.media_type == "image/tiff" else 0
    return open_picture(path, frame, longest=LONGEST_PX)


def render_drawing(path: Path, view: PageView) -> Pixels:
    """A drawing, inert. Raises InputError."""
    return draw_svg(path.read_bytes(), path.name)

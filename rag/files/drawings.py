"""Drawings (SVG) as pixels, inert: no scripts, no references to anything outside. Knows resvg's Python package."""

from __future__ import annotations

import io
import re

from rag.errors import BrokenFileError, TooLargeError
from rag.files.pictures import open_picture
from rag.types import Pixels

_MAX_BYTES = 16 << 20
_LONGEST, _WIDTH = 2000, 1600
_REFERENCE = re.compile(r"""(?:xlink:)?href\s*=\s*(["'])(?!#|data:image/)[^"']*\1""", re.IGNORECASE)
_STYLE_URL = re.compile(r"@import[^;]*;|url\((?!\s*[\"']?(?:#|data:))[^)]*\)", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)


def draw_svg(content: bytes, name: str) -> Pixels:
    """The drawing as (height, width, 3), its longer side 2,000 pixels at most. Raises InputError."""
    if len(content) > _MAX_BYTES:
        raise TooLargeError(f"{name} has {len(content):,} bytes.", "Export it as PNG and add that.")
    text = content.decode("utf-8", errors="replace")
    if _ENTITY.search(text):
        raise BrokenFileError(f"{name} declares XML entities.", "Export it as PNG and add that.")
    import resvg_py  # only where there is a drawing

    inert = _STYLE_URL.sub("none", _REFERENCE.sub('href=""', text))
    try:
        png = bytes(resvg_py.svg_to_bytes(svg_string=inert, width=_WIDTH, background="#ffffff"))
    except (ValueError, RuntimeError, OSError) as exc:
        raise BrokenFileError(f"{name} is a damaged drawing.", "Export it as PNG and add that.") from exc
    return open_picture(io.BytesIO(png), longest=_LONGEST)

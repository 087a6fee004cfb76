"""Renders a page of any file. Runs in a worker process, since files are untrusted.

Knows: which renderer draws which media type. The renderers load heavy libraries, so they are named by strings and
imported in the process that draws.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import cast

from rag.errors import UnsupportedError
from rag.rendering.view import PageView
from rag.types import Pixels

_OFFICE = "application/vnd.openxmlformats-officedocument."
SET_HERE = (
    *(f"{_OFFICE}wordprocessingml", f"{_OFFICE}spreadsheetml", "application/vnd.oasis.opendocument"),
    *("text/", "message/", "application/epub", "application/zip"),
)
"""Beginnings of the media types whose pages are drawn from the ledger's lines."""
_RENDERERS = (
    ("application/pdf", "rag.rendering.pdf:render_pdf"),
    ("image/svg", "rag.rendering.picture:render_drawing"),
    ("image/", "rag.rendering.picture:render_picture"),
    (f"{_OFFICE}presentationml", "rag.rendering.slide:render_slide"),
    *((beginning, "rag.rendering.set_page:render_set_page") for beginning in SET_HERE),
)
"""By the beginning of the media type; what is set by `rag.files.typeset` is drawn from its lines."""


def render(path: Path, view: PageView) -> Pixels:
    """The page as (height, width, 3), its longer side at most 2,500 pixels. Raises InputError."""
    for beginning, target in _RENDERERS:
        if view.media_type.startswith(beginning):
            module, _, name = target.partition(":")
            renderer = cast(Callable[[Path, PageView], Pixels], getattr(importlib.import_module(module), name))
            return renderer(path, view)
    raise UnsupportedError(f"Pages of type {view.media_type} are not rendered.", "Open the original instead.")

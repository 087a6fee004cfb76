"""Drawings (.svg): one page that shows the drawing, with its own words and what OCR reads where it draws letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ingestion.kinds.encodings import read_text
from ingestion.loaders.base import LoadedPage, LoadOptions
from ingestion.loaders.pixels import at_most
from ingestion.ocr.base import Ocr
from ingestion.ocr.rapid import shared_ocr
from ingestion.ocr.rows import text_of
from ingestion.ocr.upright import read_upright
from rag.files.drawings import draw_svg
from rag.types import Box, Element, Line, Page

_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>", re.IGNORECASE)
_WORDS = ("text", "title", "desc")


class DrawingLoader:
    """Reads .svg with `ocr`, or with this process's own engine."""

    def __init__(self, ocr: Ocr | None = None) -> None:
        self._ocr = ocr or shared_ocr()

    def count_pages(self, path: Path, options: LoadOptions) -> int:
        draw_svg(path.read_bytes(), path.name)
        return 1

    def load_pages(self, path: Path, options: LoadOptions, first: int, last: int) -> Iterator[LoadedPage]:
        """One pixel of the drawn page is a point. The words that are written as text come first, as they are."""
        pixels = draw_svg(path.read_bytes(), path.name)
        height, width = pixels.shape[:2]
        box = Box(0.0, 0.0, float(width), float(height))
        read = read_upright(self._ocr, pixels) if options.ocr else None
        lines = read.as_given() if read is not None else ()
        words = _words(read_text(path, options))
        if words and not lines:
            lines = (Line(words, box),)
        text = words or (text_of(read.lines) if read is not None else "")
        element = Element("image", 1, text, lines, box, pixels=at_most(pixels))
        yield LoadedPage(Page(1, float(width), float(height)), (element,))


def _words(text: str) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", _DOCTYPE.sub("", text, count=1), count=1)
    root = etree.fromstring(bare.encode(), parser)
    if root is None:
        return ""
    found = (
        " ".join("".join(str(t) for t in node.itertext()).split())
        for name in _WORDS
        for node in root.iter(f"{{*}}{name}")
    )
    return "\n".join(dict.fromkeys(filter(None, found)))

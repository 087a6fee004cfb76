"""Pieces of HTML inside another text: of Markdown, of a mail. Knows HTML's parser; knows no files."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingestion.loaders.flow.blocks import Block
from ingestion.loaders.html.blocks import read_page
from rag.errors import BrokenFileError


def fragment_blocks(markup: str) -> Iterator[Block]:
    """The blocks of a piece of a page; its pictures are elsewhere and leave their descriptions."""
    if not markup.strip():
        return
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True)
    try:
        root = etree.fromstring(f"<html><body>{markup}</body></html>".encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise BrokenFileError(f"Its HTML cannot be read: {exc}.", "Save it again.") from exc
    if root is not None:
        yield from read_page(root, lambda picture: "")

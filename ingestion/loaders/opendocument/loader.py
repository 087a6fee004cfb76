"""OpenDocument text, spreadsheets and presentations (.odt, .ods, .odp), set on virtual pages.

Knows: in which order headings, paragraphs, lists, tables and pictures stand. Does not know: styles beyond what raises
text, or how LibreOffice would break its pages.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, Notice, PageBreak, PictureBlock, TableBlock, TextBlock
from ingestion.loaders.flow.captioned import with_captions
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.flow.tables import header_rows
from ingestion.loaders.opendocument.tables import comment_lines, table_rows
from ingestion.loaders.opendocument.text import raised_styles, read_words
from rag.files.archives import read_member
from rag.office.package import Node, Package, attribute, child, descendants, local

_INDENT_PT, _DEFAULT_PT = 16.0, 216.0
_UNITS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "px": 0.75}
_READABLE = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
_MAX_DEPTH = 40
_NUMBERED_FROM = 30


class OpenDocumentLoader(BlockLoader):
    """Reads .odt, .ods and .odp; macros are not looked at."""

    widest_page = 1600.0

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        package = Package(path)
        root = package.xml("content.xml")
        yield from with_captions(_Reader(package, root).blocks())

    def read_part(self, path: Path, part: str) -> bytes:
        return read_member(path, part)


class _Reader:
    """One document while it is read."""

    def __init__(self, package: Package, root: Node) -> None:
        self._root = root
        self._raised = raised_styles(root)
        self._notes: list[str] = []

    def blocks(self) -> Iterator[Block]:
        """Headings, paragraphs, tables and pictures in the order of the document."""
        body = child(self._root, "body")
        for kind in body if body is not None else ():
            if local(kind) == "spreadsheet":
                yield from self._sheets(kind)
            elif local(kind) == "presentation":
                yield from self._slides(kind)
            else:
                yield from self._inside(kind, 0)
        for note in self._notes:
            yield TextBlock(note)

    def _sheets(self, node: Node) -> Iterator[Block]:
        for table in node:
            if local(table) != "table":
                continue
            name = attribute(table, "name")
            yield PageBreak(name)
            yield TextBlock(name, level=1)
            yield from self._table(table)
            for line in comment_lines(table):
                yield TextBlock(line)
            for frame in descendants(table, "frame"):
                yield from self._frame(frame, 0)

    def _slides(self, node: Node) -> Iterator[Block]:
        number = 0
        for page in node:
            if local(page) != "page":
                continue
            number += 1
            yield PageBreak(f"Slide {number}")
            for shape in page:
                if local(shape) == "notes":
                    for paragraph in descendants(shape, "p"):
                        text = read_words(paragraph, self._raised).text
                        if text:
                            yield TextBlock(f"Notes: {text}")
                elif local(shape) == "annotation":
                    yield from self._comment(shape)
                else:
                    yield from self._shape(shape, 0)

    def _shape(self, shape: Node, depth: int) -> Iterator[Block]:
        if local(shape) == "frame":
            yield from self._frame(shape, depth)
        elif isinstance(shape.tag, str):
            yield from self._inside(shape, depth + 1)

    def _inside(self, node: Node, depth: int, level: int = 0) -> Iterator[Block]:
        if depth > _MAX_DEPTH:
            return
        for below in node:
            name = local(below) if isinstance(below.tag, str) else ""
            match name:
                case "h":
                    number = attribute(below, "outline-level")
                    yield from self._paragraph(below, int(number) if number.isdigit() else 1, "", 0.0, depth)
                case "p":
                    yield from self._paragraph(below, 0, "", level * _INDENT_PT, depth)
                case "list":
                    yield from self._list(below, depth + 1, level + 1)
                case "table":
                    yield from self._table(below)
                case "frame":
                    yield from self._frame(below, depth + 1)
                case (
                    "section"
                    | "text-box"
                    | "index-body"
                    | "table-of-content"
                    | "g"
                    | "custom-shape"
                    | "rect"
                    | "ellipse"
                ):
                    yield from self._inside(below, depth + 1, level)

    def _list(self, node: Node, depth: int, level: int) -> Iterator[Block]:
        for item in node:
            if not isinstance(item.tag, str) or local(item) not in ("list-item", "list-header"):
                continue
            for place, below in enumerate(item):
                if local(below) == "list":
                    yield from self._list(below, depth + 1, level + 1)
                elif local(below) in ("p", "h"):
                    yield from self._paragraph(below, 0, "• " if place == 0 else "", level * _INDENT_PT, depth)

    def _paragraph(self, node: Node, level: int, marker: str, indent: float, depth: int) -> Iterator[Block]:
        words = read_words(node, self._raised)
        if words.text.strip():
            yield TextBlock(marker + words.text.strip(), min(level, 6), indent_pt=0.0 if level else indent)
        self._notes += words.notes
        for comment in words.comments:
            yield TextBlock(comment, indent_pt=indent + _INDENT_PT)
        for frame in words.frames:
            yield from self._shape(frame, depth + 1)

    def _comment(self, node: Node) -> Iterator[Block]:
        for line in comment_lines(node):
            yield TextBlock(line)

    def _frame(self, frame: Node, depth: int) -> Iterator[Block]:
        """A picture with what its author wrote about it, a box of text, a table, or an object by its picture."""
        if depth > _MAX_DEPTH:
            return
        for below in frame:
            name = local(below) if isinstance(below.tag, str) else ""
            if name == "image":
                part = attribute(below, "href").removeprefix("./")
                if part.lower().endswith(_READABLE):
                    yield PictureBlock(part, *_size(frame), _description(frame))
                    return
                if part:
                    yield Notice(f"A picture was left out: {_kind(part)} is not read.")
            elif name == "table":
                yield from self._table(below)
            elif name == "text-box":
                yield from self._inside(below, depth + 1)

    def _table(self, node: Node) -> Iterator[Block]:
        rows, n_header = table_rows(node)
        start = 0
        for end in [*(place for place, row in enumerate(rows) if not any(row)), len(rows)]:
            part = rows[start:end]
            if part:
                width = max(map(len, part))
                table = tuple((*row, *[""] * (width - len(row))) for row in part)
                first = start + 1 if len(table) > _NUMBERED_FROM else 0
                yield TableBlock(table, (n_header if start == 0 else 0) or header_rows(table), first_row=first)
            start = end + 1


def _kind(part: str) -> str:
    return posixpath.splitext(part)[1].lstrip(".").upper() or "an object of another program"


def _size(frame: Node) -> tuple[float, float]:
    return _points(attribute(frame, "width")), _points(attribute(frame, "height"))


def _points(length: str) -> float:
    try:
        return max(float(length[:-2]) * _UNITS.get(length[-2:], 0.0), 1.0) if length else _DEFAULT_PT
    except ValueError:
        return _DEFAULT_PT


def _description(frame: Node) -> str:
    for name in ("desc", "title"):
        node = child(frame, name)
        if node is not None and (node.text or "").strip():
            return (node.text or "").strip()
    return ""

"""Word documents: headings, paragraphs, lists, tables and pictures in reading order, set on virtual pages.

Knows: in which order the blocks of a document stand, and where Word last broke its pages. Does not know: how Word would
break them today.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingestion.loaders.base import Attached, LoadOptions
from ingestion.loaders.drawings import drawing_blocks
from ingestion.loaders.embeddings import embedded_files
from ingestion.loaders.flow.blocks import Block, Notice, PageBreak, TableBlock, TextBlock
from ingestion.loaders.flow.captioned import with_captions
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.flow.tables import header_rows
from ingestion.loaders.word.foreign import comments_of, foreign_blocks
from ingestion.loaders.word.numbering import Numbering
from ingestion.loaders.word.styles import Styles
from ingestion.loaders.word.text import HIDDEN_NOTICE, STRUCK_NOTICE, Words, read_words
from rag.files.archives import read_member
from rag.files.typeset import PAGE_HEIGHT
from rag.office.equations import equation
from rag.office.package import Node, Package, attribute, child, descendants, local

_LIST_INDENT_PT = 16.0
_MAX_COLUMNS = 128
_TALLEST = 3
_MAX_TABLE_DEPTH = 8


class WordLoader(BlockLoader):
    """Reads .docx and .docm; macros are not looked at."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        yield from with_captions(_Document(Package(path)).blocks())

    def tallest_page(self, path: Path) -> float:
        """Where Word noted its page breaks, a page holds what Word put on it, even if it is set taller here."""
        package = Package(path)
        noted = next(descendants(package.xml(package.main_part), "lastRenderedPageBreak"), None)
        return PAGE_HEIGHT if noted is None else _TALLEST * PAGE_HEIGHT

    def attached(self, path: Path, options: LoadOptions) -> Iterator[Attached]:
        """Files that were put into it as a whole."""
        yield from embedded_files(path)

    def read_part(self, path: Path, part: str) -> bytes:
        return read_member(path, part)


class _Document:
    """One document while it is read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = package.main_part
        self._root = package.xml(self._part)
        self._styles = Styles(package, self._part)
        self._numbering = Numbering(package, self._part)
        self._comments = comments_of(package, self._part)

    def blocks(self) -> Iterator[Block]:
        yield from self._repeated("header")
        body = child(self._root, "body")
        yield from self._children(body if body is not None else self._root, 0)
        for kind, name in (("footnotes", "Footnote"), ("endnotes", "Endnote")):
            yield from self._notes(kind, name)
        yield from self._repeated("footer")

    def _children(self, parent: Node, depth: int) -> Iterator[Block]:
        for node in parent:
            match local(node):
                case "p":
                    yield from self._paragraph(node, depth)
                case "tbl":
                    yield from self._table(node, depth)
                case "altChunk":
                    yield from foreign_blocks(self._package, self._part, node)
                case "oMathPara":
                    if text := equation(node).strip():
                        yield TextBlock(text)
                case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag":
                    yield from self._children(node, depth)

    def _paragraph(self, node: Node, depth: int) -> Iterator[Block]:
        words = read_words(node)
        properties = child(node, "pPr")
        if words.break_before or child(properties, "pageBreakBefore") is not None:
            yield PageBreak()
        if words.n_hidden:
            yield Notice(HIDDEN_NOTICE)
        if words.n_struck:
            yield Notice(STRUCK_NOTICE)
        yield from self._text_block(properties, words)
        for identity in words.comments:
            if comment := self._comments.get(identity):
                yield TextBlock(comment, indent_pt=_LIST_INDENT_PT)
        for drawing in words.drawings:
            yield from drawing_blocks(drawing, self._package, self._part)
        for box in words.text_boxes:
            yield from self._children(box, depth)
        if words.break_after or child(properties, "sectPr") is not None:
            yield PageBreak()

    def _text_block(self, properties: Node | None, words: Words) -> Iterator[Block]:
        text = words.text.strip()
        if not text:
            return
        style = self._styles.of(properties)
        level, numbered = style.level, self._numbering.label(properties, style.numbering)
        if numbered.text and not level:
            yield TextBlock(f"{numbered.text} {text}", indent_pt=(numbered.depth + 1) * _LIST_INDENT_PT)
        else:
            yield TextBlock(f"{numbered.text} {text}".strip(), level)

    def _table(self, node: Node, depth: int) -> Iterator[Block]:
        found = list(_rows(node))
        rows = [row for row in found if not _is_deleted(row)]
        if len(rows) < len(found):
            yield Notice(STRUCK_NOTICE)
        cells = [[cell for cell in row if local(cell) == "tc"] for row in rows]
        if depth >= _MAX_TABLE_DEPTH or all(len(row) == 1 for row in cells):  # a frame around text, not a table
            for row in cells:
                for cell in row:
                    yield from self._children(cell, depth)
            return
        beside: list[Block] = []
        placed = [[*_skipped(row), *(self._cell(c, depth, beside) for c in row if local(c) == "tc")] for row in rows]
        table = _merged(placed)
        if any(cell for row in table for cell in row):
            yield TableBlock(table, _n_header(rows) or header_rows(table))
        yield from beside

    def _cell(self, cell: Node, depth: int, beside: list[Block]) -> tuple[str, int, bool]:
        """(text, columns that it spans, whether it goes on from the cell above); pictures go `beside` the table."""
        texts = []
        for block in self._children(cell, depth + 1):
            if isinstance(block, TextBlock):
                texts.append(block.text)
            elif isinstance(block, TableBlock):
                texts += ["; ".join(filter(None, row)) for row in block.rows]
            elif not isinstance(block, PageBreak):
                beside.append(block)
        properties = child(cell, "tcPr")
        span = attribute(child(properties, "gridSpan"), "val")
        merge = child(properties, "vMerge")
        n_columns = min(int(span), _MAX_COLUMNS) if span.isdigit() else 1
        return "\n".join(texts), n_columns, merge is not None and attribute(merge, "val") != "restart"

    def _notes(self, kind: str, name: str) -> Iterator[Block]:
        for part in self._package.related(self._part, kind):
            notes = [note for note in self._package.xml(part) if not attribute(note, "type")]
            for number, note in enumerate(notes, start=1):
                text = " ".join(read_words(p).text.strip() for p in descendants(note, "p")).strip()
                if text:
                    yield TextBlock(f"{name} {number}: {text}")

    def _repeated(self, kind: str) -> Iterator[Block]:
        """What stands on every page, once; page numbers alone do not count."""
        seen: set[str] = set()
        for part in self._package.related(self._part, kind):
            text = "\n".join(
                filter(None, (read_words(p).text.strip() for p in descendants(self._package.xml(part), "p")))
            )
            if text not in seen and sum(map(str.isalpha, text)) > 4:
                yield TextBlock(text)
            seen.add(text)


def _rows(table: Node) -> Iterator[list[Node]]:
    for node in table:
        if local(node) == "tr":
            yield list(_cells(node))
        elif local(node) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(node)


def _is_deleted(row: list[Node]) -> bool:
    """Whether the row was struck from the table by somebody who tracked it."""
    return any(child(node, "del") is not None for node in row if local(node) == "trPr")


def _skipped(row: list[Node]) -> list[tuple[str, int, bool]]:
    """The columns that a row leaves free at its beginning."""
    counts = (attribute(child(node, "gridBefore"), "val") for node in row if local(node) == "trPr")
    n_columns = next((int(count) for count in counts if count.isdigit()), 0)
    return [("", 1, False)] * min(n_columns, _MAX_COLUMNS)


def _cells(row: Node) -> Iterator[Node]:
    for node in row:
        if local(node) in ("tc", "trPr"):
            yield node
        elif local(node) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _cells(node)


def _n_header(rows: list[list[Node]]) -> int:
    """How many rows Word repeats on every page."""
    n_rows = 0
    for row in rows[:3]:
        if not any(child(node, "tblHeader") is not None for node in row if local(node) == "trPr"):
            break
        n_rows += 1
    return n_rows


def _merged(rows: list[list[tuple[str, int, bool]]]) -> tuple[tuple[str, ...], ...]:
    """A plain grid: a cell over several rows is repeated in each, one over several columns has empty ones after it."""
    grid: list[tuple[str, ...]] = []
    for row in rows:
        cells: list[str] = []
        for text, span, goes_on in row:
            above = grid[-1][len(cells)] if goes_on and grid and len(cells) < len(grid[-1]) else ""
            cells += [above if goes_on else text, *[""] * (span - 1)]
        grid.append(tuple(cells[:_MAX_COLUMNS]))
    return tuple(grid)

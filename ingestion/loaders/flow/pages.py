"""Sets blocks on virtual pages: what Word, HTML, Markdown, text, tables and code have instead of pages.

Knows: where the next line, cell or picture goes, and when a page is full. Does not know: any format, or how the page is
painted later; `rag.files.typeset` has the measures that both sides share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingestion.loaders.base import LoadedPage
from ingestion.loaders.flow.blocks import Block, Notice, PageBreak, PictureBlock, TableBlock, TextBlock
from ingestion.loaders.flow.tables import markdown_table
from ingestion.loaders.flow.wide import fitting
from rag.files import typeset
from rag.files.typeset import MARGIN, PAGE_HEIGHT, PAGE_WIDTH
from rag.types import Box, Element, Line, Page

_MAX_LABEL_CHARS = 80
_MAX_CELL_LINES = 24
"""A taller cell goes on in the row below, so that every row fits a page."""
_TALLEST_HEADER = 200.0

Cells = tuple[str, ...]


def paginate(
    blocks: Iterable[Block], widest_page: float = PAGE_WIDTH, tallest_page: float = PAGE_HEIGHT
) -> Iterator[LoadedPage]:
    """The pages of a document, in order, each as soon as it is full; at least one if there is a block with content.

    A page is 612 × 792 points; a table with many columns may widen its page up to `widest_page`, and a document that
    says where its pages end may lengthen them up to `tallest_page`. Pictures come as elements with `part` and `box`
    but without pixels.
    """
    flow = _Flow(widest_page, tallest_page - MARGIN)
    for block in blocks:
        yield from flow.place(block)
    yield from flow.finish()


@dataclass
class _Flow:
    widest_page: float
    bottom: float
    number: int = 1
    y: float = MARGIN
    width: float = PAGE_WIDTH
    heading: str = ""
    label: str = ""
    counted: list[tuple[str, int]] = field(default_factory=list)
    """("lines" or "rows", number) of what stands on this page, for its label."""
    elements: list[Element] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def place(self, block: Block) -> Iterator[LoadedPage]:
        """Set a block where the last one ended; yields the pages that it fills."""
        if isinstance(block, TextBlock):
            yield from self._text(block)
        elif isinstance(block, TableBlock):
            yield from self._table(block)
        elif isinstance(block, PictureBlock):
            yield from self._picture(block)
        elif isinstance(block, Notice):
            self.warnings.append(block.sentence)
        else:
            yield from self._break(block)

    def finish(self) -> Iterator[LoadedPage]:
        if self.elements:
            page = Page(self.number, self.width, max(PAGE_HEIGHT, self.y + MARGIN), self._label())
            yield LoadedPage(page, tuple(self.elements), tuple(dict.fromkeys(self.warnings)))
            self.number += 1
            self.warnings = []
        self.elements, self.counted = [], []
        self.y, self.width, self.label = MARGIN, PAGE_WIDTH, self.heading

    def _label(self) -> str:
        if not self.counted:
            return self.label[:_MAX_LABEL_CHARS]
        (unit, first), (_, last) = self.counted[0], self.counted[-1]
        place = f"{unit} {first}–{last}" if first != last else f"{unit.removesuffix('s')} {first}"
        return f"{self.label[:_MAX_LABEL_CHARS]}, {place}" if self.label else place

    def _break(self, block: PageBreak) -> Iterator[LoadedPage]:
        yield from self.finish()
        if block.label:
            self.heading = self.label = block.label

    def _fits(self, height: float) -> bool:
        return not self.elements or self.y + height <= self.bottom

    def _text(self, block: TextBlock) -> Iterator[LoadedPage]:
        size = typeset.CODE if block.mono else typeset.heading_size(block.level) if block.level else typeset.BODY
        height = typeset.line_height(size)
        if block.level:
            if not self._fits(2.5 * height):  # a heading stays with what follows it
                yield from self.finish()
            self.heading = block.text
            self.label = block.text if not self.elements else self.label or block.text
        self.y += 0.5 * height if self.elements else 0.0
        pieces: list[_Piece] = []
        for offset, blank, text in _set_lines(block, size):
            if self.y + height > self.bottom:
                self._add_text(block, pieces)
                yield from self.finish()
                pieces = []
            words = text.strip()
            if words:
                shift = len(text) - len(text.lstrip())
                x = MARGIN + block.indent_pt + typeset.text_width(text[:shift], size, block.mono)
                box = Box(x, self.y, x + typeset.text_width(words, size, block.mono), self.y + height)
                pieces.append(_Piece(offset, blank, text, Line(words, box)))
            if block.first_line:
                self.counted.append(("lines", block.first_line + offset))
            self.y += height
        self._add_text(block, pieces)

    def _add_text(self, block: TextBlock, pieces: list[_Piece]) -> None:
        if pieces:
            lines = tuple(piece.line for piece in pieces)
            text = _joined(pieces, block.mono)
            self.elements.append(Element(block.kind, self.number, text, lines, _around(lines), level=block.level))

    def _table(self, block: TableBlock) -> Iterator[LoadedPage]:
        for part in fitting(block, self.widest_page - 2 * MARGIN):
            yield from self._columns(part)

    def _columns(self, block: TableBlock) -> Iterator[LoadedPage]:
        widths = typeset.column_widths(block.rows, self.widest_page - 2 * MARGIN)
        width = sum(widths) + 2 * MARGIN
        self.y += typeset.CELL if self.elements else 0.0
        placed: list[tuple[Cells, list[Line]]] = []
        for index, row in enumerate(block.rows):
            for cells, height in _row_parts(row, widths):
                if (self.elements or placed) and self.y + height > self.bottom:
                    self._add_table(block, placed)
                    yield from self.finish()
                    placed = self._header(block, widths) if index >= block.n_header else []
                placed.append((cells, self._set_row(cells, widths, height)))
                self.width = max(self.width, width)
            if block.first_row:
                self.counted.append(("rows", block.first_row + index))
        self._add_table(block, placed)

    def _header(self, block: TableBlock, widths: list[float]) -> list[tuple[Cells, list[Line]]]:
        """The header rows once more, unless they would take most of the page."""
        rows = [part for row in block.rows[: block.n_header] for part in _row_parts(row, widths)]
        if sum(height for _, height in rows) > _TALLEST_HEADER:
            return []
        return [(cells, self._set_row(cells, widths, height)) for cells, height in rows]

    def _set_row(self, cells: Cells, widths: list[float], height: float) -> list[Line]:
        """The filled cells of a row as lines, the box of each being the whole cell."""
        x, lines = MARGIN, []
        for cell, width in zip(cells, widths, strict=False):
            if cell.strip():
                lines.append(Line(cell, Box(x, self.y, x + width, self.y + height)))
            x += width
        self.y += height
        return lines

    def _add_table(self, block: TableBlock, placed: list[tuple[Cells, list[Line]]]) -> None:
        lines = tuple(line for _, row in placed for line in row)
        if lines:
            text = markdown_table([cells for cells, _ in placed], block.n_header)
            element = Element("table", self.number, text, lines, _around(lines), caption=block.caption)
            self.elements.append(element)

    def _picture(self, block: PictureBlock) -> Iterator[LoadedPage]:
        scale = min(1.0, (PAGE_WIDTH - 2 * MARGIN) / block.width_pt, 0.8 * (PAGE_HEIGHT - 2 * MARGIN) / block.height_pt)
        width, height = block.width_pt * scale, block.height_pt * scale
        self.y += typeset.BODY if self.elements else 0.0
        if not self._fits(height):
            yield from self.finish()
        box = Box(MARGIN, self.y, MARGIN + width, self.y + height)
        self.elements.append(Element("image", self.number, "", (), box, block.caption, block.part))
        self.y += height


@dataclass(frozen=True, slots=True)
class _Piece:
    """A set line, and where in its block it is written."""

    offset: int
    """Which line of the block's text."""
    blank: str
    """What stands between the piece before it and this one: of a word that was broken, nothing."""
    text: str
    line: Line


def _set_lines(block: TextBlock, size: float) -> Iterator[tuple[int, str, str]]:
    """(which line of the block's text, the blank before, what stands on this line) of every line of the set block."""
    width = PAGE_WIDTH - 2 * MARGIN - block.indent_pt
    for offset, written in enumerate(block.text.split("\n")):
        end = 0
        for text in typeset.wrap(written, width, size, block.mono):
            start = written.index(text, end)
            yield offset, written[end:start], text
            end = start + len(text)


def _joined(pieces: list[_Piece], mono: bool) -> str:
    """The text as it was written: wrapped lines are one again, the document's own line breaks stay."""
    written: dict[int, str] = {}
    for piece in pieces:
        before = written.get(piece.offset)
        text = piece.text if mono else piece.text.strip()
        written[piece.offset] = text if before is None else before + piece.blank + text
    if mono:
        rows = range(pieces[0].offset, pieces[-1].offset + 1)
        return "\n".join(written.get(offset, "") for offset in rows)
    return "\n".join(written.values())


def _around(lines: Sequence[Line]) -> Box:
    return Box.around(line.box for line in lines)


def _row_parts(cells: Cells, widths: list[float]) -> Iterator[tuple[Cells, float]]:
    """The row with its height; when a cell is too tall, several rows that hold its parts below each other."""
    columns = [typeset.cell_lines(cell, width) for cell, width in zip(cells, widths, strict=False)]
    n_lines = max(map(len, columns), default=1)
    if n_lines <= _MAX_CELL_LINES:
        yield cells, _row_height(n_lines)
        return
    for start in range(0, n_lines, _MAX_CELL_LINES):
        parts = [column[start : start + _MAX_CELL_LINES] for column in columns]
        yield tuple(map(typeset.unwrap, parts)), _row_height(max(map(len, parts)))


def _row_height(n_lines: int) -> float:
    return n_lines * typeset.line_height(typeset.CELL) + 2 * typeset.CELL_PADDING

"""Excel workbooks: every visible sheet as tables, with its pictures and charts, set on virtual pages.

Knows: which rows make a table, and what a sheet hides. Does not know: how a cell is
written (`workbook`); formulas are read by the values that are stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from ingestion.loaders.base import Attached, LoadOptions
from ingestion.loaders.drawings import drawing_blocks
from ingestion.loaders.embeddings import embedded_files
from ingestion.loaders.flow.blocks import Block, Notice, PageBreak, TableBlock, TextBlock
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.flow.tables import header_rows
from ingestion.loaders.sheets.comments import comment_lines
from ingestion.loaders.sheets.parts import SheetPart, sheet_part
from ingestion.loaders.sheets.workbook import MAX_COLUMNS, Counts, SheetInfo, Workbook
from rag.errors import BrokenFileError
from rag.files.archives import read_member
from rag.office.package import Package

_MAX_ROWS = 100_000
_MAX_CHARS, _CELL_CHARS = 8_000_000, 8
"""Text of a workbook, where a cell counts as eight characters at least: what lies beyond is left out, with a notice."""
_NUMBERED_FROM = 30
"""A table with more rows says on every page which of them are there."""
Row = tuple[int, tuple[str, ...]]
"""(number in the sheet, cells)"""


class SheetsLoader(BlockLoader):
    """Reads .xlsx and .xlsm; macros are not looked at."""

    widest_page = 1600.0

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """Sheet after sheet, each from its own page on; notices say what was left out. Raises InputError."""
        workbook = Workbook.open(Package(path))
        room = _MAX_CHARS
        for sheet in workbook.sheets:
            if not sheet.is_visible:
                yield Notice(f"The hidden sheet “{sheet.title}” was left out.")
                continue
            if room <= 0:
                yield Notice(f"The sheet “{sheet.title}” was left out: the workbook is too large.")
                continue
            rows = _Rows(room)
            yield from _sheet(workbook, sheet, rows)
            room -= rows.n_chars

    def attached(self, path: Path, options: LoadOptions) -> Iterator[Attached]:
        """Files that were put into it as a whole."""
        yield from embedded_files(path)

    def read_part(self, path: Path, part: str) -> bytes:
        return read_member(path, part)


@dataclass(slots=True)
class _Rows:
    """The rows of a sheet that are seen, as far as there is room."""

    room: int
    n_chars: int = 0
    found: list[Row] = field(default_factory=list)
    is_cut: bool = False
    counts: Counts = field(default_factory=Counts)

    def read(self, workbook: Workbook, sheet: SheetInfo, part: SheetPart) -> None:
        """Take the visible rows with their cells as text, merged cells filled downwards."""
        last = 0
        for number, cells in workbook.rows(sheet, self.counts):
            if self.n_chars >= self.room or len(self.found) >= _MAX_ROWS:
                self.is_cut = True
                return
            if number > last + 1:
                self._add(number - 1, ())  # of many empty rows one is enough to end a table
            last = number
            if number not in part.hidden_rows:
                self._take(number, cells, part)

    def _take(self, number: int, cells: list[str], part: SheetPart) -> None:
        for column, first_row in part.merged_below.get(number, ()):
            cells += [""] * (column + 1 - len(cells) if column < MAX_COLUMNS else 0)
            if column < len(cells) and not cells[column]:
                cells[column] = _value_at(self.found, first_row, column)
        self.n_chars += sum(max(len(cell), _CELL_CHARS) for cell in cells if cell)
        self._add(number, tuple("" if place in part.hidden_columns else cell for place, cell in enumerate(cells)))

    def _add(self, number: int, cells: tuple[str, ...]) -> None:
        if any(cells) or (self.found and any(self.found[-1][1])):
            self.found.append((number, cells))


def _sheet(workbook: Workbook, sheet: SheetInfo, rows: _Rows) -> Iterator[Block]:
    package, part = workbook.package, sheet_part(workbook.package, sheet.part)
    yield PageBreak(sheet.title)
    yield TextBlock(sheet.title, level=1)
    try:
        rows.read(workbook, sheet, part)
    except BrokenFileError as exc:
        if not rows.found and len(workbook.sheets) == 1:
            raise
        yield Notice(exc.message)
    yield from _notices(sheet, part, rows)
    for table in _tables(rows.found):
        yield from _table_blocks(table)
    for line in comment_lines(package, sheet.part):
        yield TextBlock(line)
    for drawing in part.drawings:
        yield from drawing_blocks(drawing.node, package, drawing.part)


def _notices(sheet: SheetInfo, part: SheetPart, rows: _Rows) -> Iterator[Notice]:
    counts = rows.counts
    if part.hides:
        yield Notice(f"Hidden rows or columns of “{sheet.title}” were left out.")
    if rows.is_cut:
        last = rows.found[-1][0] if rows.found else 0
        yield Notice(f"“{sheet.title}” is too large: it was read up to row {last:,}.")
    if counts.n_uncomputed:
        yield Notice(
            f"{counts.n_uncomputed:,} formulas of “{sheet.title}” have no stored value and were read as written. "
            "Open the file in Excel or LibreOffice and save it to store them."
        )
    if counts.n_struck:
        yield Notice(f"{counts.n_struck:,} struck out cells of “{sheet.title}” were left out.")


def _value_at(rows: list[Row], number: int, column: int) -> str:
    for row_number, cells in reversed(rows):
        if row_number <= number:
            return cells[column] if row_number == number and column < len(cells) else ""
    return ""


def _tables(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Runs of rows between empty ones, without the columns that are empty in all of them."""
    for filled, group in groupby(rows, key=lambda row: any(row[1])):
        if not filled:
            continue
        table = list(group)
        used = sorted({place for _, cells in table for place, cell in enumerate(cells) if cell})
        yield [(number, tuple(cells[i] if i < len(cells) else "" for i in used)) for number, cells in table]


def _table_blocks(rows: list[Row]) -> Iterator[Block]:
    """Lines with a single cell above a table are its titles; what is left is the table."""
    n_title = 0
    while n_title < len(rows) and sum(map(bool, rows[n_title][1])) == 1 and n_title < 4:
        n_title += 1
    for place, (_, cells) in enumerate(rows[:n_title]):
        text = next(filter(None, cells))
        yield TextBlock(text, level=2 if place == 0 and n_title < len(rows) and len(text) < 100 else 0)
    table = tuple(cells for _, cells in rows[n_title:])
    if table:
        first_row = rows[n_title][0] if len(table) > _NUMBERED_FROM else 0
        yield TableBlock(table, header_rows(table), first_row=first_row)

"""Excel workbooks: every visible sheet as tables, with its pictures and charts, set on virtual pages.

Knows: which rows make a table, and what a sheet hides. Does not know: formulas; it reads the values that are stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from ingestion.loaders.base import LoadOptions
from ingestion.loaders.drawings import drawing_blocks
from ingestion.loaders.flow.blocks import Block, Notice, PageBreak, TableBlock, TextBlock
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.flow.tables import header_rows
from ingestion.loaders.sheets.cells import shown
from ingestion.loaders.sheets.parts import SheetPart, sheet_parts
from rag.errors import BrokenFileError
from rag.files.archives import read_member
from rag.office.package import Package

_MAX_ROWS, _MAX_COLUMNS = 100_000, 256
_LAST_ROW = 1_048_576
_MAX_CHARS, _CELL_CHARS = 8_000_000, 8
"""Text of a workbook, where a cell counts as eight characters at least: what lies beyond is left out, with a notice."""
_NUMBERED_FROM = 30
"""A table with more rows says on every page which of them are there."""
# openpyxl raises whatever it stumbles over in a damaged file.
_BROKEN = (KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError, SyntaxError, BadZipFile, OSError)
Row = tuple[int, tuple[str, ...]]
"""(number in the sheet, cells)"""


class SheetsLoader(BlockLoader):
    """Reads .xlsx and .xlsm; macros are not looked at."""

    widest_page = 1600.0

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """Sheet after sheet, each from its own page on; notices say what was left out. Raises InputError."""
        package = Package(path)
        try:
            with path.open("rb") as file:  # given a path, it would judge the file by its name
                workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
                yield from _workbook(workbook, package)
        except (InvalidFileException, *_BROKEN) as exc:
            reason = str(exc).split("\n")[0][:200]
            raise BrokenFileError(
                f"{path.name} is damaged inside: {reason}.", "Open it in Excel and save it again."
            ) from exc

    def read_part(self, path: Path, part: str) -> bytes:
        return read_member(path, part)


def _workbook(workbook: Any, package: Package) -> Iterator[Block]:
    parts = sheet_parts(package)
    room = _MAX_CHARS
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            yield Notice(f"The hidden sheet “{sheet.title}” was left out.")
            continue
        part = parts.get(sheet.title, SheetPart())
        sheet.reset_dimensions()  # what a file says about its own size is often wrong
        rows, n_chars = _rows(sheet, part, room)
        room -= n_chars
        yield PageBreak(sheet.title)
        yield TextBlock(sheet.title, level=1)
        if part.hides:
            yield Notice(f"Hidden rows or columns of “{sheet.title}” were left out.")
        if room <= 0 or len(rows) >= _MAX_ROWS:
            yield Notice(f"“{sheet.title}” is too large: it was read up to row {rows[-1][0] if rows else 0:,}.")
        for table in _tables(rows):
            yield from _table_blocks(table)
        for drawing in part.drawings:
            yield from drawing_blocks(drawing.node, package, drawing.part)
        if room <= 0:
            return


def _rows(sheet: Any, part: SheetPart, room: int) -> tuple[list[Row], int]:
    """The visible rows with their cells as text, merged cells filled downwards; and how much of the room they take."""
    rows: list[Row] = []
    n_chars = 0
    for number, row in enumerate(islice(sheet.iter_rows(), _LAST_ROW), start=1):
        if n_chars >= room or len(rows) >= _MAX_ROWS:
            break
        if number in part.hidden_rows:
            continue
        cells = [_shown(cell) for cell in row[:_MAX_COLUMNS]]
        for column, first_row in part.merged_below.get(number, ()):
            cells += [""] * (column + 1 - len(cells) if column < _MAX_COLUMNS else 0)
            if column < len(cells) and not cells[column]:
                cells[column] = _value_at(rows, first_row, column)
        n_chars += sum(max(len(cell), _CELL_CHARS) for cell in cells if cell)
        seen = tuple(cell if place not in part.hidden_columns else "" for place, cell in enumerate(cells))
        if any(seen) or (rows and any(rows[-1][1])):  # of many empty rows one is enough to end a table
            rows.append((number, seen))
    return rows, n_chars


def _shown(cell: Any) -> str:
    return "" if cell.value is None else shown(cell.value, cell.number_format)


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

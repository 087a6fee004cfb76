"""Tables written as text: comma, semicolon, tab or bar between the cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ingestion.kinds.encodings import read_beginning
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, Notice, TableBlock, TextBlock
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.flow.tables import header_rows
from rag.errors import BrokenFileError

_DELIMITERS = ",;\t|"
_SAMPLE_CHARS = 64 << 10
_MAX_CAPTION = 200
_MAX_CELL_CHARS = 1 << 20
_MAX_COLUMNS = 16_384
_MAX_ROWS = 200_000
_MOST_TITLES = 8
_SEPARATOR = re.compile(r"sep=(.)\n", re.IGNORECASE)
"""What Excel writes above a table for itself."""


class TableTextLoader(BlockLoader):
    """Reads CSV and TSV; every page repeats the header row and says which rows it holds."""

    widest_page = 1600.0

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """One table, after the lines of one cell that stand above it. Raises InputError."""
        text, is_whole = read_beginning(path, options)
        stated = _SEPARATOR.match(text)
        text = text[stated.end() :] if stated else text
        sign = stated.group(1) if stated else delimiter(text)
        # Of the whole process, which is a worker; Python allows 128 KiB by itself.
        csv.field_size_limit(_MAX_CELL_CHARS)
        try:
            rows = list(
                islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=True), _MAX_ROWS)
            )
        except csv.Error as exc:
            raise BrokenFileError(f"{path.name} is no table: {exc}.", "Rename it to .txt to read it as text.") from exc
        if len(rows) >= _MAX_ROWS or not is_whole:
            yield Notice(f"The table is very large: it was read up to row {len(rows):,}.")
        yield from _blocks(rows, int(stated is not None))


def _blocks(rows: list[list[str]], n_before: int) -> Iterator[Block]:
    filled = [(number, row) for number, row in enumerate(rows, start=1 + n_before) if any(cell.strip() for cell in row)]
    n_title = n_titles([row for _, row in filled[: _MOST_TITLES + 1]])
    for _, row in filled[:n_title]:
        yield TextBlock(next(cell.strip() for cell in row if cell.strip()))
    table = tuple(tuple(cell.strip() for cell in row[:_MAX_COLUMNS]) for _, row in filled[n_title:])
    caption = " ".join(cell.strip() for _, row in filled[:n_title] for cell in row if cell.strip())
    if table:
        yield TableBlock(table, header_rows(table), caption[:_MAX_CAPTION], first_row=filled[n_title][0])


def n_titles(rows: list[list[str]]) -> int:
    """How many lines above a table are its title and remarks: one cell is filled, below them stand several."""
    counts = [sum(bool(cell.strip()) for cell in row) for row in rows]
    several = next((place for place, count in enumerate(counts) if count > 1), 0)
    return min(several, _MOST_TITLES)


def delimiter(text: str) -> str:
    """What stands between the cells: the sign that splits most lines into the same number of cells."""
    lines = [line for line in text[:_SAMPLE_CHARS].split("\n") if line.strip()][:200]

    def agreement(sign: str) -> tuple[float, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign)]
        usual = max(set(counts), key=counts.count, default=1)
        return (counts.count(usual) / len(counts) if usual > 1 else 0.0, usual)

    return max(_DELIMITERS, key=agreement)

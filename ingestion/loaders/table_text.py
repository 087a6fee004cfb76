"""Tables written as text: comma, semicolon, tab or bar between the cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ingestion.kinds.encodings import read_text
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, TableBlock, TextBlock
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.flow.tables import header_rows
from rag.errors import BrokenFileError

_DELIMITERS = ",;\t|"
_SAMPLE_CHARS = 64 << 10
_MAX_CELL_CHARS = 1 << 20
_MAX_COLUMNS = 256


class TableTextLoader(BlockLoader):
    """Reads CSV and TSV; every page repeats the header row and says which rows it holds."""

    widest_page = 1600.0

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """One table, after the lines of one cell that stand above it. Raises InputError."""
        text = read_text(path, options)
        # Of the whole process, which is a worker; Python allows 128 KiB by itself.
        csv.field_size_limit(_MAX_CELL_CHARS)
        try:
            rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter(text), skipinitialspace=True))
        except csv.Error as exc:
            raise BrokenFileError(f"{path.name} is no table: {exc}.", "Rename it to .txt to read it as text.") from exc
        filled = [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
        # Lines with one cell above the table are its title and remarks.
        n_title = next((place for place, (_, row) in enumerate(filled) if len(row) > 1), 0)
        for _, row in filled[:n_title]:
            yield TextBlock(row[0].strip())
        table = tuple(tuple(cell.strip() for cell in row[:_MAX_COLUMNS]) for _, row in filled[n_title:])
        if table:
            yield TableBlock(table, header_rows(table), first_row=filled[n_title][0])


def delimiter(text: str) -> str:
    """What stands between the cells: the sign that splits most lines into the same number of cells."""
    lines = [line for line in text[:_SAMPLE_CHARS].split("\n") if line.strip()][:200]

    def agreement(sign: str) -> tuple[float, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign)]
        usual = max(set(counts), key=counts.count, default=1)
        return (counts.count(usual) / len(counts) if usual > 1 else 0.0, usual)

    return max(_DELIMITERS, key=agreement)

"""Tables as Markdown. Knows: how a cell is escaped, and what a header row looks like. Knows no format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"^[\s(+\-−$€£¥]*\d[\d\s.,'’:/\-]*[\s%)kKmM$€£¥]*$")
_SPACE = re.compile(r"\s+")


def markdown_table(rows: Sequence[Sequence[str]], n_header: int = 1) -> str:
    """The rows as a Markdown table. Without a header row the first line is empty cells, as Markdown asks for one."""
    n_columns = max((len(row) for row in rows), default=0)
    header = rows[:n_header] or [[""] * n_columns]
    body = rows[len(rows[:n_header]) :]
    lines = [_row(row, n_columns) for row in (header[0], ["---"] * n_columns, *header[1:], *body)]
    return "\n".join(lines)


def _row(cells: Sequence[str], n_columns: int) -> str:
    padded = [*cells, *[""] * (n_columns - len(cells))]
    return "| " + " | ".join(_SPACE.sub(" ", cell).strip().replace("|", "\\|") for cell in padded) + " |"


def header_rows(rows: Sequence[Sequence[str]]) -> int:
    """1 when the first row names the columns: no numbers, no gaps, and something below it; else 0."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return 0
    first = [cell.strip() for cell in rows[0]]
    filled = [cell for cell in first if cell]
    if len(filled) < max(2, len(first) - 1):
        return 0
    return 0 if any(_NUMBER.match(cell) for cell in filled[1:]) and not _years(filled[1:]) else 1


def _years(cells: Iterable[str]) -> bool:
    return all(not _NUMBER.match(cell) or re.fullmatch(r"(19|20)\d\d", cell) for cell in cells)

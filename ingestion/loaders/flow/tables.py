"""Tables as Markdown. Knows: how a cell is escaped, and what header rows look like. Knows no format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

_NUMBER = re.compile(r"^[\s(+\-−$€£¥]*\d[\d\s.,'’:/\-]*[\s%)kKmM$€£¥]*$")
_YEAR = re.compile(r"(?:FY\s?)?(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?")
_SPACE = re.compile(r"\s+")


def markdown_table(rows: Sequence[Sequence[str]], n_header: int = 1) -> str:
    """The rows as a Markdown table with the rule below the header rows; one of empty cells where there is none."""
    n_columns = max((len(row) for row in rows), default=0)
    header = rows[:n_header] or [[""] * n_columns]
    body = rows[len(rows[:n_header]) :]
    return "\n".join(markdown_row(row, n_columns) for row in (*header, ["---"] * n_columns, *body))


def markdown_row(cells: Sequence[str], n_columns: int) -> str:
    padded = [*cells, *[""] * (n_columns - len(cells))]
    return "| " + " | ".join(_SPACE.sub(" ", cell).strip().replace("|", "\\|") for cell in padded) + " |"


def header_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many rows at the top name the columns.

    1: no numbers but years, hardly a gap, and something below it. 2: names of groups of columns over the columns'
    own names, with numbers below both. 0: the table begins with what it is about.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return 0
    if _is_grouped(rows):
        return 2
    filled = [cell.strip() for cell in rows[0] if cell.strip()]
    if len(filled) < max(2, len(rows[0]) - 1):
        return 0
    return 0 if _has_numbers(filled[1:]) else 1


def _is_grouped(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the second row names columns and the first one groups of them."""
    if len(rows) < 3 or len(rows[0]) < 3:
        return False
    groups = [cell.strip() for cell in rows[0]]
    names = [cell.strip() for cell in rows[1]]
    filled = [cell for cell in groups if cell]
    spans = any(not cell or cell == before for before, cell in pairwise(groups))
    if not filled or not spans or _has_numbers(filled):
        return False
    # The columns below a group have names of their own, which are no numbers.
    below = [name for group, name in zip(groups[1:], names[1:], strict=False) if name and name != group]
    named = sum(map(bool, names[1:])) >= 0.7 * len(names[1:])
    if len(below) < 2 or not named or _has_numbers([name for name in names if name]):
        return False
    values = [cell.strip() for row in rows[2:6] for cell in row[1:] if cell.strip()]
    return sum(bool(_NUMBER.match(value)) for value in values) >= 0.5 * len(values) > 0


def is_number(cell: str) -> bool:
    """Whether a cell is a value and no name: a number that is no year."""
    return bool(_NUMBER.match(cell)) and not _YEAR.fullmatch(cell.strip())


def _has_numbers(cells: Iterable[str]) -> bool:
    return any(map(is_number, cells))

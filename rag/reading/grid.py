"""Cells with what they stand for: the label of their row, the headings of their column, the group and the caption.

A grid is read from Markdown (`markdown_grid`), from lines of text that are alike, or from where lines stand on a page
(`rag.reading.layout`). Knows nothing of questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.reading.numbers import is_year, number_of
from rag.reading.span import normalise

_RULE = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
_BREAK = re.compile(r"(?<!\\)\|")
_NOTHING = re.compile(r"^[^\w%]*$")
_ABSENT = frozenset({"na", "n/a", "nil", "none", "-", "–", "—", "…", ""})
_LONGEST_LABEL = 90
_NOTE = re.compile(r"^(?:source|note|pew research)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a grid with what it stands for."""

    text: str
    row: str
    """The label of its row."""
    heads: tuple[str, ...] = ()
    """The headings above it, outermost first."""
    group: str = ""
    """The heading within the table that its row is under."""
    at: tuple[int, int] = (0, 0)
    """Row and column, from 0."""

    @property
    def labels(self) -> str:
        return " ".join((self.row, *self.heads))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as cells."""

    cells: tuple[Cell, ...]
    title: str = ""
    """What stands over the whole table, with its caption."""
    label_head: str = ""
    """The heading over the labels of the rows: "Census Year"."""

    def column(self, number: int) -> list[Cell]:
        """The cells of one column, from top to bottom."""
        return [cell for cell in self.cells if cell.at[1] == number]


def markdown_grid(text: str, caption: str = "") -> Grid | None:
    """The grid of a Markdown table; None where there is none with values."""
    lines = [line for line in text.splitlines() if line.strip().startswith("|")]
    rule = next((i for i, line in enumerate(lines) if _RULE.match(line)), -1)
    rows = [_row(line) for line in lines if not _RULE.match(line)]
    if len(rows) < 2:
        return None
    n_heads = max(1, rule) if not _is_data(rows[0]) else 0
    return grid_of(rows, n_heads, caption)


def grid_of(rows: Sequence[Sequence[str]], n_heads: int, caption: str = "") -> Grid | None:
    """The grid of rows of texts, of which the first `n_heads` are headings for certain."""
    builder = _Builder(caption)
    for i, row in enumerate(rows):
        builder.add(row, i, heading=i < n_heads)
    return builder.grid()


class _Builder:
    """Reads rows from top to bottom: titles, headings, groups, values."""

    def __init__(self, caption: str) -> None:
        self._titles = [caption] if caption else []
        self._heads: list[list[str]] = []
        self._group = ""
        self._cells: list[Cell] = []
        self._first = True

    def add(self, row: Sequence[str], at: int, *, heading: bool) -> None:
        """Take the next row; `at` is its place in the chunk."""
        filled = [i for i, text in enumerate(row) if not _NOTHING.match(text)]
        if not filled:
            return
        if len(filled) == 1 and len(row) > 1 and (not heading or filled[0] > 0):
            self._alone(row[filled[0]], filled[0])
        elif heading or (not self._cells and not any(_is_value(row[i]) for i in filled if i)):
            self._heads.append(list(row))
        else:
            self._values(row, at)

    def _alone(self, text: str, column: int) -> None:
        """One text in a row of many columns is the title while no values have come, then a group's heading."""
        if not self._cells and not self._heads:
            self._titles.append(text)
        elif not self._cells and column == 0:
            self._group = text[:_LONGEST_LABEL]
        elif not self._cells:
            self._titles.append(text)
        elif column == 0 and len(text) <= _LONGEST_LABEL and not _NOTE.match(text) and not _is_value(text):
            self._group = text

    def _values(self, row: Sequence[str], at: int) -> None:
        label_at = 0 if not _NOTHING.match(row[0]) else next(i for i, t in enumerate(row) if not _NOTHING.match(t))
        label = row[label_at]
        for column, text in enumerate(row):
            if column != label_at and text.strip().lower() not in _ABSENT and not _NOTHING.match(text):
                self._cells.append(Cell(text, label, self._above(column), self._group, (at, column)))

    def _above(self, column: int) -> tuple[str, ...]:
        found = []
        for i, head in enumerate(self._heads):
            text = head[column] if column < len(head) else ""
            if _NOTHING.match(text) and i + 1 < len(
                self._heads
            ):  # a heading over several columns stands over the first
                text = next((head[j] for j in range(min(column, len(head)) - 1, 0, -1) if head[j].strip()), "")
            if text.strip():
                found.append(text)
        return tuple(dict.fromkeys(found))

    def grid(self) -> Grid | None:
        if not self._cells:
            return None
        label_head = self._heads[-1][0] if self._heads and self._heads[-1] else ""
        return Grid(tuple(self._cells), " ".join(self._titles), label_head)


def _row(line: str) -> list[str]:
    cells = [normalise(cell) for cell in _BREAK.split(line.strip().removeprefix("|").removesuffix("|"))]
    return [_joined(cells, i) for i in range(len(cells))]


def _joined(cells: list[str], at: int) -> str:
    """A cell with the currency that stands in a cell of its own before it; that cell is then empty."""
    if cells[at] in ("$", "€", "£", "¥", "US$"):
        return ""
    return cells[at]


def _is_value(text: str) -> bool:
    return number_of(text) is not None


def _is_data(row: Sequence[str]) -> bool:
    """Whether a first row has numbers that are no years: there are no headings then."""
    filled = [text for text in row if not _NOTHING.match(text)]
    numbers = [text for text in filled if _is_value(text) and not is_year(text)]
    return len(numbers) >= max(1, len(filled) // 2)

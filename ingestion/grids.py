"""A table's cells with their places, and the parts of it that fit a chunk, each with its own columns' names.

Knows: the Markdown that loaders write tables in. Does not know: formats, pages, or what a chunk is searched with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ingestion.excerpts import Excerpt, cut
from ingestion.splitting import LIMIT, pack, sentences, size
from rag.types import Box, Element, Line

_RULE = re.compile(r"^\|[|\s:+-]*-[|\s:+-]*$")
_BAR = re.compile(r"(?<!\\)\|")
_MOST_HEADER = 4
_HEADER_SHARE = 0.5
"""Of a chunk: a wider header is cut into groups of columns."""
_LABEL_SIZE = 80.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as written in Markdown, with the places of its words."""

    text: str
    lines: tuple[Line, ...] = ()


Row = tuple[Cell, ...]
EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class CellGrid:
    """A table: the names of its columns, and its rows; `names` are empty where it has none."""

    names: Row
    rows: tuple[Row, ...]
    before: Cell = EMPTY
    """What is written above the table: a chart's title."""
    is_grouped: bool = False
    """Whether the names were made of several rows."""

    @property
    def has_names(self) -> bool:
        return any(cell.text for cell in self.names)


def grid_of(element: Element) -> CellGrid | None:
    """The cells of a table; None for a text that is no Markdown table."""
    written = element.text.split("\n")
    first = next((place for place, line in enumerate(written) if line.startswith("|")), len(written))
    table = [line for line in written[first:] if line.strip()]
    rule = next((place for place, row in enumerate(islice(table, _MOST_HEADER + 1)) if _RULE.match(row)), 0)
    if not rule or not all(row.startswith("|") for row in table):
        return None
    texts = [_cells(row) for row in (*table[:rule], *table[rule + 1 :])]
    title = "\n".join(written[:first]).strip()
    lines = list(element.lines)
    before = Cell(title, tuple(lines[: int(bool(title))]))
    placed = _placed(texts, lines[int(bool(title)) :], element.box)
    return CellGrid(_names(placed[:rule]), tuple(placed[rule:]), before, rule > 1)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in _BAR.split(row)[1:-1]]


def _placed(texts: list[list[str]], lines: list[Line], box: Box | None) -> list[Row]:
    """The cells with their lines: each filled cell is one. Where it is not so they all stand in the table's box."""
    filled = [cell for row in texts for cell in row if cell]
    if len(lines) != len(filled):
        lines = [] if box is None else [Line(cell, box) for cell in filled]
    left = iter(lines)
    return [tuple(Cell(cell, tuple(islice(left, 1))) if cell else EMPTY for cell in row) for row in texts]


def _names(header: Sequence[Row]) -> Row:
    """One name for each column: those of the groups that it is in, then its own."""
    if len(header) == 1:
        return header[0]
    n_columns = max(map(len, header))
    names = []
    filled = [_to_the_right(row, header[-1], n_columns) for row in header[:-1]] + [list(header[-1])]
    for column in range(n_columns):
        cells = [row[column] for row in filled if column < len(row) and row[column].text]
        texts = list(dict.fromkeys(cell.text for cell in cells))
        names.append(Cell(" ".join(texts), tuple(dict.fromkeys(line for cell in cells for line in cell.lines))))
    return tuple(names)


def _to_the_right(groups: Row, below: Row, n_columns: int) -> list[Cell]:
    """The name of a group over each of its columns."""
    spread: list[Cell] = []
    for column in range(n_columns):
        cell = groups[column] if column < len(groups) else EMPTY
        named = column < len(below) and bool(below[column].text)
        spread.append(cell if cell.text or not spread or not named else spread[-1])
    return spread


def parts_of(grid: CellGrid) -> list[Excerpt]:
    """The table in parts of at most a chunk's size, each with the names of its columns and the labels of its rows."""
    parts = []
    for columns in _groups(grid):
        names = tuple(grid.names[c] if c < len(grid.names) else EMPTY for c in columns)
        rows = [tuple(row[c] if c < len(row) else EMPTY for c in columns) for row in grid.rows]
        rows = [row for row in rows if any(cell.text for cell in row)]
        parts += list(_stacked(names, rows, grid.before))
    return parts


def _groups(grid: CellGrid) -> list[list[int]]:
    """The columns, all together, or in groups that a chunk can hold with their names."""
    n_columns = max([len(grid.names), *map(len, grid.rows)])
    header = size(_written(grid.names)) + 6 * n_columns
    if header <= _HEADER_SHARE * LIMIT:
        return [list(range(n_columns))]
    sample = grid.rows[:50]
    means = [
        sum((size(row[c].text) for row in sample if c < len(row)), 0.0) / max(1, len(sample)) for c in range(n_columns)
    ]
    needed = [
        size(grid.names[c].text) + 12 + min(m, LIMIT / 3) if c < len(grid.names) else m for c, m in enumerate(means)
    ]
    labels = [0] if needed[0] <= _LABEL_SIZE else []
    groups: list[list[int]] = []
    used = float(LIMIT)
    for column in range(n_columns):
        if used + needed[column] > 0.7 * LIMIT and (not groups or len(groups[-1]) > len(labels)):
            groups.append([label for label in labels if label != column])
            used = sum(needed[label] for label in groups[-1])
        groups[-1].append(column)
        used += needed[column]
    return groups


def _stacked(names: Row, rows: Sequence[Row], before: Cell) -> Iterator[Excerpt]:
    """Rows below their columns' names, as many as a chunk holds."""
    head = size(_written(names)) + 6 * len(names) + size(before.text)
    room = max(LIMIT - head, LIMIT / 3)
    held: list[Row] = []
    used = 0.0
    for row in (part for whole in rows for part in _short(whole, room)):
        needed = size(_written(row)) + 1
        if held and used + needed > room:
            yield _excerpt(names, held, before)
            held, used = [], 0.0
        held.append(row)
        used += needed
    if held or any(name.text for name in names):
        yield _excerpt(names, held, before)


def _short(row: Row, room: float) -> Iterator[Row]:
    """The row; one that no chunk holds in pieces of its long cells, each with the row's label."""
    if size(_written(row)) <= room:
        yield row
        return
    label = row[0] if size(row[0].text) <= _LABEL_SIZE else EMPTY
    pieces = [list(_pieces(cell, max(0.6 * room - size(label.text), LIMIT / 4))) for cell in row]
    pending: list[Cell] = [EMPTY] * len(row)
    for column, parts in enumerate(pieces):
        for part in parts:
            whole = size(_written([label, *pending])) + size(part.text)
            if (pending[column].text or whole > room) and any(cell.text for cell in pending):
                yield _labelled(pending, label)
                pending = [EMPTY] * len(row)
            pending[column] = part
    yield _labelled(pending, label)


def _labelled(cells: Sequence[Cell], label: Cell) -> Row:
    return (cells[0] if cells[0].text else label, *cells[1:])


def _pieces(cell: Cell, room: float) -> Iterator[Cell]:
    if size(cell.text) <= room:
        yield cell
        return
    element = Element("text", 1, cell.text, cell.lines, cell.lines[0].box if cell.lines else None)
    for start, end in pack(cell.text, sentences(cell.text), room, room):
        part = cut(element, start, end)
        if part.text:
            yield Cell(part.text, part.lines)


def _excerpt(names: Row, rows: Sequence[Row], before: Cell) -> Excerpt:
    n_columns = max([len(names), *map(len, rows)])
    written = [_written(names, n_columns), "|" + " --- |" * n_columns, *(_written(row, n_columns) for row in rows)]
    text = "\n".join(written)
    cells = [before, *names, *(cell for row in rows for cell in row)]
    lines = tuple(dict.fromkeys(line for cell in cells for line in cell.lines))
    box = Box.around(line.box for line in lines) if lines else None
    return Excerpt(f"{before.text}\n\n{text}" if before.text else text, lines, box)


def _written(cells: Sequence[Cell], n_columns: int = 0) -> str:
    padded = [cell.text for cell in cells] + [""] * (n_columns - len(cells))
    return "| " + " | ".join(padded) + " |"


def with_names(grid: CellGrid, names: Sequence[str]) -> CellGrid:
    """The grid under names that stand on an earlier page, and so have no place on this one."""
    return replace(grid, names=tuple(Cell(name) for name in names))

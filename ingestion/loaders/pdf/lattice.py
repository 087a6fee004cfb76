"""Finds tables whose cells are ruled on all sides, and reads them cell by cell. Sentences may stand in their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.paragraphs import joined
from ingestion.loaders.pdf.shapes import Shape
from ingestion.loaders.pdf.tables import Grid
from rag.types import Box, Line

TOUCH_PT = 2.5
"""Rules nearer than this meet."""
# Every flat rule is held against every upright one.
MAX_RULES = 3000
MIN_FILLED = 0.4
"""Of the cells; the grid of a chart has nothing in its cells."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Where the rules of one table stand: x of the upright ones, y of the flat ones."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    flat: tuple[Box, ...] = ()
    """The flat rules, in pieces as they are drawn."""

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def is_open_below(self, row: int, column: int) -> bool:
        """Whether no rule parts a cell from the one below it: they are one."""
        if row + 2 >= len(self.ys):
            return False
        x, y = (self.xs[column] + self.xs[column + 1]) / 2, self.ys[row + 1]
        return not any(rule.x0 <= x <= rule.x1 and abs(rule.center[1] - y) <= 2 * TOUCH_PT for rule in self.flat)


def lattices_of(shapes: Sequence[Shape]) -> list[Lattice]:
    """Groups of rules that meet, with at least two rows and two columns of cells."""
    edges = [edge for shape in shapes for edge in _edges(shape)][:MAX_RULES]
    lattices = []
    for group in _meeting(edges):
        xs = _places([box.center[0] for box in group if not _is_flat(box)])
        ys = _places([box.center[1] for box in group if _is_flat(box)])
        if len(xs) >= 3 and len(ys) >= 3:
            lattices.append(Lattice(xs, ys, tuple(box for box in group if _is_flat(box))))
    return lattices


def ruled_grid(lattice: Lattice, lines: Sequence[TextLine]) -> Grid | None:
    """The text in the lattice's cells, or None when too many are empty."""
    cells: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        for word in line.words or (line.line,):
            column = sum(x < word.box.center[0] for x in lattice.xs) - 1
            row = sum(y < word.box.center[1] for y in lattice.ys) - 1
            if 0 <= column < len(lattice.xs) - 1 and 0 <= row < len(lattice.ys) - 1:
                cells[row, column].append(word)
    n_columns = len(lattice.xs) - 1
    _fill_merged(lattice, cells)
    rows = [
        tuple(_cell(cells[row, column]) if (row, column) in cells else None for column in range(n_columns))
        for row in range(len(lattice.ys) - 1)
    ]
    filled = [row for row in rows if any(cell is not None for cell in row)]
    # Columns that only a merged heading crosses are no columns.
    used = [column for column in range(n_columns) if any(row[column] is not None for row in filled)]
    if len(filled) < 2 or len(used) < 2 or len(cells) < MIN_FILLED * len(filled) * len(used):
        return None
    return Grid(tuple(tuple(row[column] for column in used) for row in filled))


def _fill_merged(lattice: Lattice, cells: dict[tuple[int, int], list[Line]]) -> None:
    """Repeats the words of a cell that is merged downwards in each of its rows."""
    n_rows = len(lattice.ys) - 1
    for column in range(len(lattice.xs) - 1):
        start = 0
        while start < n_rows:
            end = start
            while lattice.is_open_below(end, column):
                end += 1
            filled = [row for row in range(start, end + 1) if (row, column) in cells]
            # Words in most of its rows are cells that nobody cared to rule.
            if filled and len(filled) <= max(1, (end - start + 1) // 2):
                words = [word for row in filled for word in cells[row, column]]
                for row in range(start, end + 1):
                    cells[row, column] = words
            start = end + 1


def _cell(words: Sequence[Line]) -> Line:
    lines: list[list[Line]] = []
    for word in words:
        if lines and word.box.center[1] < lines[-1][-1].box.y1:
            lines[-1].append(word)
        else:
            lines.append([word])
    return Line(joined(" ".join(word.text for word in line) for line in lines), Box.around(word.box for word in words))


def _edges(shape: Shape) -> list[Box]:
    if shape.kind == "rule":
        return [shape.box]
    if shape.kind != "block":
        return []
    x0, y0, x1, y1 = shape.box.x0, shape.box.y0, shape.box.x1, shape.box.y1
    return [Box(x0, y0, x1, y0), Box(x0, y1, x1, y1), Box(x0, y0, x0, y1), Box(x1, y0, x1, y1)]


def _is_flat(box: Box) -> bool:
    return box.x1 - box.x0 >= box.y1 - box.y0


def _meeting(edges: Sequence[Box]) -> list[list[Box]]:
    """Flat and upright rules joined where they meet."""
    parent = list(range(len(edges)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for a, b in _meetings(edges):
        parent[root(a)] = root(b)
    groups: dict[int, list[Box]] = defaultdict(list)
    for place, box in enumerate(edges):
        groups[root(place)].append(box)
    # Two rows and two columns have three rules each way.
    return [group for group in groups.values() if len(group) >= 6]


def _meetings(edges: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """The places of a flat and an upright rule for each crossing or corner."""
    if not edges:
        return
    sides = np.array([(box.x0, box.y0, box.x1, box.y1) for box in edges])
    is_flat = np.array([_is_flat(box) for box in edges])
    flat, upright = np.flatnonzero(is_flat), np.flatnonzero(~is_flat)
    low = np.maximum(sides[flat, None, :2], sides[None, upright, :2])
    high = np.minimum(sides[flat, None, 2:], sides[None, upright, 2:])
    for row, column in zip(*np.nonzero((high - low > -TOUCH_PT).all(axis=2)), strict=True):
        yield int(flat[row]), int(upright[column])


def _places(values: Sequence[float]) -> tuple[float, ...]:
    """The values with those of one rule, drawn in pieces or twice, as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 2 * TOUCH_PT:
            found.append(value)
    return tuple(found)

"""Reads lines that stand in columns as a table. Rule-based: rows by height, columns by the white between them.

Knows lines and rules. Does not know where on the page to look; `pdf_regions` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ingestion.loaders.flow.tables import header_rows, is_number, markdown_table
from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.order import rows
from ingestion.loaders.pdf.stacking import group_row, with_long_cells
from rag.types import Box, Line

CELL_GAP = 0.75
"""Words further apart than this part of the letters' size are in two cells."""
COLUMN_GAP_PT = 2.0
SPANNING = 0.08
"""At most this part of the rows may cross the white between two columns: titles, notes."""
MIN_FILLED = 0.3
MAX_CELL_CHARS = 90


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells by row and column; None where a cell is empty."""

    rows: tuple[tuple[Line | None, ...], ...]

    @property
    def n_columns(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def cells(self) -> tuple[Line, ...]:
        return tuple(cell for row in self.rows for cell in row if cell is not None)

    def markdown(self) -> str:
        """As Markdown; the rows that name the columns stand above the rule."""
        texts = [["" if cell is None else cell.text for cell in row] for row in self.rows]
        return markdown_table(texts, names_of(texts))

    @property
    def is_table(self) -> bool:
        """Whether it looks like one: several rows and columns, filled, with short cells."""
        if len(self.rows) < 2 or self.n_columns < 2:
            return False
        cells = self.cells
        if len(cells) < MIN_FILLED * len(self.rows) * self.n_columns or len(cells) < 4:
            return False
        lengths = sorted(len(cell.text) for cell in cells)
        in_columns = sum(sum(cell is not None for cell in row) >= 2 for row in self.rows)
        return lengths[len(lengths) // 2] <= MAX_CELL_CHARS / 2 and in_columns >= 0.5 * len(self.rows)


def names_of(rows_of_text: Sequence[Sequence[str]]) -> int:
    """How many rows at the top name the columns: a table on paper has them, or goes on from the page before."""
    filled = [cell for cell in rows_of_text[0] if cell]
    if any(is_number(cell) for cell in filled[1:] or filled):
        return 0
    return max(1, header_rows(rows_of_text))


def grid_of(lines: Sequence[TextLine], rules: Sequence[Box] = ()) -> Grid:
    """The lines as a grid. `rules` are the horizontal rules of the region: between two of them is one row."""
    segments = [segment for line in lines for segment in segments_of(line)]
    found = rows(segments)
    grouped = _under_groups(found)
    if grouped is not None:
        return Grid(tuple(grouped))
    edges = _column_edges(found)
    cells = [_cells(row, edges) for row in found]
    return Grid(tuple(with_long_cells(_between_rules(cells, rules))))


def _under_groups(found: Sequence[Sequence[Line]]) -> list[tuple[Line | None, ...]] | None:
    """The rows below names of groups, whose columns they alone tell; None for a table without groups."""
    if len(found) < 4 or not 1 <= len(found[0]) < len(found[1]) or any(is_number(s.text) for s in found[1]):
        return None
    edges = _column_edges(found[1:])
    below = [_cells(row, edges) for row in found[1:]]
    if len(below[0]) < 3 or sum(cell is not None for cell in below[0]) < 0.7 * len(below[0]):
        return None
    if any(is_number(segment.text) for segment in found[0]):
        return None
    groups = group_row(found[0], below[0])
    return None if groups is None else [groups, *below]


def segments_of(line: TextLine) -> list[Line]:
    """The line cut where the white is wider than between words."""
    if len(line.words) < 2 or not line.upright:
        return [line.line]
    parts: list[list[Line]] = [[line.words[0]]]
    for last, word in pairwise(line.words):
        if word.box.x0 - last.box.x1 > CELL_GAP * line.size:
            parts.append([word])
        else:
            parts[-1].append(word)
    return [_one(part, " ") for part in parts]


def _column_edges(found: Sequence[Sequence[Line]]) -> list[float]:
    """The middles of the white stripes that nearly no row crosses."""
    in_columns = [row for row in found if len(row) > 1] or found
    spans = sorted((cell.box.x0, cell.box.x1) for row in in_columns for cell in row)
    allowed = SPANNING * len(in_columns)
    marks = sorted([(x0, 1) for x0, _ in spans] + [(x1, -1) for _, x1 in spans])
    edges, depth, open_since = [], 0, None
    # From left to right: `depth` rows have a cell at x, and where at most a few do, a stripe of white is open.
    for x, step in marks:
        depth += step
        if depth <= allowed and step < 0 and open_since is None:
            open_since = x
        elif depth > allowed and open_since is not None:
            if x - open_since >= COLUMN_GAP_PT:
                edges.append((x + open_since) / 2)
            open_since = None
    return edges


def _cells(row: Sequence[Line], edges: Sequence[float]) -> tuple[Line | None, ...]:
    columns: list[list[Line]] = [[] for _ in range(len(edges) + 1)]
    for segment in row:
        columns[sum(segment.box.center[0] > edge for edge in edges)].append(segment)
    return tuple(_one(column, " ") if column else None for column in columns)


def _between_rules(cells: Sequence[tuple[Line | None, ...]], rules: Sequence[Box]) -> list[tuple[Line | None, ...]]:
    """Joins the rows of one ruled row, where the table has a rule between all of its rows."""
    heights = sorted({round(rule.center[1]) for rule in rules})
    banded = [(_band(row, heights), row) for row in cells]
    bands = {band for band, _ in banded}
    if len(bands) < 3 or len(bands) < 0.3 * len(cells):
        return list(cells)
    return [_stacked([row for _, row in group]) for _, group in groupby(banded, key=lambda item: item[0])]


def _band(row: Sequence[Line | None], heights: Sequence[int]) -> int:
    middle = next(cell.box.center[1] for cell in row if cell is not None)
    return sum(height < middle for height in heights)


def _stacked(group: Sequence[tuple[Line | None, ...]]) -> tuple[Line | None, ...]:
    stacks = [[cell for cell in column if cell is not None] for column in zip(*group, strict=True)]
    return tuple(_one(stack, " ") if stack else None for stack in stacks)


def _one(parts: Sequence[Line], between: str) -> Line:
    return Line(between.join(part.text for part in parts), Box.around(part.box for part in parts))

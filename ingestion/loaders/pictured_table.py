"""Pictures of tables: timetables, price lists. Knows recognised lines; a picture of something else has no table."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.order import rows
from ingestion.loaders.pdf.tables import grid_of
from rag.types import Box, Element, Line

FEWEST_ROWS, FEWEST_COLUMNS = 4, 3
MOSTLY = 0.75
"""Of the lines are cells, and of the cells are filled: the items and totals of a receipt are fewer."""


def table_on(lines: Sequence[Line], page: int) -> Element | None:
    """The table that most of the lines are the cells of, below the lines of its title; None where there is none."""
    found = rows([TextLine(line.text, line.box, (), 0.8 * (line.box.y1 - line.box.y0)) for line in lines])
    start = next((place for place, row in enumerate(found) if len(row) >= FEWEST_COLUMNS), len(found))
    cells = [line for row in found[start:] for line in row]
    if len(found) - start < FEWEST_ROWS or len(cells) < MOSTLY * len(lines):
        return None
    grid = grid_of(cells)
    if grid.n_columns < FEWEST_COLUMNS or len(grid.rows) < FEWEST_ROWS or not grid.is_table:
        return None
    if len(grid.cells) < MOSTLY * len(grid.rows) * grid.n_columns:
        return None
    box = Box.around(cell.box for cell in grid.cells)
    return Element("table", page, grid.markdown(), grid.cells, box)

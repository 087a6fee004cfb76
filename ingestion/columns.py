"""The names of a table's columns on the pages that it goes on to: printed once, they hold for all of them.

Knows: grids and where they stand on their pages. Does not know: how tables are found or cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingestion.grids import CellGrid, with_names
from rag.types import Box, Element, Page

SAME_PLACE = 0.04
"""Of the page's width: how far the edges of the same table stand apart on two pages."""


@dataclass(frozen=True, slots=True)
class _Named:
    names: tuple[str, ...]
    edges: tuple[float, float] | None
    """Left and right, in shares of the page's width."""
    page: int


@dataclass(slots=True)
class ColumnNames:
    """Remembers the last table of the page before."""

    page: Page = field(default_factory=lambda: Page(0, 0.0, 0.0))
    above: _Named | None = None
    last: _Named | None = None

    def turn_to(self, page: Page) -> None:
        """The next page begins."""
        self.above = self.last if self.last is not None and self.last.page == page.number - 1 else None
        self.last = None
        self.page = page

    def given_to(self, grid: CellGrid, element: Element) -> CellGrid:
        """The grid, under the names of the table that it goes on with where it has none of its own."""
        above, edges = self.above, self._edges(element.box)
        self.above = None  # only the first table of a page goes on with that of the page before
        n_columns = max([len(grid.names), *map(len, grid.rows)])
        if not grid.has_names and above is not None and len(above.names) == n_columns and _meet(above.edges, edges):
            grid = with_names(grid, above.names)
        names = tuple(cell.text for cell in grid.names)
        self.last = _Named(names, edges, self.page.number) if any(names) else None
        return grid

    def _edges(self, box: Box | None) -> tuple[float, float] | None:
        width = self.page.width_pt
        return None if box is None or not width else (box.x0 / width, box.x1 / width)


def _meet(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool:
    return a is not None and b is not None and all(abs(x - y) < SAME_PLACE for x, y in zip(a, b, strict=True))

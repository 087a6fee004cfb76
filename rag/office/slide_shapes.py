"""The things on a slide, each with its place in points: what a loader reads and a renderer draws.

Knows: shapes, groups, pictures, tables and charts. Does not know: elements, pixels, or how things are painted.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.files import typeset
from rag.office.charts import Rows
from rag.office.package import EMU_PER_PT, Node, attribute, child, descendants
from rag.office.slide_colours import Rgb
from rag.office.slide_text import StyledLine
from rag.types import Box, Line

_MIN_ROW_PT = 6.0


@dataclass(frozen=True, slots=True)
class TextShape:
    box: Box
    lines: tuple[StyledLine, ...]
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class FilledShape:
    box: Box
    fill: Rgb | None
    outline: Rgb | None
    is_round: bool = False


@dataclass(frozen=True, slots=True)
class PictureShape:
    box: Box
    part: str
    description: str


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table, or the numbers of a chart (`title`, which stands above the cells)."""

    box: Box
    rows: Rows
    cells: tuple[Line, ...]
    """The filled cells, the box of each being the whole cell."""
    cell_size_pt: float
    title: Line | None = None
    is_chart: bool = False


SlideShape = TextShape | FilledShape | PictureShape | TableShape


@dataclass(frozen=True, slots=True)
class Frame:
    """How the coordinates of a group become those of the slide."""

    across: float = 1.0
    down: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def box(self, transform: Node | None) -> Box | None:
        """The place in points of a shape with this `xfrm`; None when it says none."""
        offset, extent = child(transform, "off"), child(transform, "ext")
        if offset is None or extent is None:
            return None
        x, y = (_number(offset, name) for name in ("x", "y"))
        width, height = (_number(extent, name) for name in ("cx", "cy"))
        if abs((_number(transform, "rot") / 60_000) % 180 - 90) < 45:  # lies on its side
            x, y, width, height = x + (width - height) / 2, y + (height - width) / 2, height, width
        x0, y0 = self.x + x * self.across, self.y + y * self.down
        return Box(
            x0 / EMU_PER_PT,
            y0 / EMU_PER_PT,
            (x0 + width * self.across) / EMU_PER_PT,
            (y0 + height * self.down) / EMU_PER_PT,
        )

    def inside(self, transform: Node | None) -> Frame:
        """The frame of what is in a group with this `xfrm`."""
        outer = child(transform, "off"), child(transform, "ext")
        inner = child(transform, "chOff"), child(transform, "chExt")
        across = self.across * _number(outer[1], "cx") / (_number(inner[1], "cx") or 1.0)
        down = self.down * _number(outer[1], "cy") / (_number(inner[1], "cy") or 1.0)
        if not across or not down:
            return self
        x = self.x + _number(outer[0], "x") * self.across - _number(inner[0], "x") * across
        y = self.y + _number(outer[0], "y") * self.down - _number(inner[0], "y") * down
        return Frame(across, down, x, y)


def _number(node: Node | None, name: str) -> float:
    value = attribute(node, name)
    return float(value) if value.lstrip("-").isdigit() and len(value) < 16 else 0.0


def grid(rows: Rows, box: Box, widths: list[float], heights: list[float]) -> tuple[Line, ...]:
    """The filled cells of a table that fills its box; widths and heights are shares of any sum."""
    across, down = (box.x1 - box.x0) / (sum(widths) or 1.0), (box.y1 - box.y0) / (sum(heights) or 1.0)
    cells = []
    y = box.y0
    for row, height in zip(rows, heights, strict=False):
        x = box.x0
        for text, width in zip(row, widths, strict=False):
            if text:
                cells.append(Line(text, Box(x, y, x + width * across, y + height * down)))
            x += width * across
        y += height * down
    return tuple(cells)


def cell_size(cells: tuple[Line, ...], largest: float) -> float:
    """The largest letters, up to `largest`, with which most cells' text fits its cell on one line."""
    if not cells:
        return largest
    fits = sorted(min(_fitting(cell), largest) for cell in cells)
    return max(fits[len(fits) // 5], 0.4 * largest, 4.0)


def _fitting(cell: Line) -> float:
    width = max(cell.box.x1 - cell.box.x0 - 2 * typeset.CELL_PADDING, 4.0)
    per_line = max(len(part) for part in cell.text.split("\n")) or 1
    n_lines = cell.text.count("\n") + 1
    height = (cell.box.y1 - cell.box.y0) / (n_lines * typeset.LINE_HEIGHT)
    return min(height, width / max(typeset.text_width(cell.text, 1.0), 0.3 * per_line / n_lines))


def table_grid(node: Node) -> tuple[list[float], list[float]]:
    """(widths of the columns, heights of the rows) of a table as its file states them."""
    columns = [max(_number(column, "w"), 1.0) for column in descendants(node, "gridCol")]
    rows = [max(_number(row, "h"), _MIN_ROW_PT * EMU_PER_PT) for row in descendants(node, "tr")]
    return columns, rows

"""Tables, charts and diagrams of slides. Knows what a graphic frame may hold; knows no slides."""

from __future__ import annotations

from collections.abc import Iterator

from rag.errors import InputError
from rag.office.charts import Rows, read_chart
from rag.office.package import EMU_PER_PT, Node, Package, attribute, child, descendants, local, relation_id
from rag.office.slide_shapes import TableShape, cell_size, grid, table_grid
from rag.office.slide_text import plain_text
from rag.types import Box, Line

_ON = ("1", "true")
_TITLE_SHARE, _CHART_PT, _TABLE_PT = 0.12, 12.0, 18.0


def graphic_shapes(node: Node, box: Box, package: Package, part: str) -> Iterator[TableShape]:
    """What a graphic frame of `part` shows, as cells. A damaged chart or diagram shows nothing."""
    table = next(descendants(node, "tbl"), None)
    chart = next(descendants(node, "chart"), None)
    diagram = next(descendants(node, "relIds"), None)
    relations = package.relations(part)
    if table is not None:
        yield from _table(table, box)
        return
    wanted = relation_id(chart) if chart is not None else attribute(diagram, "dm")
    if wanted not in relations:
        return
    try:
        root = package.xml(relations[wanted].target)
    except InputError:
        return
    yield from _chart(root, box) if chart is not None else _diagram(root, box)


def _chart(root: Node, box: Box) -> Iterator[TableShape]:
    chart = read_chart(root)
    if not chart.rows:
        return
    top = box.y0 + (_TITLE_SHARE * (box.y1 - box.y0) if chart.title else 0.0)
    body = Box(box.x0, top, box.x1, box.y1)
    title = Line(chart.title, Box(box.x0, box.y0, box.x1, top)) if chart.title else None
    cells = grid(chart.rows, body, _column_widths(chart.rows), [1.0] * len(chart.rows))
    yield TableShape(box, chart.rows, cells, cell_size(cells, _CHART_PT), title, is_chart=True)


def _diagram(root: Node, box: Box) -> Iterator[TableShape]:
    """A diagram's texts one below the other: where each stands is only known to PowerPoint."""
    texts = [text for body in descendants(root, "t") if (text := plain_text(body))]
    if texts:
        rows = tuple((text,) for text in texts)
        cells = grid(rows, box, [1.0], [1.0] * len(rows))
        yield TableShape(box, rows, cells, cell_size(cells, _TABLE_PT))


def _table(node: Node, box: Box) -> Iterator[TableShape]:
    rows = _rows(node)
    widths, heights = table_grid(node)
    if not any(any(row) for row in rows):
        return
    widths = widths or [1.0] * max(map(len, rows))
    heights = heights if len(heights) == len(rows) else [1.0] * len(rows)
    # Rows grow with their text, so the sum of their heights is truer than the frame's.
    tall = Box(box.x0, box.y0, box.x1, max(box.y1, box.y0 + sum(heights) / EMU_PER_PT))
    cells = grid(rows, tall, widths, heights)
    yield TableShape(tall, rows, cells, cell_size(cells, _TABLE_PT))


def _rows(table: Node) -> Rows:
    """The cells; one that is merged downwards is repeated, one to the right is followed by empty ones."""
    rows: list[tuple[str, ...]] = []
    for node in table:
        if local(node) != "tr":
            continue
        cells: list[str] = []
        for cell in node:
            if local(cell) != "tc":
                continue
            body = child(cell, "txBody")
            text = plain_text(body) if body is not None else ""
            if attribute(cell, "vMerge") in _ON and rows and len(cells) < len(rows[-1]):
                text = rows[-1][len(cells)]
            cells.append("" if attribute(cell, "hMerge") in _ON else text)
        rows.append(tuple(cells))
    return tuple(rows)


def _column_widths(rows: Rows) -> list[float]:
    n_columns = max(map(len, rows))
    longest = [max(len(row[i]) if i < len(row) else 0 for row in rows) for i in range(n_columns)]
    return [float(min(max(length, 4), 24)) for length in longest]

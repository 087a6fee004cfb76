"""Finds tables by how their words stand: rows of short cells in columns, after a caption or alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingestion.loaders.pdf.captions import Caption
from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.order import gutter_columns, rows
from ingestion.loaders.pdf.scene import Region, Scene
from ingestion.loaders.pdf.tables import Grid, grid_of, segments_of
from rag.types import Box

BESIDE_PT = 60.0
"""A table may stick out from above or below its caption by this much."""


def announced_by(scene: Scene, caption: Caption, known: Sequence[Region]) -> Region | None:
    """The table that only its caption tells of: the lines below it, or above it, up to the next running text."""
    # Downwards first: most captions of tables stand above them.
    for step in (1, -1):
        lines = _rows_beside(scene, caption, step, known)
        grid = grid_of(lines)
        if grid.is_table:
            return Region("table", _around(lines), tuple(lines), grid)
    return None


def _rows_beside(scene: Scene, caption: Caption, step: int, known: Sequence[Region]) -> list[TextLine]:
    """The rows that follow the caption downwards (1) or upwards (-1) without a wide gap."""
    box = caption.box
    free = [
        line
        for line in scene.free_labels(known)
        if min(line.box.x1, box.x1 + BESIDE_PT) > max(line.box.x0, box.x0 - BESIDE_PT)
        and (line.box.y0 - box.y0) * step > 0
    ]
    taken: list[TextLine] = []
    edge = box.y1 if step > 0 else box.y0
    for row in rows(free)[::step]:
        top, bottom = min(line.box.y0 for line in row), max(line.box.y1 for line in row)
        gap = top - edge if step > 0 else edge - bottom
        if gap > 2.2 * (bottom - top):
            break
        taken += row
        edge = bottom if step > 0 else top
    return taken


def aligned(scene: Scene, known: Sequence[Region]) -> list[Region]:
    """Rows that stand in columns with nothing drawn around them."""
    free = [line for line in scene.free_labels(known) if line.upright]
    barriers = [line.box for place, line in enumerate(scene.labels) if place in scene.prose]
    barriers += [region.box for region in known] + [caption.box for caption in scene.captions]
    regions = []
    for column in gutter_columns(free):
        for run in _tabular_runs(rows(column), barriers):
            lines = tuple(line for row in run for line in row)
            grid = grid_of(lines)
            if len(run) >= 3 and grid.is_table and _mostly_short(grid):
                regions.append(Region("table", _around(lines), lines, grid))
    return regions


def _tabular_runs(found: Sequence[list[TextLine]], barriers: Sequence[Box]) -> Iterable[list[list[TextLine]]]:
    """Runs of rows with cells side by side; a single line between them is a heading inside the table."""
    run: list[list[TextLine]] = []
    for row in [*found, []]:
        if row and (not run or _close(run[-1], row, barriers)):
            run.append(row)
            continue
        trimmed = _trimmed(run)
        if trimmed:
            yield trimmed
        run = [row] if row else []


def _trimmed(run: list[list[TextLine]]) -> list[list[TextLine]]:
    wide = [place for place, row in enumerate(run) if sum(len(segments_of(line)) for line in row) > 1]
    if len(wide) < 3 or len(wide) < 0.55 * (wide[-1] - wide[0] + 1):
        return []
    return run[wide[0] : wide[-1] + 1]


def _close(above: Sequence[TextLine], row: Sequence[TextLine], barriers: Sequence[Box]) -> bool:
    bottom, top = max(line.box.y1 for line in above), min(line.box.y0 for line in row)
    height = max(line.box.y1 - line.box.y0 for line in row)
    if top - bottom > 2.5 * height:
        return False
    between = _around([*above, *row])
    return not any(
        bottom <= barrier.center[1] <= top and barrier.x0 < between.x1 and barrier.x1 > between.x0
        for barrier in barriers
    )


def _mostly_short(grid: Grid) -> bool:
    """Cells are words and numbers; two columns of sentences are a layout."""
    cells = grid.cells
    numbers = sum(any(char.isdigit() for char in cell.text) for cell in cells)
    return sum(len(cell.text) for cell in cells) / len(cells) < 30 and (numbers > 0.2 * len(cells) or len(cells) > 8)


def _around(lines: Sequence[TextLine]) -> Box:
    return Box.around(line.box for line in lines)

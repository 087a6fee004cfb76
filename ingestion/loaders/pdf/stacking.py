"""Rows of a table that belong together: names of groups over the names of columns, and cells of several lines.

Knows cells with their boxes. Does not know: how columns are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingestion.loaders.flow.tables import is_number
from rag.types import Box, Line

Cells = tuple[Line | None, ...]
GROUP_REACH = 0.6
"""Of the distance between two groups: columns further from a group's middle are not under it."""
TIGHT = 0.6
"""Lines of one cell stand nearer than this part of the gap between rows."""


def group_row(segments: Sequence[Line], below: Cells) -> Cells | None:
    """The names of groups, each over the first of its columns; None for a row that names no groups of them."""
    middles = [segment.box.center[0] for segment in segments]
    columns = [cell.box.center[0] if cell is not None else None for cell in below]
    apart = min((b - a for a, b in pairwise(middles)), default=float("inf"))
    placed: list[Line | None] = [None] * len(below)
    owned = [0] * len(segments)
    for place, x in enumerate(columns):
        if x is None or (len(segments) == 1 and place == 0):
            continue
        nearest = min(range(len(segments)), key=lambda s: abs(middles[s] - x))
        if abs(middles[nearest] - x) > GROUP_REACH * apart:
            continue
        if not owned[nearest]:
            placed[place] = segments[nearest]
        owned[nearest] += 1
    return tuple(placed) if all(owned) and max(owned) > 1 else None


def with_long_cells(rows: Sequence[Cells]) -> list[Cells]:
    """Lines of one cell put together: a row without a label that stands close below another one goes on with it."""
    if len(rows) < 4:
        return list(rows)
    gaps = [_top(row) - _bottom(above) for above, row in pairwise(rows)]
    starts = [gap for gap, row in zip(gaps, rows[1:], strict=True) if row[0] is not None]
    usual = median(starts) if len(starts) > 1 else 0.0
    found: list[Cells] = [rows[0]]
    for gap, row in zip(gaps, rows[1:], strict=True):
        words_only = not any(is_number(cell.text) for cell in row if cell is not None)
        if row[0] is None and gap < TIGHT * usual and words_only:
            found[-1] = tuple(_one(a, b) for a, b in zip(found[-1], row, strict=True))
        else:
            found.append(row)
    return found


def _one(above: Line | None, below: Line | None) -> Line | None:
    if above is None or below is None:
        return above or below
    return Line(f"{above.text} {below.text}", Box.around((above.box, below.box)))


def _top(row: Cells) -> float:
    return min(cell.box.y0 for cell in row if cell is not None)


def _bottom(row: Cells) -> float:
    return max(cell.box.y1 for cell in row if cell is not None)

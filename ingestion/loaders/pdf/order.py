"""Puts what stands on a page into the order in which a person reads it: columns first, then rows.

Knows boxes only. The method is a recursive cut: a gutter that few lines cross divides the page into two columns, and
the lines that cross it (a title, a wide table) stand between the columns above and below them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.types import Box

MIN_LINES = 3
"""A column has at least so many lines."""
CROSSING = 0.3
"""At most this part of the lines may cross a gutter."""
PROSE = 0.45
"""Lines of a column fill at least this part of its width; short ones are cells of a table, which is read in rows."""
TABLE_WIDTH = 9.0
"""A block narrower than this many line heights, level with the one beside it, is a column of a table."""
MAX_DEPTH = 6
# Blocks side by side are looked for among all pairs of lines: not on a page with more lines than this.
MAX_ITEMS = 1500


class Placed(Protocol):
    @property
    def box(self) -> Box: ...


T = TypeVar("T", bound=Placed)


def reading_order(items: Sequence[T]) -> list[T]:
    return [item for column in columns(items) for row in rows(column) for item in row]


def columns(items: Sequence[T]) -> list[list[T]]:
    """The items of each column, or of each block on a slide, in the order of reading."""
    return [block for column in gutter_columns(items) for block in _beside_each_other(column)]


def gutter_columns(items: Sequence[T], depth: int = 0) -> list[list[T]]:
    """The items of each column of prose; a page without columns is one."""
    gutter = _gutter(items) if depth < MAX_DEPTH else None
    if gutter is None:
        return [list(items)] if items else []
    found = []
    for band in _bands(items, gutter):
        left = [item for item in band if item.box.x1 <= gutter]
        right = [item for item in band if item.box.x0 >= gutter]
        crossing = [item for item in band if item.box.x0 < gutter < item.box.x1]
        for part in (crossing, left, right):
            found += gutter_columns(part, depth + 1)
    return found


def _beside_each_other(items: Sequence[T]) -> list[list[T]]:
    """Blocks of lines that stand side by side on a slide or a leaflet, apart; what is left, row by row."""
    blocks = [block for block in _blocks(items) if len(block) >= MIN_LINES] if len(items) <= MAX_ITEMS else []
    apart = [block for block in blocks if any(_are_beside(block, other) for other in blocks)]
    if not apart:
        return [list(items)]
    taken = {id(item) for block in apart for item in block}
    rest = rows([item for item in items if id(item) not in taken])
    return sorted([*apart, *rest], key=lambda block: (_around(block).y0, _around(block).x0))


def _blocks(items: Sequence[T]) -> list[list[T]]:
    """Lines gathered with the line right below them."""
    blocks: list[list[T]] = []
    for item in sorted(items, key=lambda item: item.box.y0):
        above = next((block for block in reversed(blocks) if _is_below(block[-1].box, item.box)), None)
        if above is None:
            blocks.append([item])
        else:
            above.append(item)
    return blocks


def _is_below(above: Box, box: Box) -> bool:
    height = min(above.y1 - above.y0, box.y1 - box.y0)
    shared = min(above.x1, box.x1) - max(above.x0, box.x0)
    alike = max(above.y1 - above.y0, box.y1 - box.y0) < 1.5 * height
    return (
        alike
        and -0.5 * height < box.y0 - above.y1 < height
        and shared > 0.5 * min(above.x1 - above.x0, box.x1 - box.x0)
    )


def _are_beside(block: Sequence[T], other: Sequence[T]) -> bool:
    """Whether two blocks stand side by side and are not two columns of one table."""
    a, b = _around(block), _around(other)
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    if (a.x1 > b.x0 and b.x1 > a.x0) or shared <= 0.4 * min(a.y1 - a.y0, b.y1 - b.y0):
        return False
    height = (block[0].box.y1 - block[0].box.y0 + other[0].box.y1 - other[0].box.y0) / 2
    level = sum(any(_same_row(item.box, beside.box) for beside in other) for item in block)
    narrow = min(a.x1 - a.x0, b.x1 - b.x0) < TABLE_WIDTH * height
    return not (narrow and level > 0.7 * len(block))


def _around(items: Sequence[T]) -> Box:
    return Box.around(item.box for item in items)


def rows(items: Sequence[T]) -> list[list[T]]:
    """Items that share a height, from top to bottom, each row from left to right."""
    found: list[list[T]] = []
    for item in sorted(items, key=lambda item: (item.box.center[1], item.box.x0)):
        if found and _same_row(found[-1][-1].box, item.box):
            found[-1].append(item)
        else:
            found.append([item])
    return [sorted(row, key=lambda item: item.box.x0) for row in found]


def _same_row(a: Box, b: Box) -> bool:
    overlap = min(a.y1, b.y1) - max(a.y0, b.y0)
    return overlap > 0.5 * min(a.y1 - a.y0, b.y1 - b.y0) and max(a.y1 - a.y0, b.y1 - b.y0) < 3 * overlap


def _gutter(items: Sequence[T]) -> float | None:
    """The x that divides two columns of prose, or None."""
    if len(items) < 2 * MIN_LINES:
        return None
    x0 = np.array([item.box.x0 for item in items])
    x1 = np.array([item.box.x1 for item in items])
    tops = np.array([item.box.y0 for item in items])
    bottoms = np.array([item.box.y1 for item in items])
    height = float(np.median(bottoms - tops))
    best: tuple[int, float, float] | None = None
    for start in np.unique(np.round(x1, 1)):
        right = x0 >= start - 0.2
        left = x1 <= start + 0.2
        if left.sum() < MIN_LINES or right.sum() < MIN_LINES:
            continue
        end = float(x0[right].min())
        crossing = int(len(items) - left.sum() - right.sum())
        if end - start < 0.6 * height or crossing > CROSSING * len(items):
            continue
        if best is not None and (crossing, start - end) >= best[:2]:
            continue
        if _is_prose(x0, x1, left) and _is_prose(x0, x1, right) and _side_by_side(tops, bottoms, left, right):
            best = crossing, float(start) - end, (float(start) + end) / 2
    return None if best is None else best[2]


def _is_prose(x0: NDArray[np.float64], x1: NDArray[np.float64], side: NDArray[np.bool_]) -> bool:
    width = float(x1[side].max() - x0[side].min())
    return float(np.median(x1[side] - x0[side])) >= PROSE * width


def _side_by_side(
    tops: NDArray[np.float64], bottoms: NDArray[np.float64], left: NDArray[np.bool_], right: NDArray[np.bool_]
) -> bool:
    shared = min(bottoms[left].max(), bottoms[right].max()) - max(tops[left].min(), tops[right].min())
    shorter = min(bottoms[left].max() - tops[left].min(), bottoms[right].max() - tops[right].min())
    return float(shared) > 0.3 * float(shorter)


def _bands(items: Sequence[T], gutter: float) -> Iterator[list[T]]:
    """Runs of lines that cross the gutter, and runs that do not, from top to bottom."""
    band: list[T] = []
    crossed = False
    for item in sorted(items, key=lambda item: item.box.y0):
        crosses = item.box.x0 < gutter < item.box.x1
        if band and crosses != crossed:
            yield band
            band = []
        crossed = crosses
        band.append(item)
    if band:
        yield band

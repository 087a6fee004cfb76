"""From similarities of patches to a region of a picture. Knows grids and numbers, not models or pages."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.types import Box

WHOLE = Box(0.0, 0.0, 1.0, 1.0)
_HOT = 0.5
"""A patch belongs to the region from this share of the hottest one's heat."""


@dataclass(frozen=True, slots=True)
class PatchGrid:
    """How a picture was cut, row by row from the top left."""

    columns: int
    rows: int
    seen: Box = WHOLE
    """The part of the picture that was cut, in shares of its sides."""


def square_grid(n_patches: int) -> PatchGrid | None:
    """The grid of a model that makes every picture square; None when that is not how many there are."""
    side = math.isqrt(n_patches)
    return PatchGrid(side, side) if side and side * side == n_patches else None


def grid_of_aspect(n_patches: int, aspect: float) -> PatchGrid | None:
    """The grid of a model that keeps a picture's proportions: of all with as many patches, the one nearest to them."""
    sides = [(n_patches // rows, rows) for rows in range(1, n_patches + 1) if n_patches % rows == 0]
    best = min(sides, key=lambda side: abs(math.log(side[0] / side[1] / aspect)), default=None)
    return None if best is None else PatchGrid(*best)


def central_square(aspect: float) -> Box:
    """What is left of a picture whose longer sides are cut off, in shares of its sides."""
    wide = (1 - min(1.0, 1 / aspect)) / 2
    high = (1 - min(1.0, aspect)) / 2
    return Box(wide, high, 1 - wide, 1 - high)


def hot_region(similarities: NDArray[np.float32], grid: PatchGrid) -> Box | None:
    """The box, in shares of the picture's sides, round the hottest patch and its hot neighbours.

    `similarities` is (n_query_tokens, n_patches). Each token counts by how much better than its own mean it matches,
    because special tokens match everything alike. None where nothing stands out, or the numbers do not fit the grid.
    """
    if similarities.shape[1] != grid.columns * grid.rows or not len(similarities):
        return None
    heat = (similarities - similarities.mean(axis=1, keepdims=True)).mean(axis=0).reshape(grid.rows, grid.columns)
    if heat.max() <= 1e-6:
        return None
    top = int(heat.argmax())
    patches = _connected(heat >= _HOT * heat.max(), (top // grid.columns, top % grid.columns))
    rows, columns = [row for row, _ in patches], [column for _, column in patches]
    first = min(columns) / grid.columns, min(rows) / grid.rows
    found = Box(*first, (max(columns) + 1) / grid.columns, (max(rows) + 1) / grid.rows)
    return within(found, grid.seen)


def within(share: Box, region: Box) -> Box:
    """A box in shares of `region`, in the units of `region`."""
    width, height = region.x1 - region.x0, region.y1 - region.y0
    return Box(
        region.x0 + share.x0 * width,
        region.y0 + share.y0 * height,
        region.x0 + share.x1 * width,
        region.y0 + share.y1 * height,
    )


def _connected(hot: NDArray[np.bool_], start: tuple[int, int]) -> set[tuple[int, int]]:
    """The (row, column) of hot patches that touch each other from `start` on."""
    found, waiting = {start}, [start]
    while waiting:
        row, column = waiting.pop()
        for near in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            inside = 0 <= near[0] < hot.shape[0] and 0 <= near[1] < hot.shape[1]
            if inside and near not in found and hot[near]:
                found.add(near)
                waiting.append(near)
    return found

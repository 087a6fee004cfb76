"""Gathers what is drawn close together into candidates for figures, and rules of one width into frames.

Knows boxes. The grouping is painted on a coarse grid, so that ten thousand paths of a map cost no more than ten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingestion.loaders.pdf.shapes import Shape
from rag.types import Box

CELL_PT = 4.0
REACH_PT = 7.0
"""Shapes nearer than twice this belong together."""
BACKGROUND = 0.8
"""A shape that covers this part of the page is its background."""
MAX_CELLS = 1 << 20


def clusters_of(shapes: Sequence[Shape], page: Box) -> list[tuple[Box, list[Shape]]]:
    """Groups of neighbouring shapes with the box around each group, rules and backgrounds left out."""
    solid = [shape for shape in shapes if shape.kind != "rule" and not is_background(shape, page)]
    if not solid:
        return []
    labels, cell = _painted(solid, page)
    groups: dict[int, list[Shape]] = defaultdict(list)
    for shape in solid:
        x, y = shape.box.center
        groups[int(labels[int(y / cell), int(x / cell)])].append(shape)
    return [(Box.around(shape.box for shape in group), group) for label, group in sorted(groups.items()) if label]


def is_background(shape: Shape, page: Box) -> bool:
    return shape.box.area >= BACKGROUND * page.area


def _painted(shapes: Sequence[Shape], page: Box) -> tuple[NDArray[np.int32], float]:
    from cv2 import connectedComponents  # comes with the OCR engine; slow to import

    cell = max(CELL_PT, (page.area / MAX_CELLS) ** 0.5)
    height, width = int(page.y1 / cell) + 2, int(page.x1 / cell) + 2
    canvas = np.zeros((height, width), np.uint8)
    for shape in shapes:
        box = shape.box
        top, left = max(0, int((box.y0 - REACH_PT) / cell)), max(0, int((box.x0 - REACH_PT) / cell))
        canvas[top : int((box.y1 + REACH_PT) / cell) + 1, left : int((box.x1 + REACH_PT) / cell) + 1] = 1
    return np.asarray(connectedComponents(canvas, connectivity=4)[1], np.int32), cell


def frames_of(shapes: Sequence[Shape], page: Box) -> list[tuple[Box, list[Box]]]:
    """Boxes between horizontal rules of one left and right end, with those rules: booktabs tables, framed charts."""
    columns: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for shape in shapes:
        box = shape.box
        if shape.kind == "rule" and shape.is_flat and box.x1 - box.x0 >= 0.12 * page.x1:
            key = next((known for known in columns if abs(known[0] - box.x0) < 4 and abs(known[1] - box.x1) < 4), None)
            columns[key or (round(box.x0), round(box.x1))].append(box)
    frames = []
    for rules in columns.values():
        rules.sort(key=lambda rule: rule.y0)
        if len(rules) > 1:
            frames.append((Box(rules[0].x0, rules[0].y0, rules[0].x1, rules[-1].y1), rules))
    return frames

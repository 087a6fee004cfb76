"""Cuts a picture into the 64-pixel squares that the pocket encoder sees.

Knows: numpy and Pillow. Does not know: the model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rag.types import Pixels

SIDE_PX = 64
_TILED_PX = 160
"""From this longer side on, a picture is also seen in tiles."""
_LONG = 1.6
"""A picture this many times longer than wide has three tiles along, else two each way."""
_MARGIN = 0.09
"""Room on each side of a small picture's second view: benchmarks/pocket.py gains two points of recall@10 by it."""


def fit(pixels: Pixels) -> NDArray[np.uint8]:
    """The whole picture in (64, 64, 3): never stretched, the room around it in the colour of its edge."""
    height, width = pixels.shape[:2]
    scale = SIDE_PX / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    image = Image.fromarray(pixels).resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)
    square = Image.new("RGB", (SIDE_PX, SIDE_PX), _edge_colour(pixels))
    square.paste(image, ((SIDE_PX - size[0]) // 2, (SIDE_PX - size[1]) // 2))
    return np.asarray(square)


def crops(pixels: Pixels) -> list[NDArray[np.uint8]]:
    """The whole first, then, of a large picture, overlapping tiles; of a small one, the whole from farther away."""
    height, width = pixels.shape[:2]
    if max(height, width) < _TILED_PX:
        return [fit(pixels), fit(_with_margin(pixels))]
    rows, columns = _tiling(height, width)
    tiles = [
        pixels[top:bottom, left:right] for top, bottom in _spans(height, rows) for left, right in _spans(width, columns)
    ]
    return [fit(pixels), *(fit(tile) for tile in tiles)]


def _tiling(height: int, width: int) -> tuple[int, int]:
    if height > _LONG * width:
        return 3, 1
    return (1, 3) if width > _LONG * height else (2, 2)


def _spans(length: int, n: int) -> list[tuple[int, int]]:
    """n equal spans that overlap by a fifth."""
    if n == 1:
        return [(0, length)]
    size = length * 1.2 / (n + 0.2)
    step = (length - size) / (n - 1)
    return [(round(i * step), max(round(i * step) + 1, round(i * step + size))) for i in range(n)]


def _with_margin(pixels: Pixels) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    margin = max(1, round(_MARGIN * max(height, width)))
    larger = Image.new("RGB", (width + 2 * margin, height + 2 * margin), _edge_colour(pixels))
    larger.paste(Image.fromarray(pixels), (margin, margin))
    return np.asarray(larger)


def _edge_colour(pixels: Pixels) -> tuple[int, int, int]:
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    red, green, blue = (int(value) for value in np.median(edge, axis=0))
    return red, green, blue

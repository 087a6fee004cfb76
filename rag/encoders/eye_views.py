"""How the photograph eye looks at a picture: the whole, its middle and four corners; and whether it is a photograph.

Knows: pixels. Does not know: the network, words.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rag.types import Box, Pixels

SIDE_PX = 260
"""What the network was trained to look at."""
_CORNER = 0.7
"""A corner's view has this share of the shorter side."""
_MEAN, _SCALE = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
"""Of the colours of ImageNet's pictures."""
_SAMPLED_PX, _COLOUR_BITS = 64, 5
_TEXTURE = 6.0
"""What the share of neighbours that differ counts beside the variety of colours."""
_PHOTOGRAPH, _STEP = 12.0, 0.4
"""Where a photograph is as likely as a drawing, and how fast that changes. Measured (5 %, half, 95 %): icons 4, 6, 8;
drawn charts 5, 7, 12; product photos on white paper 10, 14, 16; photographs 13, 18, 20."""


def views(width: int, height: int) -> list[Box]:
    """What is looked at of a picture, in its pixels: the whole, the middle square, a square at each corner."""
    short = min(width, height)
    side = _CORNER * short
    corners = [Box(x, y, x + side, y + side) for x in (0.0, width - side) for y in (0.0, height - side)]
    left, top = (width - short) / 2, (height - short) / 2
    return [Box(0.0, 0.0, width, height), Box(left, top, left + short, top + short), *corners]


def squares(pixels: Pixels) -> NDArray[np.float32]:
    """(views, 3, side, side) as the network takes them; the whole is stretched to a square."""
    image = Image.fromarray(pixels)
    size = SIDE_PX, SIDE_PX
    cut = [
        np.asarray(image.resize(size, Image.Resampling.BILINEAR, box=(view.x0, view.y0, view.x1, view.y1)))
        for view in views(image.width, image.height)
    ]
    scaled = (np.stack(cut) / 255 - _MEAN) / _SCALE
    return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2), dtype=np.float32)


def photographic(pixels: Pixels) -> float:
    """0 for what is drawn, 1 for a photograph: how many colours a picture has, how evenly, and how often they change.

    Counts each of 32 levels of red, green and blue in 64 × 64 samples. The logarithms of how many colours there are and
    of how many there would be if all were equally frequent (the exponential of their entropy) are added; so is the
    share of neighbours, paper beside paper left out, that differ: a heat map has many colours, each in cells.
    """
    sampled = np.asarray(Image.fromarray(pixels).resize((_SAMPLED_PX, _SAMPLED_PX), Image.Resampling.NEAREST))
    levels = sampled.astype(np.int64) >> (8 - _COLOUR_BITS)
    codes = (levels[..., 0] << 2 * _COLOUR_BITS) | (levels[..., 1] << _COLOUR_BITS) | levels[..., 2]
    known, counts = np.unique(codes, return_counts=True)
    shares = counts / counts.sum()
    variety = math.log(len(counts)) - float((shares * np.log(shares)).sum())
    likeness = variety + _TEXTURE * _changing(codes, int(known[counts.argmax()]))
    return 1 / (1 + math.exp(-(likeness - _PHOTOGRAPH) / _STEP))


def _changing(codes: NDArray[np.int64], paper: int) -> float:
    """Share of neighbours that differ, among those that are not both paper."""
    pairs = [(codes[:, 1:].ravel(), codes[:, :-1].ravel()), (codes[1:].ravel(), codes[:-1].ravel())]
    one, other = (np.concatenate(side) for side in zip(*pairs, strict=True))
    drawn = (one != paper) | (other != paper)
    return float((one != other)[drawn].mean()) if drawn.any() else 0.0

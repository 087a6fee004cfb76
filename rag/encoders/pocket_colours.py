"""Names the colours of a picture: which share of what is drawn has which of the eleven basic colours.

The tower sees shapes well and colours badly, because an icon means the same in every colour. Knows: pixels. Does not
know: vectors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rag.types import Pixels

_BASIC: dict[str, tuple[tuple[int, int, int], ...]] = {
    "red": ((200, 30, 40), (225, 70, 60), (130, 20, 35)),
    "orange": ((245, 140, 30), (230, 100, 40)),
    "yellow": ((250, 215, 40), (245, 235, 130)),
    "green": ((40, 140, 60), (120, 190, 90), (90, 100, 50)),
    "blue": ((40, 90, 190), (90, 160, 225), (25, 35, 85)),
    "purple": ((110, 50, 150), (150, 110, 190)),
    "pink": ((245, 110, 170), (245, 180, 200)),
    "brown": ((120, 75, 45), (165, 120, 80)),
    "grey": ((128, 128, 132), (175, 175, 178)),
    "black": ((20, 20, 22),),
    "white": ((246, 246, 246),),
}
"""The basic colour terms of English (Berlin and Kay 1969), each by a few of its shades in sRGB."""
NAMES = tuple(_BASIC)
Shares = NDArray[np.float32]
_SHADES = np.array([shade for shades in _BASIC.values() for shade in shades], dtype=np.float64)
_NAME_OF_SHADE = np.repeat(np.arange(len(_BASIC)), [len(shades) for shades in _BASIC.values()])
_SAME_AS_PAPER = 18.0
"""Distance in Lab under which a pixel is the paper's."""
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.089])


def colour_shares(square: Pixels) -> Shares:
    """(11,) in the order of NAMES, sum 1. The paper, whose colour the edge has, counts only where all is paper."""
    pixels = _lab(square.reshape(-1, 3).astype(np.float64))
    height, width = square.shape[:2]
    image = pixels.reshape(height, width, 3)
    edge = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    drawn = pixels[np.linalg.norm(pixels - np.median(edge, axis=0), axis=1) > _SAME_AS_PAPER]
    counted = drawn if len(drawn) else pixels
    nearest = ((counted[:, None] - _LAB_SHADES) ** 2).sum(axis=2).argmin(axis=1)
    shares = np.bincount(_NAME_OF_SHADE[nearest], minlength=len(NAMES)) / len(counted)
    return shares.astype(np.float32)


def named_shares(words: str) -> Shares | None:
    """(11,) equal shares of the colours that English words name; None where they name none."""
    spoken = words.lower().replace("gray", "grey").split()
    named = np.array([name in spoken for name in NAMES], dtype=np.float32)
    return named / named.sum() if named.any() else None


def _lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """sRGB of 0 to 255 → CIE L*a*b* (CIE 15, D65)."""
    linear = np.where(rgb > 10.3, ((rgb / 255 + 0.055) / 1.055) ** 2.4, rgb / 255 / 12.92)
    scaled = linear @ _TO_XYZ.T / _WHITE
    root = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    lightness = 116 * root[:, 1] - 16
    return np.stack([lightness, 500 * (root[:, 0] - root[:, 1]), 200 * (root[:, 1] - root[:, 2])], axis=1)


_LAB_SHADES = _lab(_SHADES)

"""Pictures in memory: the size in which a vision encoder gets them."""

from __future__ import annotations

import numpy as np
from PIL import Image

from rag.types import Pixels

ENCODED_PX = 512
"""The longer side of `Element.pixels`."""


def at_most(pixels: Pixels, longest: int = ENCODED_PX) -> Pixels:
    """The picture with its longer side at most `longest`; smaller ones as they are."""
    height, width = pixels.shape[:2]
    ratio = longest / max(height, width, 1)
    if ratio >= 1:
        return pixels
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0))

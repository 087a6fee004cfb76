"""Pictures as a model reads them best: without their blank margins, reduced with a filter to a number of tokens."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from rag.answers.budget import PIXELS_PER_TOKEN
from rag.types import Pixels

LONGEST_PX = 1568
"""Longer side above which the large models reduce a picture themselves."""
_BLANK = 24
"""Levels by which a pixel may differ from the corner's colour and still be margin: paper of a scan is not even."""
_MARGIN = 0.01


def trimmed(image: Pixels) -> Pixels:
    """The picture without the margins that have the colour of its corner; whole where everything has it."""
    differs = np.abs(image.astype(np.int16) - image[0, 0].astype(np.int16)).max(axis=2) > _BLANK
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return image
    keep = round(_MARGIN * max(image.shape[:2]))
    top, left = max(0, rows[0] - keep), max(0, columns[0] - keep)
    return image[top : rows[-1] + 1 + keep, left : columns[-1] + 1 + keep]


def reduced(image: Pixels, n_tokens: int) -> Pixels:
    """The picture with a Lanczos filter at the size that takes about `n_tokens`; a smaller one stays as it is."""
    height, width = image.shape[:2]
    scale = min(math.sqrt(n_tokens * PIXELS_PER_TOKEN / max(1, height * width)), LONGEST_PX / max(height, width, 1))
    if scale >= 1:
        return image
    size = max(1, int(width * scale)), max(1, int(height * scale))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.LANCZOS))

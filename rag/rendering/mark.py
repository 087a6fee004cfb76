"""Marks regions on the image of a page. Knows pixels and boxes only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from rag.types import Box, Page, Pixels

_BEST = ((255, 196, 0), 0.38, (214, 51, 0))
_OTHER = ((255, 221, 87), 0.22, (236, 138, 0))
"""Colour of the area, how much of it covers the page, colour of the outline."""
_PADDING_PT = 2.0
_MOST_OF_IT = 0.7
_OUTLINE = 1 / 450
"""Width of the best region's outline over the longer side of the image."""


def mark(pixels: Pixels, boxes: Sequence[Box], page: Page) -> Pixels:
    """The image with a translucent area and an outline at each box, in points of `page`; the first stands out most."""
    if not boxes:
        return pixels
    canvas = np.array(pixels)
    places = [place for box in boxes if (place := place_px(box, page, pixels)) is not None]
    for order, (left, top, right, bottom) in reversed(list(enumerate(places))):
        colour, cover, _ = _OTHER if order else _BEST
        area = canvas[top:bottom, left:right]
        if area.size > _MOST_OF_IT * canvas.size:  # a colour over everything points at nothing
            continue
        # As a felt pen does: white paper takes the colour, black letters stay black.
        tinted = area * (np.array(colour) / 255)
        area[:] = (area * (1 - cover) + (0.6 * tinted + 0.4 * np.array(colour)) * cover).astype(np.uint8)
    return _outlined(canvas, places)


def place_px(box: Box, page: Page, pixels: Pixels) -> tuple[int, int, int, int] | None:
    """(left, top, right, bottom) of a box on the image, a little wider than it; None when it is off the page."""
    height, width = pixels.shape[:2]
    across, down = width / max(page.width_pt, 1e-6), height / max(page.height_pt, 1e-6)
    left = max(0, round((box.x0 - _PADDING_PT) * across))
    top = max(0, round((box.y0 - _PADDING_PT) * down))
    right = min(width, round((box.x1 + _PADDING_PT) * across))
    bottom = min(height, round((box.y1 + _PADDING_PT) * down))
    return (left, top, right, bottom) if right > left and bottom > top else None


def _outlined(canvas: Pixels, places: list[tuple[int, int, int, int]]) -> Pixels:
    image = Image.fromarray(canvas)
    draw = ImageDraw.Draw(image)
    thick = max(2, round(max(image.size) * _OUTLINE))
    for order, (left, top, right, bottom) in reversed(list(enumerate(places))):
        outline = (_OTHER if order else _BEST)[2]
        draw.rectangle(
            (left, top, right - 1, bottom - 1), outline=outline, width=max(1, thick // 2) if order else thick
        )
    return np.asarray(image)

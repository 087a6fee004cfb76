"""Which texts of a slide nobody sees: they would be evidence that no page image shows. Knows shapes only."""

from __future__ import annotations

from collections.abc import Sequence

from rag.office.slide_colours import Rgb
from rag.office.slide_shapes import FilledShape, PictureShape, SlideShape, TableShape, TextShape
from rag.types import Box

_INVISIBLE = 24
"""Colours that differ by less in every channel look the same."""


def is_seen(shape: SlideShape, behind: Sequence[SlideShape], slide: Box, background: Rgb) -> bool:
    """False for what is off the slide, and for text in the colour of what is behind it, from back to front."""
    if isinstance(shape, FilledShape):
        return True
    if not _meets(shape.box, slide):
        return False
    if not isinstance(shape, TextShape):
        return True
    middle = shape.lines[0].line.box.center
    under = [other for other in behind if not isinstance(other, TextShape) and other.box.contains(*middle)]
    if any(isinstance(other, PictureShape | TableShape) for other in under):
        return True
    fills = (other.fill for other in reversed(under) if isinstance(other, FilledShape) and other.fill is not None)
    paper = next(fills, background)
    return any(line.colour is None or _distance(line.colour, paper) > _INVISIBLE for line in shape.lines)


def _meets(box: Box, slide: Box) -> bool:
    """Whether they meet; the box of a text may be saved without height, since it grows with its lines."""
    return (box.x0 < slide.x1 and box.x1 > slide.x0 and box.y0 < slide.y1 and box.y1 > slide.y0) or _inside(box, slide)


def _inside(box: Box, slide: Box) -> bool:
    return slide.contains(box.x0, box.y0) and slide.contains(box.x1, box.y1)


def _distance(one: Rgb, other: Rgb) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))

"""The picture of a hit, for whoever looks at it a second time."""

from __future__ import annotations

from collections.abc import Callable

from rag.errors import SightlineError
from rag.types import Hit, Pixels

PictureOf = Callable[[Hit], Pixels | None]
"""None for a hit whose picture cannot be drawn: it is then read by its words."""


def drawn_or_none(draw: Callable[[Hit], Pixels]) -> PictureOf:
    """`draw` with None in the place of an error: one lost original does not cost the whole search."""

    def picture_of(hit: Hit) -> Pixels | None:
        try:
            return draw(hit)
        except SightlineError:
            return None

    return picture_of

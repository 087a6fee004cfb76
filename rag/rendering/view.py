"""What a page looks like, as far as the ledger knows it. Crosses to a worker process, so it is small and plain."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Box, Line, Page

LONGEST_PX = 2500
"""Longer side of an evidence image."""
PX_PER_PT = 2.0
"""144 dpi, where that keeps to LONGEST_PX."""


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """A picture inside the file, and where it stands on the page."""

    part: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of a file; its lines and pictures are for formats that have no pages of their own."""

    media_type: str
    page: Page
    lines: tuple[Line, ...] = ()
    parts: tuple[PlacedPart, ...] = ()

    @property
    def px_per_pt(self) -> float:
        longer = max(self.page.width_pt, self.page.height_pt, 1.0)
        return min(PX_PER_PT, LONGEST_PX / longer)

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height) of its image."""
        scale = self.px_per_pt
        return max(1, round(self.page.width_pt * scale)), max(1, round(self.page.height_pt * scale))

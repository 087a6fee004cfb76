"""The evidence of a hit as an image: its page, the page with regions marked, or the region alone.

Knows: originals, the ledger's lines, and the cache. Does not know: how anything is drawn (`render`, in a worker).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.files.originals import Originals
from rag.ledger import Ledger
from rag.rendering.cache import PageCache
from rag.rendering.mark import mark, place_px
from rag.rendering.render import SET_HERE, render
from rag.rendering.view import PageView, PlacedPart
from rag.types import Box, Hit, Pixels, content_id
from rag.workers.pool import WorkerPool

_DRAWING = "1"
"""Part of every cache key: raise it when pages are drawn differently."""
_FROM_LINES = (*SET_HERE, "application/vnd.openxmlformats-officedocument.")
_SMALLEST_CROP = 0.12
"""Of the page's width and height: less shows a region without what it belongs to."""


class EvidenceRenderer:
    """Renders pages from the kept originals, and keeps the images for a while. Safe for several threads."""

    def __init__(self, originals: Originals, ledger: Ledger, pool: WorkerPool, cache_dir: Path) -> None:
        self._originals = originals
        self._ledger = ledger
        self._pool = pool
        self._cache = PageCache(cache_dir)

    def page_image(self, hit: Hit) -> Pixels:
        """The page of a hit. Raises NotFoundError when its original is gone, else InputError or LoaderError."""
        view = self._view(hit)
        key = content_id(_DRAWING, repr(view))
        cached = self._cache.get(hit.document.source.sha256, key)
        if cached is not None:
            return cached
        pixels = self._pool.call(render, self._originals.path(hit.document.source.sha256), view)
        self._cache.put(hit.document.source.sha256, key, pixels)
        return pixels

    def marked(self, hit: Hit, boxes: Sequence[Box]) -> Pixels:
        """The page with the boxes marked, the first most of all. Raises as `page_image` does."""
        return mark(self.page_image(hit), boxes, hit.page)

    def crop(self, hit: Hit, boxes: Sequence[Box] = (), margin: float = 0.03) -> Pixels:
        """What the boxes (else the chunk) cover, with a `margin` in shares of the page. Raises as `page_image` does."""
        page, pixels = hit.page, self.page_image(hit)
        region = _region(tuple(boxes) or hit.chunk.locator.boxes)
        if region is None:
            return pixels
        wide = _grown(region, page.width_pt, page.height_pt, margin)
        place = place_px(wide, page, pixels)
        if place is None:
            return pixels
        left, top, right, bottom = place
        return pixels[top:bottom, left:right]

    def forget(self, source_sha256: str) -> None:
        """Remove every image of a source that was deleted."""
        self._cache.forget(source_sha256)

    def _view(self, hit: Hit) -> PageView:
        media_type = hit.document.source.media_type
        if not media_type.startswith(_FROM_LINES):
            return PageView(media_type, hit.page)
        chunks = [stored.chunk for stored in self._ledger.page_chunks(hit.document.id, hit.page.number)]
        lines = tuple(line for chunk in chunks if not chunk.locator.part for line in chunk.lines)
        parts = (PlacedPart(c.locator.part, c.locator.boxes[0]) for c in chunks if c.locator.part and c.locator.boxes)
        return PageView(media_type, hit.page, lines, tuple(dict.fromkeys(parts)))


def _region(boxes: tuple[Box, ...]) -> Box | None:
    return Box.around(boxes) if boxes else None


def _grown(region: Box, width: float, height: float, margin: float) -> Box:
    across = max(margin * width, (_SMALLEST_CROP * width - (region.x1 - region.x0)) / 2)
    down = max(margin * height, (_SMALLEST_CROP * height - (region.y1 - region.y0)) / 2)
    return Box(region.x0 - across, region.y0 - down, region.x1 + across, region.y1 + down)

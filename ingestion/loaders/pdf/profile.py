"""What a document's pages have in common: the size of its running text, its running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2 as pdfium

from ingestion.loaders.pdf.content import PageContent, content_of
from ingestion.loaders.pdf.file import open_page
from ingestion.loaders.pdf.lines import TextLine

SAMPLE_PAGES = 12
"""Taken as neighbours in pairs, so that the running heads of left and right pages are both seen twice."""
MARGIN = 0.1
"""Running heads stand in this part of the page's height, at the top and at the bottom."""
REPEATED = 0.25
"""A line in the margin on this part of the pages, and at least on three, is a running head."""
BIGGER = 1.15
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")


@dataclass(frozen=True, slots=True)
class Profile:
    body_size: float = 0.0
    """Size of most letters, in points; 0 when the document has no text layer."""
    heading_sizes: tuple[float, ...] = ()
    """Sizes clearly above it, the largest first."""
    repeated: frozenset[str] = frozenset()
    """Running heads, with "#" for numbers."""
    logos: frozenset[str] = frozenset()
    """Digests of the pictures that stand on many pages."""

    def is_running_head(self, line: TextLine, page_height: float) -> bool:
        return _in_margin(line, page_height) and _pattern(line.text) in self.repeated

    def heading_level(self, size: float) -> int:
        """From 1 for the largest letters; 0 for running text."""
        if not self.body_size or size < BIGGER * self.body_size:
            return 0
        # Sizes were rounded to half a point; six levels are enough.
        return 1 + sum(size < other * 0.97 for other in self.heading_sizes[:5])


def profile_of(document: Any) -> tuple[Profile, dict[int, PageContent]]:
    """The profile from pages all over the document, and those pages, by index, so that none is read twice."""
    sample: dict[int, PageContent] = {}
    for index in _sample(len(document)):
        try:
            with open_page(document, index) as page:
                sample[index] = content_of(page)
        except pdfium.PdfiumError:
            # Whoever reads this page says so in its place.
            continue
    pictures: Counter[str] = Counter()
    for content in sample.values():
        pictures.update({shape.digest for shape in content.shapes if shape.digest})
    logos = frozenset(digest for digest, n in pictures.items() if n >= max(3, REPEATED * len(sample)))
    profile = summarise([(content.layer.lines, content.height) for content in sample.values()])
    return replace(profile, logos=logos), sample


def summarise(pages: Sequence[tuple[Sequence[TextLine], float]]) -> Profile:
    """The profile of (lines, page height) of the pages looked at."""
    sizes: Counter[float] = Counter()
    patterns: Counter[str] = Counter()
    for lines, height in pages:
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
        patterns.update({_pattern(line.text) for line in lines if _in_margin(line, height)})
    if not sizes:
        return Profile()
    body = sizes.most_common(1)[0][0]
    total = sum(sizes.values())
    # The size of a few letters only is no level of heading.
    bigger = sorted((size for size, n in sizes.items() if size >= BIGGER * body and n >= 1e-4 * total), reverse=True)
    needed = max(3, REPEATED * len(pages))
    return Profile(body, tuple(bigger), frozenset(text for text, n in patterns.items() if n >= needed))


def _sample(n_pages: int) -> Iterable[int]:
    if n_pages <= SAMPLE_PAGES:
        return range(n_pages)
    pairs = SAMPLE_PAGES // 2
    starts = [round(place * (n_pages - 2) / (pairs - 1)) for place in range(pairs)]
    return sorted({page for start in starts for page in (start, start + 1)})


def _in_margin(line: TextLine, page_height: float) -> bool:
    return line.box.y1 < MARGIN * page_height or line.box.y0 > (1 - MARGIN) * page_height


def _pattern(text: str) -> str:
    return _DIGITS.sub("#", text.casefold()).strip()

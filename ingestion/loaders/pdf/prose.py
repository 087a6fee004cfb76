"""Tells running text from labels: which lines of a page are part of a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.loaders.pdf.lines import TextLine
from rag.types import Box

LONG_CHARS = 45
SHORT_CHARS = 18
"""In a narrow column; with a line of the same left edge right above or below it."""


def prose_of(lines: Sequence[TextLine]) -> frozenset[int]:
    """The places in `lines` of those that are running text."""
    prose = set()
    for place, line in enumerate(lines):
        if not line.upright or _n_words(line) < 3 or _is_numeric(line.text):
            continue
        is_long = len(line.text) >= LONG_CHARS and _n_words(line) >= 6
        if is_long or (len(line.text) >= SHORT_CHARS and _has_neighbours(lines, line)):
            prose.add(place)
    return frozenset(prose)


def within(lines: Sequence[TextLine], box: Box) -> list[int]:
    """The places of the lines whose middle is inside the box."""
    return [place for place, line in enumerate(lines) if box.contains(*line.box.center)]


def prose_share(lines: Sequence[TextLine], places: Sequence[int], prose: frozenset[int]) -> float:
    """How much of the text at `places` is running text, by characters."""
    total = sum(len(lines[place].text) for place in places)
    return sum(len(lines[place].text) for place in places if place in prose) / total if total else 0.0


def _n_words(line: TextLine) -> int:
    return max(len(line.words), line.text.count(" ") + 1)


def _is_numeric(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return digits > 0.35 * len(text)


def _has_neighbours(lines: Sequence[TextLine], line: TextLine) -> bool:
    """Whether the lines above and below go on in the same column; two, so that two-line labels are none."""
    height = max(line.box.y1 - line.box.y0, 1.0)
    n_found = 0
    for other in lines:
        distance = abs(other.box.y0 - line.box.y0)
        if 0.5 * height < distance < 4.2 * height and abs(other.box.x0 - line.box.x0) < 0.5 * height:
            same = abs(other.size - line.size) < 0.06 * line.size and other.bold == line.bold
            n_found += same and len(other.text) >= SHORT_CHARS
    return n_found >= 2

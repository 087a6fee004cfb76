"""Tells text that a person sees on the page from text that is only in the file.

Knows the lines of the text layer and the rendered page. Hidden text may be an instruction meant for a machine, so it is
no evidence; the invisible text that a scanner's OCR laid over its picture is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.shapes import Shape
from rag.types import Box, Pixels

TINY = 0.0022
"""Letters lower than this part of the page's shorter side cannot be read: 1.3 points on a letter page."""
CONTRAST = 14
"""Grey levels, of 255, between the lightest and the darkest pixel where a line stands."""
MIN_REPORTED = 8
"""Characters; fewer are the leftovers of a layout program."""
SCAN_COVER = 0.5
"""A picture that covers this part of the page is a scan, and invisible text over it is what it says."""


def visible(
    lines: Sequence[TextLine], shapes: Sequence[Shape], page: Box, pixels: Pixels
) -> tuple[tuple[TextLine, ...], tuple[str, ...]]:
    """The lines that are seen on the rendered page `pixels`, and one warning that counts the others."""
    scans = [shape.box for shape in shapes if shape.kind == "image" and shape.box.area >= SCAN_COVER * page.area]
    found: dict[tuple[str, int, int], TextLine] = {}
    hidden: Counter[str] = Counter()
    for line in lines:
        reason = _hidden_reason(line, scans, page, pixels)
        if reason:
            hidden[reason] += len(line.text)
        else:
            # Programs that know no bold letters print a line twice, a hair apart.
            found.setdefault((line.text, round(line.box.x0 / 3), round(line.box.y0 / 3)), line.clipped(page))
    return tuple(found.values()), tuple(_warning(hidden))


def _warning(hidden: Counter[str]) -> list[str]:
    if hidden.total() < MIN_REPORTED:
        return []
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(hidden.items()))
    return [f"Text that is not visible was left out (characters: {reasons})."]


def _hidden_reason(line: TextLine, scans: Sequence[Box], page: Box, pixels: Pixels) -> str:
    if not page.contains(*line.box.center):
        return "outside the page"
    if line.invisible and not any(scan.contains(*line.box.center) for scan in scans):
        return "drawn without ink"
    if line.size < TINY * min(page.x1, page.y1) and not line.invisible:
        return "too small to read"
    # Without a font for it on this machine, Chinese leaves no ink here and does so elsewhere.
    may_lack_a_font = line.borrowed and not line.text.isascii()
    if not may_lack_a_font and _contrast(line.box, page, pixels) < CONTRAST:
        return "in the colour of what is behind"
    return ""


def _contrast(box: Box, page: Box, pixels: Pixels) -> int:
    height, width = pixels.shape[:2]
    x, y = width / page.x1, height / page.y1
    left, top = max(0, int(box.x0 * x)), max(0, int(box.y0 * y))
    part = pixels[top : int(box.y1 * y) + 2, left : int(box.x1 * x) + 2]
    if part.size == 0:
        return 0
    # By channel: red on green of the same brightness is seen.
    return int((part.reshape(-1, 3).max(axis=0).astype(int) - part.reshape(-1, 3).min(axis=0)).max())

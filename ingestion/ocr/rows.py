"""Puts recognised lines that stand side by side into one row: the label and the amount of a receipt."""

from __future__ import annotations

from collections.abc import Iterable

from rag.types import Line

_ENDS = ".:;!?。：；！？"
SAME_ROW = 0.5
"""Two lines share a row when they overlap in height by this part of the lower one."""


def in_rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Rows from top to bottom, each from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.center[1]):
        if rows and _beside(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.x0) for row in rows]


def text_of(lines: Iterable[Line]) -> str:
    """The text with one row a line, so that "TOTAL" and "48.15" stay together; a sentence goes on over its lines."""
    text = ""
    above: list[Line] = []
    for row in in_rows(lines):
        words = " ".join(line.text for line in row)
        text += (" " if above and _goes_on(above, row) else "\n" if text else "") + words
        above = row
    return text


def _goes_on(above: list[Line], row: list[Line]) -> bool:
    """Whether a row is the rest of the sentence above it: close below, of one size, beginning with a small letter."""
    last, first = above[-1], row[0]
    if len(above) > 1 or len(row) > 1 or not first.text[:1].islower() or last.text.rstrip()[-1:] in _ENDS:
        return False
    heights = sorted((last.box.y1 - last.box.y0, first.box.y1 - first.box.y0))
    near = first.box.y0 - last.box.y1 < 1.2 * heights[0] and heights[1] < 1.35 * heights[0]
    shared = min(last.box.x1, first.box.x1) - max(last.box.x0, first.box.x0)
    return (
        near
        and len(last.text.split()) > 2
        and shared > 0.5 * min(last.box.x1 - last.box.x0, first.box.x1 - first.box.x0)
    )


def _beside(row: list[Line], line: Line) -> bool:
    # The nearest neighbour decides: on a skewed photograph a row climbs, and its far end is another height.
    nearest = min(row, key=lambda other: _gap(other, line))
    top, bottom = max(nearest.box.y0, line.box.y0), min(nearest.box.y1, line.box.y1)
    height = min(nearest.box.y1 - nearest.box.y0, line.box.y1 - line.box.y0)
    return bottom - top > SAME_ROW * height and all(_overlap(other, line) < 0.3 for other in row)


def _gap(a: Line, b: Line) -> float:
    return max(a.box.x0, b.box.x0) - min(a.box.x1, b.box.x1)


def _overlap(a: Line, b: Line) -> float:
    """How much of the narrower line lies above or below the other."""
    width = min(a.box.x1 - a.box.x0, b.box.x1 - b.box.x0)
    return -_gap(a, b) / width if width > 0 else 0.0

"""Sets text that has no page of its own: breaks it into lines, and says how large each line and cell is.

Knows: sizes, line height, where a line may break in Latin and in Chinese, Japanese or Korean. Does not know: files,
elements, or how a page is painted (`rag.rendering`). Lengths are in points. A line set here can be painted again from
its text and box alone: its size is the box's height over `LINE_HEIGHT`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from rag.files.fonts import advance, advances

PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 612.0, 792.0, 54.0
LINE_HEIGHT = 1.35
"""Height of a line over the size of its letters."""
BODY, CODE, CELL = 10.5, 8.0, 9.0
"""Sizes of running text, code and table cells."""
CELL_PADDING = 3.0
HEADINGS = (20.0, 16.0, 13.5, 12.0, 11.5, 11.0)
"""Size of a heading by its level, from 1."""

_WIDE = (
    "\u2e80-\u303f\u3041-\u30ff\u3105-\u312f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
)
_CLOSING = "、。，．：；？！）】》」』〉”’…—％"
_WIDE_LETTER = re.compile(rf"[{_WIDE}]")
_UNIT = re.compile(rf"[{_WIDE}][{_CLOSING}]*\s*|[^\s{_WIDE}]+[{_CLOSING}]*\s*|\s+")


def heading_size(level: int) -> float:
    return HEADINGS[min(max(level, 1), len(HEADINGS)) - 1]


def line_height(size: float) -> float:
    return size * LINE_HEIGHT


def text_width(text: str, size: float, mono: bool = False) -> float:
    return advance(text, mono) * size


def wrap(text: str, width: float, size: float, mono: bool = False) -> list[str]:
    """Lines of at most `width` points, each a literal part of `text`; at least one, which may be empty.

    Latin breaks between words, Chinese, Japanese and Korean between letters; a word wider than a line is broken.
    """
    room = max(width / size, 1.0)
    if advance(text, mono) <= room:
        return [text.rstrip()]
    lines: list[str] = []
    line, used = "", 0.0
    for unit in _units(text, room, mono):
        if line and used + advance(unit.rstrip(), mono) > room:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line += unit
        used += advance(unit, mono)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _units(text: str, room: float, mono: bool) -> Iterator[str]:
    for unit in _UNIT.findall(text):
        if advance(unit.rstrip(), mono) <= room:
            yield unit
        else:
            yield from _pieces(unit, room, mono)


def _pieces(word: str, room: float, mono: bool) -> Iterator[str]:
    ends = advances(word, mono)
    start = 0
    while start < len(word):
        used = ends[start - 1] if start else 0.0
        end = max(bisect_right(ends, used + room), start + 1)
        yield word[start:end]
        start = end


def column_widths(rows: Iterable[tuple[str, ...]], available: float, widest: float = 200.0) -> list[float]:
    """The width of each column, padding included: what its cells need, up to `widest`, made to fit `available`."""
    natural: list[float] = []
    longest: list[int] = []
    for row in rows:
        for column, cell in enumerate(row):
            if column == len(natural):
                natural.append(0.0)
                longest.append(0)
            if len(cell) > 0.6 * longest[column] and natural[column] < widest:  # shorter ones are not measured
                longest[column] = max(longest[column], len(cell))
                natural[column] = max(natural[column], min(text_width(cell, CELL) + 1, widest))
    widths = [max(width, 2 * CELL) + 2 * CELL_PADDING for width in natural]
    shrink = min(1.0, available / sum(widths)) if widths else 1.0
    return [width * shrink for width in widths]


def cell_lines(text: str, width: float) -> list[str]:
    """A cell's text as lines that fit a column of `width` points."""
    inner = width - 2 * CELL_PADDING
    if len(text) * CELL <= inner and "\n" not in text:  # no letter is wider than an em
        return [text]
    return [line for part in text.split("\n") for line in wrap(part, inner, CELL)]


def unwrap(lines: list[str]) -> str:
    """Lines joined again: with a space, but without one between Chinese, Japanese or Korean letters."""
    text = ""
    for line in lines:
        glued = not text or (_is_wide(text[-1]) and _is_wide(line[:1]))
        text += line if glued else f" {line}"
    return text


def _is_wide(letter: str) -> bool:
    return bool(letter) and (_WIDE_LETTER.match(letter) is not None or letter in _CLOSING)

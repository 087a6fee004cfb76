"""A part of an element: some of its text with the lines that this text stands on. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from rag.types import Box, Element, Line


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text as printed, with its lines and the region that they take."""

    text: str
    lines: tuple[Line, ...] = ()
    box: Box | None = None


def whole(element: Element) -> Excerpt:
    """All of an element. One without lines of its own is one line."""
    text = element.text.strip()
    lines = element.lines or ((Line(text, element.box),) if element.box and text else ())
    return Excerpt(text, lines, element.box or _around(lines))


def cut(element: Element, start: int, end: int) -> Excerpt:
    """The text from `start` to `end`, with its lines; a line that is cut keeps the share of its width."""
    text = element.text[start:end].strip()
    lines = tuple(_parts(element, start, end))
    if not lines and element.box is not None:
        lines = (Line(text, element.box),)
    return Excerpt(text, lines, _around(lines))


def join(excerpts: list[Excerpt]) -> Excerpt:
    """Several, one below the other."""
    lines = tuple(line for excerpt in excerpts for line in excerpt.lines)
    return Excerpt("\n".join(excerpt.text for excerpt in excerpts), lines, _around(lines))


def _around(lines: tuple[Line, ...]) -> Box | None:
    return Box.around(line.box for line in lines) if lines else None


def _parts(element: Element, start: int, end: int) -> Iterator[Line]:
    """Lines, and shares of lines, of a part of the text.

    Loaders join lines with spaces, with nothing, without a hyphen, and cells with bars, so a place is the number
    of letters and digits before it, in proportion where text and lines have not the same number of them.
    """
    before = list(accumulate(map(str.isalnum, element.text), initial=0))
    in_lines = list(accumulate((_letters(line.text) for line in element.lines), initial=0))
    scale = in_lines[-1] / before[-1] if before[-1] else 0.0
    low, high = round(before[start] * scale), round(before[end] * scale)
    for line, first, last in zip(element.lines, in_lines, in_lines[1:], strict=False):
        if low <= first and last <= high and first < high:
            yield line
        elif first < high and last > low:
            yield _share(line, max(low - first, 0), min(high, last) - first)


def _share(line: Line, low: int, high: int) -> Line:
    """The line from its letter number `low` to before number `high`."""
    begin, stop = _place(line.text, low), _place(line.text, high)
    width, n = line.box.x1 - line.box.x0, len(line.text)
    box = Box(line.box.x0 + begin / n * width, line.box.y0, line.box.x0 + stop / n * width, line.box.y1)
    return Line(line.text[begin:stop].strip(), box)


def _place(text: str, n_letters: int) -> int:
    """Where the letter number `n_letters` (from 0) is; the beginning for the first, the end after the last."""
    places = [at for at, character in enumerate(text) if character.isalnum()]
    return 0 if n_letters == 0 else places[n_letters] if n_letters < len(places) else len(text)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))

"""Finds words again: whether a quote is literally in a text, and which lines of a chunk hold it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import product

from rag.types import Box, Line

ELLIPSIS = " … "
_IGNORED = re.compile(r"[\s|*#`\u00ad\u200b\u2060\ufeff_-]|<br\s*/?>", re.IGNORECASE)
_MAX_PLACES = 6
# Inside a quotation, the marks of a quotation of its own are written straight.
_STRAIGHT = str.maketrans("“”", '""')


def normalise(text: str) -> str:
    """Runs of white space as one blank, ends trimmed; nothing else is changed but invisible joiners, which go."""
    return re.sub(r"\s+", " ", text.replace("\u2060", "").replace("\u00ad", "")).strip()


def is_literal(quote: str, text: str) -> bool:
    """Whether every piece of `quote` (an ellipsis separates them) stands in `text`, but for white space and “ or "."""
    pieces = split_quote(quote.translate(_STRAIGHT))
    whole = normalise(text).translate(_STRAIGHT)
    return bool(pieces) and all(piece in whole for piece in pieces)


def split_quote(quote: str) -> list[str]:
    """The pieces of a quote between its ellipses."""
    pieces = re.split(r"\s*(?:…|\[\.\.\.\]|\.\.\.)\s*", quote)
    return [normalise(piece) for piece in pieces if normalise(piece)]


def lines_of(quote: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that hold the quote, in order; of words that stand in several places, those nearest to each other."""
    squeezed = _Squeezed(lines)
    places = [squeezed.places(piece)[:_MAX_PLACES] for piece in split_quote(quote)[:3]]
    found = [place for place in places if place]
    if not found:
        return ()
    best = min(product(*found), key=lambda chosen: _spread(chosen, lines))
    return tuple(lines[i] for i in sorted(set().union(*map(set, best))))


def part_of(line: Line, words: str) -> Box:
    """The part of a line's box that holds `words`, last place, as if all characters were equally wide."""
    start = line.text.rfind(words)
    if start < 0 or not words:
        return line.box
    width = (line.box.x1 - line.box.x0) / len(line.text)
    x0 = line.box.x0 + start * width
    return Box(x0, line.box.y0, x0 + len(words) * width, line.box.y1)


def squeeze(text: str) -> str:
    """Text without white space, hyphens and Markdown, so that a sentence meets its lines however they were joined."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).translate(_STRAIGHT)).casefold()


class _Squeezed:
    """All lines as one squeezed string that knows which line each character came from."""

    def __init__(self, lines: Sequence[Line]) -> None:
        parts = [squeeze(line.text) for line in lines]
        self.text = "".join(parts)
        self.owner = [i for i, part in enumerate(parts) for _ in part]

    def places(self, piece: str) -> list[range]:
        """The runs of lines that hold `piece`; whole lines before parts of lines, one line before several."""
        wanted = squeeze(piece)
        if not wanted:
            return []
        found, start = [], self.text.find(wanted)
        while start >= 0:
            found.append((start, start + len(wanted) - 1))
            start = self.text.find(wanted, start + 1)
        found.sort(key=lambda ends: (not self._whole(*ends), self.owner[ends[1]] - self.owner[ends[0]]))
        return [range(self.owner[first], self.owner[last] + 1) for first, last in found]

    def _whole(self, first: int, last: int) -> bool:
        starts = first == 0 or self.owner[first - 1] != self.owner[first]
        ends = last + 1 == len(self.owner) or self.owner[last + 1] != self.owner[last]
        return starts and ends


def _spread(chosen: tuple[range, ...], lines: Sequence[Line]) -> float:
    if len(chosen) < 2:
        return 0.0
    heights = [lines[place[0]].box.center[1] for place in chosen]
    return max(heights) - min(heights)

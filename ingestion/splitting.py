"""Where a long text may be cut, and how long it is for a text encoder. Pure functions over strings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

Span = tuple[int, int]
"""Start and end in a text."""

LIMIT = 900
"""Size of a chunk, about 200 tokens of MiniLM, which reads 256: room for the context."""

_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_DENSE = re.compile(r"[\d!-/:-@\[-`{-~]")
_SENTENCE_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*(?=\s)|[。！？；]+[”’」』）]*|\n)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|e\.g|i\.e|etc|cf|vs|al|approx|Figs?|Eqs?|Tabs?|Secs?|Nos?|Vol|pp?|Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Co|Corp|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|St|Jr|Sr)|^\s*\d{1,3})\.$"
)
_GAP = re.compile(r"[\s,;:、，；：]+")


def size(text: str) -> float:
    """Length in characters of plain English: one that costs a token of its own counts for several."""
    return len(text) + 3.5 * len(_WIDE.findall(text)) + len(_DENSE.findall(text))


def sentences(text: str) -> list[Span]:
    """The spans of the sentences; together they are the whole text. Line breaks end a sentence."""
    spans, start = [], 0
    for found in _SENTENCE_END.finditer(text):
        end = found.end()
        if found.group()[0] != "." or not _ABBREVIATION.search(text[max(start, end - 12) : end]):
            spans.append((start, end))
            start = end
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def rows(text: str) -> list[Span]:
    """The spans of the lines; together they are the whole text."""
    ends = [found.end() for found in re.finditer(r"\n", text)]
    return [span for span in pairwise([0, *ends, len(text)]) if span[0] < span[1]]


def pack(text: str, spans: list[Span], limit: float = LIMIT, first: float = LIMIT) -> list[Span]:
    """Neighbouring spans together as long as they are at most `limit` in size, the first ones at most `first`.

    Together the whole text; a span that is too long by itself is cut between words.
    """
    packed: list[Span] = []
    room = min(first, limit)
    for start, end in _short(text, spans, limit):
        needed = size(text[start:end])
        if packed and needed <= room:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
            room = limit if len(packed) > 1 else room
        room -= needed
    return packed


def _short(text: str, spans: list[Span], limit: float) -> Iterator[Span]:
    for start, end in spans:
        if size(text[start:end]) <= limit:
            yield start, end
        else:
            yield from _cut(text, start, end, limit)


def _cut(text: str, start: int, end: int, limit: float) -> Iterator[Span]:
    """Cut a sentence that is too long at its last gap before the limit, or in a word that is longer than that."""
    gaps = [found.end() + start for found in _GAP.finditer(text[start:end])]
    while start < end:
        reach = _reach(text, start, end, limit)
        at = bisect_right(gaps, reach) - 1
        stop = reach if reach == end or at < 0 or gaps[at] <= start else gaps[at]
        yield start, stop
        start = stop


def _reach(text: str, start: int, end: int, limit: float) -> int:
    """The furthest end that keeps to the limit, at least one character on."""
    used, furthest = 0.0, min(end, start + int(limit))
    if size(text[start:furthest]) <= limit:
        return furthest
    for at in range(start, furthest):
        used += size(text[at])
        if used > limit and at > start:
            return at
    return furthest

"""Letters that do not stand as they are read: raised behind a number, or set apart from each other.

Knows letters with their boxes and sizes. Does not know: pdfium, or lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import Protocol, TypeVar

from rag.files.raised import raised
from rag.types import Box, Line

SMALLER, HIGHER = 0.82, 0.15
"""A raised letter has less than this part of its neighbour's size, and ends this part of it above its foot."""
FEWEST, MOSTLY = 4, 0.8
"""A line that is spaced out has at least so many words, most of them of one letter."""
FIRST_RIGHT_TO_LEFT = "\u0590"
LETTER_GAP = 0.95
"""Of the letters' size: the widest gap inside a spaced word."""


class Letter(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def x0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def size(self) -> float: ...
    @property
    def y1(self) -> float: ...


def spelled_out(letters: Sequence[Letter]) -> str:
    """The letters of a word as text, raised ones behind a number told from its digits."""
    text, held = "", ""
    for place, letter in enumerate(letters):
        if place and _is_raised(letter, letters[_foot(letters, place)]):
            held += letter.text
            continue
        text, held = text + _as_mark(held, text), ""
        text += letter.text
    return text + _as_mark(held, text)


def _as_mark(held: str, before: str) -> str:
    return raised(held, before) if held and before[-1:].isdigit() else held


def _foot(letters: Sequence[Letter], place: int) -> int:
    """The letter that the letters before `place` stand on: the last one of full size."""
    largest = max(letter.size for letter in letters[:place])
    return next(p for p in range(place - 1, -1, -1) if letters[p].size > SMALLER * largest)


def _is_raised(letter: Letter, foot: Letter) -> bool:
    return letter.size < SMALLER * foot.size and letter.y1 < foot.y1 - HIGHER * foot.size


L = TypeVar("L", bound=Letter)


def unreversed(letters: Sequence[L]) -> list[L]:
    """Letters of a word that is written from the right; those that one sign stands for come the wrong way round."""
    order: list[L] = []
    for _, same in groupby(letters, key=lambda letter: (letter.x0, letter.x1)):
        order += list(same)[::-1]
    return order


def closed(words: tuple[Line, ...], size: float) -> tuple[Line, ...]:
    """The words of a line; where its letters were set apart, put together again."""
    if len(words) < FEWEST:
        return words
    single = [word for word in words if len(word.text) == 1]
    if len(single) < MOSTLY * len(words) or sum(word.text.isalpha() for word in single) < 0.7 * len(words):
        return words
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(words)]
    usual = median(gaps)
    if not 0 < usual < LETTER_GAP * size:
        return words
    groups: list[list[Line]] = [[words[0]]]
    for gap, word in zip(gaps, words[1:], strict=True):
        if gap > usual + 0.12 * size:
            groups.append([word])
        else:
            groups[-1].append(word)
    return tuple(Line("".join(w.text for w in group), Box.around(w.box for w in group)) for group in groups)

"""Text that does not run from left to right: turned by a quarter or upside down, or written downwards.

Knows lines, boxes and how a page is turned. Does not know: tables, or how lines are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.shapes import Shape
from rag.types import Box, Element, Line

FEWEST_CHARS, FEWEST_LINES = 60, 3
"""Less turned text than this are the labels of a chart."""
FEWEST_LETTERS = 4
"""A column of upright letters that is read downwards has at least so many."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A page as somebody sees it who turns it clockwise by `degrees`, so that its text runs from left to right."""

    degrees: int
    width: float
    height: float
    """Of the page as it is."""

    @property
    def page(self) -> Box:
        if self.degrees % 180:
            return Box(0.0, 0.0, self.height, self.width)
        return Box(0.0, 0.0, self.width, self.height)

    def box(self, box: Box) -> Box:
        """Where a box of the page is on the turned one."""
        match self.degrees % 360:
            case 90:
                return Box(self.height - box.y1, box.x0, self.height - box.y0, box.x1)
            case 180:
                return Box(self.width - box.x1, self.height - box.y1, self.width - box.x0, self.height - box.y0)
            case 270:
                return Box(box.y0, self.width - box.x1, box.y1, self.width - box.x0)
        return box

    @property
    def back(self) -> Turn:
        """The turn that takes the turned page back."""
        page = self.page
        return Turn(-self.degrees % 360, page.x1, page.y1)

    def line(self, line: TextLine) -> TextLine:
        words = tuple(Line(word.text, self.box(word.box)) for word in line.words)
        return replace(line, box=self.box(line.box), words=words, upright=True, turn=0)

    def shape(self, shape: Shape) -> Shape:
        return replace(shape, box=self.box(shape.box))

    def element(self, element: Element) -> Element:
        lines = tuple(Line(line.text, self.box(line.box)) for line in element.lines)
        return replace(element, lines=lines, box=self.box(element.box) if element.box is not None else None)


def turned_text(lines: Sequence[TextLine]) -> dict[int, list[TextLine]]:
    """The lines by the turn that makes them run from left to right, as far as they are more than labels of a chart."""
    groups: dict[int, list[TextLine]] = {}
    for line in lines:
        if line.turn:
            groups.setdefault(line.turn, []).append(line)
    return {
        turn: group
        for turn, group in groups.items()
        if len(group) >= FEWEST_LINES and sum(len(line.text) for line in group) >= FEWEST_CHARS and _has_sense(group)
    }


def _has_sense(group: Sequence[TextLine]) -> bool:
    """Whether there is a sentence, or cells in several rows and columns; a row of turned labels is neither."""
    if any(len(line.text) >= 40 for line in group):
        return True
    across = {round(line.box.center[0] / 6) for line in group}
    down = {round(line.box.center[1] / 12) for line in group}
    return len(across) >= 3 and len(down) >= 2


def downward(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """(columns of single letters that are read downwards, from right to left; the other lines)."""
    letters = [line for line in lines if _is_letter(line)]
    if len(letters) < 2 * FEWEST_LETTERS:
        return [], list(lines)
    columns: list[list[TextLine]] = []
    for letter in sorted(letters, key=lambda line: line.box.y0):
        near = [column for column in columns if _goes_on(column, letter)]
        column = min(near, key=lambda c: abs(c[0].box.center[0] - letter.box.center[0]), default=None)
        if column is None:
            columns.append([letter])
        else:
            column.append(letter)
    written = [column for column in columns if len(column) >= FEWEST_LETTERS and _is_wide(column)]
    # Most of the letters must stand so: single letters are cells of a table too.
    taken = {id(line) for column in columns for line in column if len(written) and len(column) >= 2}
    if sum(map(len, written)) < 0.6 * len(letters) or not _is_dense(written):
        return [], list(lines)
    left = [column for column in columns if len(column) < FEWEST_LETTERS and id(column[0]) in taken]
    found = sorted([*written, *left], key=lambda column: (-column[0].box.center[0], column[0].box.y0))
    used = {id(line) for column in found for line in column}
    return [_column(column) for column in found], [line for line in lines if id(line) not in used]


def _is_letter(line: TextLine) -> bool:
    return len(line.text) <= 2


def _is_wide(column: Sequence[TextLine]) -> bool:
    """Whether most of a column is Chinese or Japanese; digits and Latin letters may stand among them."""
    text = "".join(line.text for line in column)
    return sum(letter > "\u2e80" for letter in text) > 0.6 * len(text)


def _goes_on(column: Sequence[TextLine], letter: TextLine) -> bool:
    """Whether a letter stands below the last one of a column; small letters and stops stand at its right edge."""
    size = max(column[0].size, letter.size, 1.0)
    gap = letter.box.y0 - column[-1].box.y1
    return abs(column[0].box.center[0] - letter.box.center[0]) < 0.8 * size and -0.9 * size < gap < 0.9 * size


def _is_dense(columns: Sequence[Sequence[TextLine]]) -> bool:
    """Whether the letters of a column are nearer to each other than the columns are."""
    steps = [b.box.y0 - a.box.y0 for column in columns for a, b in pairwise(column)]
    middles = sorted({round(column[0].box.center[0]) for column in columns})
    apart = [b - a for a, b in pairwise(middles)]
    return bool(steps) and (not apart or sum(steps) / len(steps) < min(apart) + 1)


def _column(letters: Sequence[TextLine]) -> TextLine:
    words = tuple(line.line for line in letters)
    text = "".join(line.text for line in letters)
    return replace(letters[0], text=text, box=Box.around(line.box for line in letters), words=words, upright=False)


def is_right_to_left(text: str) -> bool:
    """Whether most letters of a text are Hebrew or Arabic."""
    right = sum("\u0590" <= letter <= "\u08ff" or "\ufb1d" <= letter <= "\ufefc" for letter in text)
    return right > 0.5 * sum(map(str.isalpha, text)) > 0

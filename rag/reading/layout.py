"""Grids that nobody drew as a table: labels beside or above values, by where lines stand; rows of text that are alike.

Dashboards, forms, receipts, drawn tables that came as lines with boxes. Knows nothing of questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.reading.grid import Cell, Grid
from rag.reading.numbers import is_year, number_of
from rag.reading.passage import visual_rows
from rag.reading.span import normalise
from rag.types import Line

_PAIR = re.compile(r"^(?P<label>[^:：]{2,60}?)(?:\s*：\s*|\s*:(?!\d\d\b|//)\s*)(?P<value>\S.{0,120})$")
_TAIL = re.compile(
    r"^(?P<label>\S.*?[^\W\d_].*?)\s+(?P<value>[-–(]?(?:RM"
    r"|[$€£¥])?\s?\d[\d,]*(?:\.\d+)?\)?\s?[%％]?)(?:\s?[A-Z]{1,3}\*?)?$"
)
_ALIKE = re.compile(
    r"^(?P<label>\S.{0,60}?)\s+(?P<values>(?:[-–(]?[$€£¥]?\d[\d,]*(?:\.\d+)?\)?[%％]?|NA|N/A"
    r"|[-–—])(?:\s+(?:[-–(]?[$€£¥]?\d[\d,]*(?:\.\d+)?\)?[%％]?|NA|N/A|[-–—]))*)$"
)
_BULLET = re.compile(r"^(?:\W+|[A-Za-z十])$")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d{2}")
_OWN_VALUE = re.compile(r"[:：]|\d{2}")
_LEAST_ROWS = 3
_LONGEST_NAME = 80
_REACH = 3.0
"""How far above a value its label may stand, in heights of the value's line."""


@dataclass(frozen=True, slots=True)
class _Placed:
    text: str
    line: Line
    is_value: bool


def placed_cells(lines: Sequence[Line]) -> list[Cell]:
    """Values with the label that stands to their left in the row, or above them in the column, or both."""
    rows = [[_placed(line) for line in row if not _BULLET.match(line.text)] for row in visual_rows(lines)]
    cells = []
    for i, row in enumerate(rows):
        for j, placed in enumerate(row):
            if placed.is_value:
                left, above = _left(row, j), _above(rows, i, placed)
                if left and _OWN_VALUE.search(above):  # what has a value of its own is no heading of a column
                    above = ""
                if left or above:
                    cells.append(Cell(placed.text.lstrip(":： "), left, (above,) if above else (), at=(i, j)))
    return cells


def pairs(text: str) -> list[Cell]:
    """Labels with their values within one line: "Cashier: TAMEEM", "Total Rounded 28.20"."""
    cells = []
    for i, line in enumerate(text.splitlines()):
        plain = normalise(line)
        match = _PAIR.match(plain) or _TAIL.match(plain)
        if match is not None and not plain.endswith(("。", ".")):
            cells.append(Cell(match["value"].strip(), match["label"].strip(), at=(i, 1)))
    return cells


def text_grid(text: str, caption: str = "") -> list[Grid]:
    """Tables that were read as text: at least three lines in a row of a label and as many numbers."""
    found, run, head = [], list[tuple[str, list[str]]](), ""
    before: list[str] = []
    for line in [*text.splitlines(), ""]:
        match = _ALIKE.match(normalise(line))
        values = match["values"].split() if match else []
        if match and (not run or len(values) == len(run[0][1])):
            run.append((match["label"], values))
            continue
        if len(run) >= _LEAST_ROWS:
            found.append(_grid_of_run(run, head, caption))
        run = [(match["label"], values)] if match else []
        head = " ".join(before[-2:]) if match else normalise(line)
        before.append(normalise(line))
        if not match:
            head = " ".join(before[-2:])
    return found


def _grid_of_run(run: Sequence[tuple[str, Sequence[str]]], head: str, caption: str) -> Grid:
    names = _names(head, len(run[0][1]))
    cells = [
        Cell(value, label, (names[j],) if names[j] else (), at=(i, j + 1))
        for i, (label, values) in enumerate(run)
        for j, value in enumerate(values)
        if number_of(value) is not None
    ]
    first = head.split()[-(len(names) + 1) : -len(names)] if len(head.split()) > len(names) else []
    return Grid(tuple(cells), f"{caption} {head}".strip(), " ".join(first))


def _names(head: str, n: int) -> list[str]:
    """The names of n columns: as many last words when those are numbers, else what stands over one column."""
    words = head.split()
    if len(words) >= n and all(number_of(word) for word in words[-n:]):
        return words[-n:]
    return [head] if n == 1 and len(head) <= _LONGEST_NAME else [""] * n


def _placed(line: Line) -> _Placed:
    text = normalise(line.text)
    absent = text.lower() in ("na", "n/a")
    value = absent or number_of(text) is not None or bool(_DATE.search(text)) or text.startswith((":", "："))
    return _Placed(text, line, value)


def _left(row: Sequence[_Placed], at: int) -> str:
    """The nearest words to the left, beyond other values of the row: the label of the row."""
    words = [other for other in row[:at] if not other.is_value]
    if not words:
        return row[0].text if at and is_year(row[0].text) else ""
    # A label with another label between would be of another block.
    nearest = words[-1]
    between = [other for other in row[:at] if other.is_value and other.line.box.x0 > nearest.line.box.x0]
    gap = row[at].line.box.x0 - nearest.line.box.x1
    return nearest.text if len(between) < 8 and gap < 60 * _height(row[at]) else ""


def _above(rows: Sequence[Sequence[_Placed]], at: int, placed: _Placed) -> str:
    """The words over the value, beyond other values of its column."""
    box, words = placed.line.box, ""
    reach = box.y0
    for row in reversed(rows[:at]):
        over = [other for other in row if _overlaps(other.line, placed.line)]
        if not over:
            continue
        if reach - over[0].line.box.y1 > _REACH * max(_height(placed), _height(over[0])):
            break
        if all(other.is_value for other in over):
            reach = over[0].line.box.y0
            continue
        return next(other.text for other in over if not other.is_value)
    return words


def _overlaps(upper: Line, lower: Line) -> bool:
    shared = min(upper.box.x1, lower.box.x1) - max(upper.box.x0, lower.box.x0)
    return shared > 0.3 * min(upper.box.x1 - upper.box.x0, lower.box.x1 - lower.box.x0)


def _height(placed: _Placed) -> float:
    return placed.line.box.y1 - placed.line.box.y0

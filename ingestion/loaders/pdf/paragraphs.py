"""Gathers lines into paragraphs and headings. Knows lines and their boxes; does not know where they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.order import columns, rows
from ingestion.loaders.pdf.profile import Profile
from ingestion.loaders.pdf.turned import is_right_to_left
from rag.types import Box, Element

PARAGRAPH_GAP = 0.75
"""Lines further apart than this part of their height are of two paragraphs."""
MAX_HEADING_CHARS = 160
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})*)\.?\s+[A-Z\u4e00-\u9fff]")
_CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(slots=True)
class _Paragraph:
    rows: list[list[TextLine]] = field(default_factory=list)

    @property
    def lines(self) -> list[TextLine]:
        return [line for row in self.rows for line in row]


def paragraphs(lines: Sequence[TextLine], page: int, profile: Profile) -> list[Element]:
    """Headings and paragraphs in reading order."""
    elements = []
    for column in columns(lines):
        for paragraph in _split(rows(column)):
            elements.append(_element(paragraph, page, profile))
    return elements


def joined(lines: Iterable[str]) -> str:
    """Lines of running text as one: words divided at a line's end are put together again."""
    text = ""
    for line in lines:
        if not text:
            text = line
        elif text.endswith("-") and _is_divided(text, line):
            text = text[:-1] + line
        elif _sticks(text, line):
            text += line
        else:
            text += " " + line
    return text


def _is_divided(text: str, following: str) -> bool:
    # "state-of-the-" keeps its hyphen, "rein-" loses it.
    word = text.rsplit(maxsplit=1)[-1][:-1]
    return word[-1:].isalpha() and "-" not in word and following[:1].islower()


def _sticks(text: str, following: str) -> bool:
    if text.endswith("-"):
        return following[:1].isalnum() and text[-2:-1].isalnum()
    return bool(_CJK.match(text[-1]) and _CJK.match(following))


def _split(column: Sequence[list[TextLine]]) -> Iterator[_Paragraph]:
    paragraph = _Paragraph()
    for row in column:
        if paragraph.rows and _starts_anew(paragraph.rows, row):
            yield paragraph
            paragraph = _Paragraph()
        paragraph.rows.append(row)
    if paragraph.rows:
        yield paragraph


def _starts_anew(above: list[list[TextLine]], row: list[TextLine]) -> bool:
    last, first = above[-1][0], row[0]
    height = max(last.box.y1 - last.box.y0, 1.0)
    gap = first.box.y0 - max(line.box.y1 for line in above[-1])
    if gap > PARAGRAPH_GAP * height or gap < -3 * height:
        return True
    if abs(last.size - first.size) > 0.12 * max(last.size, first.size):
        return True
    if all(line.bold for line in above[-1]) != all(line.bold for line in row):
        return True
    if (
        len(above) > 1
        and len(row) == 1
        and gap > 0.2 * height
        and above[-1][-1].box.x1 < above[-2][-1].box.x1 - 4 * height
    ):
        return True  # the line above ended early
    return _apart(above[-1], row)


def _apart(above: list[TextLine], row: list[TextLine]) -> bool:
    """Whether the two rows have no width in common."""
    left, right = min(line.box.x0 for line in row), max(line.box.x1 for line in row)
    return all(line.box.x1 < left or line.box.x0 > right for line in above)


def _element(paragraph: _Paragraph, page: int, profile: Profile) -> Element:
    written = [_in_order(row) for row in paragraph.rows]
    lines = [line for row in written for line in row]
    box = Box.around(line.box for line in lines)
    tabular = any(len(row) > 1 and not is_right_to_left(_text(row)) for row in written)
    in_rows = [_text(row) for row in written]
    text = "\n".join(in_rows) if tabular else joined(in_rows)
    level = 0 if tabular else _level(text, lines, profile)
    kept = tuple(line.line for line in lines)
    return Element("heading" if level else "text", page, text, kept, box, level=level)


def _text(row: Sequence[TextLine]) -> str:
    return " ".join(line.text for line in row)


def _in_order(row: list[TextLine]) -> list[TextLine]:
    """The pieces of a row as they are read: those of Hebrew and Arabic from the right, Latin names inside them not."""
    if len(row) < 2 or not is_right_to_left(_text(row)):
        return row
    order: list[TextLine] = []
    for is_right, pieces in groupby(reversed(row), key=lambda line: is_right_to_left(line.text)):
        same = list(pieces)
        order += same if is_right else same[::-1]
    return order


def _level(text: str, lines: Sequence[TextLine], profile: Profile) -> int:
    if len(text) > MAX_HEADING_CHARS or len(lines) > 4 or not any(char.isalpha() for char in text):
        return 0
    level = profile.heading_level(min(line.size for line in lines))
    if level:
        return level
    numbered = _NUMBERED.match(text)
    stands_out = all(line.bold for line in lines) or (numbered is not None and text.isupper())
    if not stands_out or not profile.body_size or len(lines) > 2 or text.endswith((".", ",", ";")):
        return 0
    if lines[0].size < 0.95 * profile.body_size and not text.isupper():
        return 0
    depth = numbered[1].count(".") if numbered else 1
    return min(6, 1 + len(profile.heading_sizes[:3]) + depth)

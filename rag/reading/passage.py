"""Cuts a chunk into the passages that can be quoted: sentences, rows of a table, rows of a printed form.

Every passage is literally in the chunk's text and knows the lines that hold it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.reading.span import ELLIPSIS, lines_of, normalise
from rag.types import Chunk, Line

Form = Literal["sentence", "row", "heading"]

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9\u2022•])|(?<=[。！？；])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|Fig|Figs|Eq|No|Nos|Dr|Mr|Mrs|Ms|St|Inc|Ltd|Co|Corp|U\.S|approx)|\b[A-Z])\.$"
)
_ITEM = re.compile(r"^\s*(?:[•◦▪●■\-–*·»►✓]|\(?[0-9a-zA-Z]{1,2}[.)、])\s+\S")
_BULLET = re.compile(r"^\s*[•◦▪●■\-–*·»►✓]\s+(?=\S)")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")
_CELL_BREAK = re.compile(r"(?<!\\)\|")
_ROW_LIMIT = 400
_SAME_HEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that can be quoted; pieces that do not follow each other in the chunk are joined by an ellipsis."""

    text: str
    lines: tuple[Line, ...]
    form: Form
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    """The header row of the table that the row is from."""


def passages(chunk: Chunk) -> list[Passage]:
    """The passages of a chunk in reading order; none for a picture without words."""
    if "|" in chunk.text and (table := _table_rows(chunk)):
        return table
    if chunk.lines and (chunk.modality == "image" or _is_form(chunk.lines)):
        return _printed_rows(chunk)
    form: Form = "heading" if chunk.kind == "heading" else "sentence"
    return [Passage(text, lines_of(text, chunk.lines), form) for text in sentences(chunk.text)]


def is_item(text: str) -> bool:
    """Whether a text begins as an item of a list does, with a bullet or a number."""
    return bool(_ITEM.match(text))


def without_bullet(text: str) -> str:
    """The words of a list item behind its bullet; a number stays, it may be what is asked for."""
    return _BULLET.sub("", text)


def visual_rows(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Lines that stand side by side, from top to bottom, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.center[1]):
        if rows and _beside(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [tuple(sorted(row, key=lambda line: line.box.x0)) for row in rows]


def sentences(text: str) -> list[str]:
    """The sentences and list items of running text, white space normalised."""
    found: list[str] = []
    for block in _blocks(text):
        start = len(found)
        for piece in _SENTENCE_END.split(block):
            piece = normalise(piece or "")
            if len(found) > start and _ABBREVIATION.search(found[-1]):
                found[-1] = f"{found[-1]} {piece}"
            elif piece:
                found.append(piece)
    return found


def _blocks(text: str) -> list[str]:
    """Paragraphs and list items: a line break inside a paragraph is a blank."""
    blocks: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        current: list[str] = []
        for line in paragraph.split("\n"):
            if current and (is_item(line) or _ends(current[-1], line)):
                blocks.append(" ".join(current))
                current = []
            current.append(line)
        blocks.append(" ".join(current))
    return [block for block in blocks if block.strip()]


def _ends(line: str, following: str) -> bool:
    """A short line before one that starts anew is a heading or an entry, not the start of a sentence."""
    starts_anew = bool(re.match(r"\s*[A-Z0-9\u4e00-\u9fff]", following))
    return line.rstrip().endswith(":") or (len(line) < 45 and starts_anew and not re.search(r"[,;，、-]\s*$", line))


def _table_rows(chunk: Chunk) -> list[Passage]:
    rows = [line for line in chunk.text.splitlines() if line.strip().startswith("|") and not _RULE.match(line)]
    if len(rows) < 2:
        return []
    header = _cells(rows[0])
    return [_table_row(row, header, chunk) for row in rows]


def _table_row(row: str, header: tuple[str, ...], chunk: Chunk) -> Passage:
    cells = _cells(row)
    text = normalise(row).strip("|").strip()
    return Passage(text, lines_of(text, chunk.lines), "row", cells, header if cells != header else ())


def _cells(row: str) -> tuple[str, ...]:
    return tuple(normalise(cell) for cell in _CELL_BREAK.split(row.strip().removeprefix("|").removesuffix("|")))


def _printed_rows(chunk: Chunk) -> list[Passage]:
    found, whole = [], normalise(chunk.text)
    for row in visual_rows(chunk.lines):
        cells = tuple(normalise(line.text) for line in row if line.text.strip())
        if cells:
            found.append(Passage(_join(cells, whole)[:_ROW_LIMIT], row, "row", cells))
    return found


def _join(cells: tuple[str, ...], whole: str) -> str:
    together = " ".join(cells)
    return together if together in whole else ELLIPSIS.join(cells)


def _is_form(lines: Sequence[Line]) -> bool:
    """Whether lines stand side by side often enough that they are labels and values rather than running text."""
    rows = visual_rows(lines)
    return len(rows) >= 3 and sum(len(row) > 1 for row in rows) > 0.3 * len(rows)


def _beside(row: list[Line], line: Line) -> bool:
    last = row[-1].box
    shared = min(last.y1, line.box.y1) - max(last.y0, line.box.y0)
    smaller = min(last.y1 - last.y0, line.box.y1 - line.box.y0)
    apart = all(line.box.x0 >= other.box.x1 - smaller or line.box.x1 <= other.box.x0 + smaller for other in row)
    return apart and shared > _SAME_HEIGHT * smaller

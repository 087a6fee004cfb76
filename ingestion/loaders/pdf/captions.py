"""Finds captions by how they begin: "Figure 3: …", "Table 2. …", 图1, 表2. Knows lines, not figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingestion.loaders.pdf.lines import TextLine
from rag.types import Box

MAX_LINES = 14
CaptionKind = Literal["figure", "table"]
_LABEL = re.compile(
    r"^(?P<word>figure|fig\.?|table|tab\.|chart|exhibit|graph|diagram|map|plate|scheme|图表|圖表|图|圖|表)\s*"
    r"(?P<number>[A-Z]{0,2}[.\-]?\d+(?:[.\-–]\d+)*[a-z]?|[IVXLC]+\b)\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_TABLE_WORDS = ("table", "tab.", "表")


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption as printed, and what it says it belongs to."""

    kind: CaptionKind
    lines: tuple[TextLine, ...]
    box: Box


def captions_of(lines: Sequence[TextLine]) -> list[Caption]:
    """The captions of a page; a sentence that begins with "Figure 3 shows" is none."""
    found: list[Caption] = []
    taken: set[int] = set()
    for place, line in enumerate(lines):
        kind = caption_kind(line.text)
        if kind is None or place in taken or _continues_a_sentence(lines, line):
            continue
        block = _block(lines, line)
        taken.update(index for index, other in enumerate(lines) if any(other is part for part in block))
        found.append(Caption(kind, tuple(block), Box.around(part.box for part in block)))
    return found


def caption_kind(text: str) -> CaptionKind | None:
    """What a line's beginning announces, or None."""
    match = _LABEL.match(text)
    if match is None:
        return None
    rest = match["rest"]
    begins = not rest or rest[0] in ":.|-–—：．。、)" or not rest[0].islower()
    if not begins or (rest.startswith((",", ";", "),", ").", "and ", "(")) and not rest.startswith("(a")):
        return None
    return "table" if match["word"].lower() in _TABLE_WORDS else "figure"


def _continues_a_sentence(lines: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line of the same paragraph stands right above: "… as shown in / Figure 3. We …"."""
    height = line.box.y1 - line.box.y0
    for other in lines:
        gap = line.box.y0 - other.box.y1
        same = abs(other.box.x0 - line.box.x0) < height and abs(other.size - line.size) < 0.06 * line.size
        reaches = other.box.x1 > line.box.x0 + 0.8 * (line.box.x1 - line.box.x0)
        if same and reaches and -0.3 * height < gap < 0.55 * height and not other.text.rstrip().endswith((".", ":")):
            return other.bold == line.bold and len(other.text) > 24 and caption_kind(other.text) is None
    return False


def _block(lines: Sequence[TextLine], first: TextLine) -> list[TextLine]:
    """The caption's first line and those that follow closely below it."""
    block = [first]
    while len(block) < MAX_LINES:
        following = [line for line in lines if _follows(block[-1], line) and all(line is not part for part in block)]
        if not following:
            break
        block.append(min(following, key=lambda line: line.box.y0))
    return block


def _follows(last: TextLine, line: TextLine) -> bool:
    height = last.box.y1 - last.box.y0
    gap = line.box.y0 - last.box.y1
    overlap = min(last.box.x1, line.box.x1) - max(last.box.x0, line.box.x0)
    return (
        -0.35 * height <= gap < 0.5 * height
        and line.box.y0 > last.box.y0 + 0.4 * height
        and abs(line.size - last.size) <= 0.06 * last.size
        and overlap > 0.6 * min(last.box.x1 - last.box.x0, line.box.x1 - line.box.x0)
        and caption_kind(line.text) is None
    )

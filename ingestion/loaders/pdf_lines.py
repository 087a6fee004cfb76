"""Reads the text layer of a page as lines with boxes, in the order of the file.

Knows: pdfium's characters, their sizes and their ligatures. Does not know: columns, paragraphs or what is visible.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from ctypes import addressof, byref, c_int, create_string_buffer
from dataclasses import dataclass

import pypdfium2.raw as raw

from ingestion.loaders.pdf_file import PdfPage
from rag.types import Box, Line

MAX_CHARS = 400_000
"""More characters than this on one page are not for people; the rest is left out."""
GAP_OF_LINES = 1.4
"""Words of one height with a wider gap, in letter sizes, are two lines: columns, cells of a table."""
BREAK = "\n"
HYPHENS = {2, 0xAD}
"""pdfium's mark for a hyphen at the end of a line, and the soft hyphen."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text as it stands on the page."""

    text: str
    box: Box
    words: tuple[Line, ...]
    size: float
    """Height of its letters in points."""
    bold: bool = False
    upright: bool = True
    invisible: bool = False
    """Drawn with a mode that puts no ink on the page, as the text behind a scan is."""

    @property
    def line(self) -> Line:
        return Line(self.text, self.box)


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The lines of a page and how many of its characters say nothing."""

    lines: tuple[TextLine, ...]
    n_chars: int
    n_unreadable: int


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    upright: bool
    invisible: bool


@dataclass(slots=True)
class _Char:
    text: str
    box: Box
    style: _Style


def read_text_layer(page: PdfPage) -> TextLayer:
    """Everything that the text layer has, hidden or not."""
    chars = list(_chars(page))
    printed = [char for char in chars if not char.text.isspace()]
    unreadable = sum(char.text == "\ufffd" for char in printed)
    lines = [line for run in _runs(chars) if (line := _line(run)) is not None]
    return TextLayer(tuple(lines), len(printed), unreadable)


def _chars(page: PdfPage) -> Iterator[_Char]:
    handle, rect = page.text.raw, raw.FS_RECTF()
    styles: dict[int | None, _Style] = {}
    blank = _Style(0.0, False, True, False)
    for index in range(min(raw.FPDFText_CountChars(handle), MAX_CHARS)):
        code = raw.FPDFText_GetUnicode(handle, index)
        if code in (10, 13):
            yield _Char(BREAK, page.frame.page_box, blank)
            continue
        if not raw.FPDFText_GetLooseCharBox(handle, index, byref(rect)):
            continue
        box = page.frame.box(rect.left, rect.bottom, rect.right, rect.top)
        owner = raw.FPDFText_GetTextObject(handle, index)
        key = addressof(owner.contents) if owner else None
        if key not in styles:
            styles[key] = _style(page, index, owner)
        yield _Char(_text(code), box, styles[key])


def _style(page: PdfPage, index: int, owner: object) -> _Style:
    handle, matrix, flags, name = page.text.raw, raw.FS_MATRIX(), c_int(), create_string_buffer(128)
    raw.FPDFText_GetMatrix(handle, index, byref(matrix))
    raw.FPDFText_GetFontInfo(handle, index, name, len(name), byref(flags))
    frame = page.frame
    # The direction of writing, taken through the page's rotation: flat when it runs more across than down.
    across = frame.a * matrix.a + frame.c * matrix.b
    down = frame.b * matrix.a + frame.d * matrix.b
    size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d) * math.hypot(frame.c, frame.d)
    bold = b"bold" in name.value.lower() or raw.FPDFText_GetFontWeight(handle, index) >= 600
    mode = raw.FPDFTextObj_GetTextRenderMode(owner) if owner else raw.FPDF_TEXTRENDERMODE_FILL
    invisible = mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
    return _Style(size, bold, abs(across) >= abs(down), invisible)


def _text(code: int) -> str:
    if code in HYPHENS:
        return "-"
    char = chr(code)
    if 0xFB00 <= code <= 0xFB06 or 0xF900 <= code <= 0xFAFF or 0x2F00 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", char)  # ligatures, and the compatibility forms of Chinese characters
    if code in (0xF0B7, 0xF0A7):
        return "\u2022"  # the bullets of Symbol and Wingdings
    if code < 32 or unicodedata.category(char) in ("Co", "Cn", "Cs", "Cc"):
        return "\ufffd"
    return " " if char.isspace() else char


def _runs(chars: list[_Char]) -> Iterator[list[_Char]]:
    """Splits where the writing leaves its row; pdfium's own line breaks are not trusted."""
    run: list[_Char] = []
    last: _Char | None = None
    for char in chars:
        if char.text.isspace():
            if run:
                run.append(_Char(" ", char.box, char.style))
            continue
        if last is not None and not _continues(last, char):
            yield run
            run = []
        elif last is not None and run[-1] is last and _gap(last, char) > 0.25 * last.style.size:
            run.append(_Char(" ", char.box, char.style))
        run.append(char)
        last = char
    yield run


def _continues(last: _Char, char: _Char) -> bool:
    a, b = last.style, char.style
    if a.upright != b.upright or a.invisible != b.invisible:
        return False
    low, high = _across(last), _across(char)
    overlap = min(low[1], high[1]) - max(low[0], high[0])
    thinner = min(low[1] - low[0], high[1] - high[0])
    return overlap >= 0.4 * thinner and _gap(last, char) <= GAP_OF_LINES * max(a.size, b.size, 1.0)


def _across(char: _Char) -> tuple[float, float]:
    """Where the character is across the direction of writing."""
    return (char.box.y0, char.box.y1) if char.style.upright else (char.box.x0, char.box.x1)


def _gap(last: _Char, char: _Char) -> float:
    """Distance along the direction of writing, whichever way it goes; negative where they overlap."""
    a, b = last.box, char.box
    if last.style.upright:
        return max(a.x0, b.x0) - min(a.x1, b.x1)
    return max(a.y0, b.y0) - min(a.y1, b.y1)


def _line(run: list[_Char]) -> TextLine | None:
    words = tuple(_words(run))
    if not words:
        return None
    printed = [char for char in run if not char.text.isspace()]
    size = Counter(round(char.style.size, 1) for char in printed).most_common(1)[0][0]
    bold = sum(char.style.bold for char in printed) > 0.9 * len(printed)
    style = printed[0].style
    box = _around([word.box for word in words])
    return TextLine(" ".join(word.text for word in words), box, words, size, bold, style.upright, style.invisible)


def _words(run: list[_Char]) -> Iterator[Line]:
    text, boxes = "", list[Box]()
    for char in [*run, _Char(" ", run[0].box, run[0].style)] if run else []:
        if not char.text.isspace():
            text, boxes = text + char.text, [*boxes, char.box]
        elif boxes:
            yield Line(text.replace("\ufffd", ""), _around(boxes))
            text, boxes = "", []


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(box.x0 for box in boxes), min(box.y0 for box in boxes),
        max(box.x1 for box in boxes), max(box.y1 for box in boxes),
    )  # fmt: skip

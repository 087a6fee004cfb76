"""Reads the text layer of a page as lines with boxes, in the order of the file.

Knows: pdfium's characters, their sizes and their ligatures. Does not know: columns, paragraphs or what is visible.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import addressof, byref, c_int, create_string_buffer
from dataclasses import dataclass, replace
from itertools import groupby

import pypdfium2.raw as raw

from ingestion.loaders.pdf.file import PdfPage
from ingestion.loaders.pdf.letters import FIRST_RIGHT_TO_LEFT, closed, spelled_out, unreversed
from rag.office.symbols import symbol
from rag.types import Box, Line

MAX_CHARS = 400_000
"""More characters than this on one page are not for people; the rest is left out."""
GAP_OF_LINES = 1.4
"""Words of one height with a wider gap, in letter sizes, are two lines: columns, cells of a table."""
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
    borrowed: bool = False
    """Its font is not in the file: another machine's font draws it, or none."""
    turn: int = 0
    """By how many degrees the page must be turned clockwise for the line to run from left to right."""

    @property
    def line(self) -> Line:
        return Line(self.text, self.box)

    def clipped(self, page: Box) -> TextLine:
        """The line with its boxes cut at the page's edges."""
        if page.intersection(self.box) == self.box:
            return self
        words = tuple(Line(word.text, word.box.intersection(page)) for word in self.words if word.box.x0 < page.x1)
        return replace(self, box=self.box.intersection(page), words=tuple(w for w in words if w.box.area > 0))


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
    borrowed: bool = False
    turn: int = 0


@dataclass(slots=True)
class _Char:
    """One character; bare numbers, because a report has a million of them."""

    text: str
    style: _Style
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def size(self) -> float:
        return self.style.size


def read_text_layer(page: PdfPage) -> TextLayer:
    """Everything that the text layer has, hidden or not."""
    chars = list(_chars(page))
    printed = [char for char in chars if char.text != " "]
    unreadable = sum(char.text == "\ufffd" for char in printed)
    lines = [line for run in _runs(chars) if (line := _line(run)) is not None]
    return TextLayer(tuple(lines), len(printed), unreadable)


def _chars(page: PdfPage) -> Iterator[_Char]:
    handle, rect, styles = page.text.raw, raw.FS_RECTF(), _Styles(page)
    place, frame, known = byref(rect), page.frame, dict[int, str]()
    blank = _Style(0.0, False, True, False)
    for index in range(min(raw.FPDFText_CountChars(handle), MAX_CHARS)):
        code = raw.FPDFText_GetUnicode(handle, index)
        text = known.get(code)
        if text is None:
            text = known[code] = spelled(code)
        if text == " ":
            yield _Char(text, blank, 0.0, 0.0, 0.0, 0.0)
        # Loose boxes are as high as the font, so that all letters of a line have one height.
        elif raw.FPDFText_GetLooseCharBox(handle, index, place):
            xa, ya = frame.at(rect.left, rect.bottom)
            xb, yb = frame.at(rect.right, rect.top)
            left, right = (xa, xb) if xa < xb else (xb, xa)
            top, bottom = (ya, yb) if ya < yb else (yb, ya)
            yield _Char(text, styles.of(index), left, top, right, bottom)


class _Styles:
    """The styles of a page's text objects, asked for once each: some programs write one object a letter."""

    def __init__(self, page: PdfPage) -> None:
        self._page, self._matrix = page, raw.FS_MATRIX()
        self._styles: dict[int | None, _Style] = {}
        self._fonts: dict[int | None, tuple[bool, bool]] = {}

    def of(self, index: int) -> _Style:
        owner = raw.FPDFText_GetTextObject(self._page.text.raw, index)
        # Each question wraps the object anew; only its address is its own.
        key = addressof(owner.contents) if owner else None
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._read(index, owner)
        return style

    def _read(self, index: int, owner: object) -> _Style:
        handle, matrix, frame = self._page.text.raw, self._matrix, self._page.frame
        raw.FPDFText_GetMatrix(handle, index, byref(matrix))
        # The direction of writing, taken through the page's rotation: flat when it runs more across than down.
        across = frame.a * matrix.a + frame.c * matrix.b
        down = frame.b * matrix.a + frame.d * matrix.b
        size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d) * math.hypot(frame.c, frame.d)
        mode = raw.FPDFTextObj_GetTextRenderMode(owner) if owner else raw.FPDF_TEXTRENDERMODE_FILL
        invisible = mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
        bold, borrowed = self._font(index, owner)
        return _Style(size, bold, abs(across) >= abs(down), invisible, borrowed, _turn(across, down))

    def _font(self, index: int, owner: object) -> tuple[bool, bool]:
        """Whether the font is bold, and whether it is missing from the file."""
        font = raw.FPDFTextObj_GetFont(owner) if owner else None
        key = addressof(font.contents) if font else None
        if key not in self._fonts:
            handle, flags, name = self._page.text.raw, c_int(), create_string_buffer(128)
            raw.FPDFText_GetFontInfo(handle, index, name, len(name), byref(flags))
            bold = b"bold" in name.value.lower() or raw.FPDFText_GetFontWeight(handle, index) >= 600
            self._fonts[key] = bold, bool(font) and raw.FPDFFont_GetIsEmbedded(font) == 0
        return self._fonts[key]


def _turn(across: float, down: float) -> int:
    """From the direction of writing on the page as it is seen."""
    if abs(across) >= abs(down):
        return 180 if across < 0 else 0
    return 270 if down > 0 else 90


def spelled(code: int) -> str:
    """What a character code of the text layer stands for; U+FFFD for nothing that can be read."""
    if code in HYPHENS:
        return "-"
    char = chr(code)
    if 0xFB00 <= code <= 0xFB06 or 0xF900 <= code <= 0xFAFF or 0x2F00 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", char)  # ligatures, and the compatibility forms of Chinese characters
    if code in (0xF0B7, 0xF0A7):
        return "\u2022"  # the bullets of Symbol and Wingdings
    if 0xF021 <= code <= 0xF0FF and (sign := symbol("wingdings", f"{code:x}")):
        return sign
    if code in (9, 10, 13):
        return " "
    if code < 32 or unicodedata.category(char) in ("Co", "Cn", "Cs", "Cc"):
        return "\ufffd"
    return " " if char.isspace() else char


def _runs(chars: list[_Char]) -> Iterator[list[_Char]]:
    """Splits where the writing leaves its row; pdfium's own line breaks are not trusted."""
    run: list[_Char] = []
    last: _Char | None = None
    for char in chars:
        if char.text == " ":
            if run:
                run.append(char)
            continue
        if last is not None:
            gap = _gap(last, char)
            if not _continues(last, char, gap):
                yield run
                run = []
            # Some programs write no blanks and leave gaps instead.
            elif run[-1] is last and gap > 0.25 * last.style.size:
                run.append(_Char(" ", char.style, 0.0, 0.0, 0.0, 0.0))
        run.append(char)
        last = char
    yield run


def _continues(last: _Char, char: _Char, gap: float) -> bool:
    a, b = last.style, char.style
    if a is not b and (a.turn != b.turn or a.invisible != b.invisible):
        return False
    if gap > GAP_OF_LINES * max(a.size, b.size, 1.0):
        return False
    if a.upright:
        low, high, other_low, other_high = last.y0, last.y1, char.y0, char.y1
    else:
        low, high, other_low, other_high = last.x0, last.x1, char.x0, char.x1
    if low == other_low and high == other_high:
        return True
    overlap = min(high, other_high) - max(low, other_low)
    return overlap >= 0.4 * min(high - low, other_high - other_low)


def _gap(last: _Char, char: _Char) -> float:
    """Distance along the direction of writing, whichever way it goes; negative where they overlap."""
    if last.style.upright:
        return char.x0 - last.x1 if char.x1 >= last.x1 else last.x0 - char.x1
    return char.y0 - last.y1 if char.y1 >= last.y1 else last.y0 - char.y1


def _line(run: list[_Char]) -> TextLine | None:
    words = tuple(_words(run))
    if not words:
        return None
    printed = [char for char in run if char.text != " "]
    size = Counter(round(char.style.size, 1) for char in printed).most_common(1)[0][0]
    bold = sum(char.style.bold for char in printed) > 0.9 * len(printed)
    style = printed[0].style
    words = closed(words, size) if style.turn == 0 else words
    text = " ".join(word.text for word in words)
    return TextLine(
        text,
        _around(printed),
        words,
        size,
        bold,
        style.upright,
        style.invisible,
        any(c.style.borrowed for c in printed),
        style.turn,
    )


def _words(run: list[_Char]) -> Iterator[Line]:
    for is_space, group in groupby(run, key=lambda char: char.text == " "):
        if not is_space:
            chars = list(group)
            text = _spelled(chars).replace("\ufffd", "")
            if text:
                yield Line(text, _around(chars))


def _spelled(chars: list[_Char]) -> str:
    if chars[0].text >= FIRST_RIGHT_TO_LEFT:
        return "".join(char.text for char in unreversed(chars))
    # Nearly all words are of one size.
    if chars[0].style is chars[-1].style or chars[0].style.turn:
        return "".join(char.text for char in chars)
    return spelled_out(chars)


def _around(chars: Sequence[_Char]) -> Box:
    return Box(
        min(char.x0 for char in chars), min(char.y0 for char in chars),
        max(char.x1 for char in chars), max(char.y1 for char in chars),
    )  # fmt: skip

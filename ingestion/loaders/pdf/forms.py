"""What was filled into the forms of a page, and what people noted on it: values, notes, highlights, free text.

Knows pdfium's fields and annotations. Does not know: paragraphs, or what a page says besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from ctypes import POINTER, c_char, c_ushort, cast
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as raw

from ingestion.loaders.pdf.file import PdfPage
from ingestion.loaders.pdf.lines import TextLine
from rag.types import Box, Element, Line

MAX_ANNOTATIONS = 2_000
REACH_PT = 260.0
"""A value has its label at most so far to its left."""
_MAX_CHARS = 20_000
_UNSEEN = 0x02 | 0x20
"""Hidden, or not to be viewed."""
_PASSWORD = 1 << 13
_TEXTS = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_BOXES = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_NOTES = {
    **{raw.FPDF_ANNOT_TEXT: "Note", raw.FPDF_ANNOT_FREETEXT: "Text", raw.FPDF_ANNOT_HIGHLIGHT: "Highlight"},
    **{raw.FPDF_ANNOT_UNDERLINE: "Underlined", raw.FPDF_ANNOT_STRIKEOUT: "Struck out", raw.FPDF_ANNOT_STAMP: "Stamp"},
    **{raw.FPDF_ANNOT_SQUIGGLY: "Underlined", raw.FPDF_ANNOT_CARET: "Insertion", raw.FPDF_ANNOT_INK: "Drawing"},
    **{raw.FPDF_ANNOT_SQUARE: "Note", raw.FPDF_ANNOT_CIRCLE: "Note", raw.FPDF_ANNOT_LINE: "Note"},
}
_MARKS = (raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE, raw.FPDF_ANNOT_SQUIGGLY, raw.FPDF_ANNOT_STRIKEOUT)


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note on the page: what it is, who wrote it, what it says."""

    kind: str
    author: str
    text: str
    box: Box
    marks_text: bool

    def element(self, page: int, printed: Sequence[TextLine]) -> Element | None:
        """A paragraph with the place of the note; None for one that says nothing."""
        marked = _words_in(self.box, printed) if self.marks_text else ""
        said = "" if self.text == marked else self.text
        by = f" by {self.author}" if self.author else ""
        on = f" on “{marked}”" if marked else ""
        if not said and not marked:
            return None
        text = f"{self.kind}{by}{on}: {said}" if said else f"{self.kind}{by}{on}"
        if self.kind == "Text":
            text = said
        return Element("text", page, text, (Line(text, self.box),), self.box)


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What stands in a field, and how the file calls it."""

    line: TextLine
    name: str
    is_tick: bool


def fields_and_notes(page: PdfPage, form: Any) -> tuple[list[FieldValue], list[Annotation]]:
    """The values of the page's fields at their places, and its notes. `form` is pdfium's form, or None."""
    values: list[FieldValue] = []
    notes: list[Annotation] = []
    handle = page.page.raw
    for index in range(min(raw.FPDFPage_GetAnnotCount(handle), MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(handle, index)
        if not annotation:
            continue
        try:
            box = _box(page, annotation)
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if box is None or raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
                continue
            if kind == raw.FPDF_ANNOT_WIDGET:
                values += _value(form, annotation, box)
            elif kind in _NOTES:
                texts = (_string(annotation, b"T"), _string(annotation, b"Contents"))
                notes.append(Annotation(_NOTES[kind], *texts, box, kind in _MARKS))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return values, notes


def with_values(printed: Sequence[TextLine], values: Sequence[FieldValue]) -> list[TextLine]:
    """The lines of the page; a value that has its label in its row makes one line with it, another its own."""
    lines = list(printed)
    for value in sorted(values, key=lambda value: (value.line.box.y0, value.line.box.x0)):
        place = _label(lines, value)
        if place is not None:
            lines[place] = _together(lines[place], value.line)
        elif _is_labelled_above(printed, value.line.box) or not value.name:
            lines.append(value.line)
        else:
            named = replace(value.line, text=f"{value.name}: {value.line.text}")
            lines.append(replace(named, words=(Line(named.text, named.box),)))
    return lines


def _label(lines: Sequence[TextLine], value: FieldValue) -> int | None:
    """The place of the line in the value's row that is nearest to its left; of a tick, on either side."""
    box, best = value.line.box, (REACH_PT, -1)
    for place, line in enumerate(lines):
        shared = min(box.y1, line.box.y1) - max(box.y0, line.box.y0)
        if line.turn or shared < 0.5 * min(box.y1 - box.y0, line.box.y1 - line.box.y0):
            continue
        gap = box.x0 - line.box.x1
        if value.is_tick and line.box.x0 >= box.x1 - 1:
            gap = (line.box.x0 - box.x1) * 3  # to the right the next box is not far
        if -3 <= gap < best[0]:
            best = gap, place
    return best[1] if best[1] >= 0 else None


def _together(line: TextLine, value: TextLine) -> TextLine:
    before, after = (line, value) if line.box.x0 <= value.box.x0 else (value, line)
    words = (*(before.words or (before.line,)), *(after.words or (after.line,)))
    return replace(line, text=f"{before.text} {after.text}", box=line.box.union(value.box), words=words)


def _is_labelled_above(lines: Sequence[TextLine], box: Box) -> bool:
    height = max(box.y1 - box.y0, 8.0)
    return any(-0.3 * height < box.y0 - line.box.y1 < 1.2 * height and line.box.x0 < box.x1 and line.box.x1 > box.x0
               for line in lines)  # fmt: skip


def _value(form: Any, annotation: Any, box: Box) -> Iterator[FieldValue]:
    if form is None:
        return
    names = (
        _wide(lambda buffer, n: raw.FPDFAnnot_GetFormFieldAlternateName(form, annotation, buffer, n)),
        _wide(lambda buffer, n: raw.FPDFAnnot_GetFormFieldName(form, annotation, buffer, n)),
    )
    name = next((name for name in names if any(map(str.isalpha, name))), "")
    is_tick = raw.FPDFAnnot_GetFormFieldType(form, annotation) in _BOXES
    for line in _lines(form, annotation, box):
        yield FieldValue(line, name, is_tick)


def _lines(form: Any, annotation: Any, box: Box) -> Iterator[TextLine]:
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _BOXES:
        text = "☑" if raw.FPDFAnnot_IsChecked(form, annotation) else "☐"
        side = min(box.x1 - box.x0, box.y1 - box.y0)
        yield _line(text, box, side)
    elif kind in _TEXTS and not raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        value = _wide(lambda buffer, n: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, n))
        written = [line.strip() for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
        height = (box.y1 - box.y0) / max(1, len(written))
        for place, text in enumerate(written):
            part = Box(box.x0, box.y0 + place * height, box.x1, box.y0 + (place + 1) * height)
            yield _line(text, part, min(height, 14.0))


def _line(text: str, box: Box, height: float) -> TextLine:
    """A value as a line of its own height in the middle of its field."""
    middle = box.center[1]
    tight = Box(box.x0, middle - height / 2, box.x1, middle + height / 2)
    return TextLine(text, tight, (Line(text, tight),), 0.8 * height)


def _box(page: PdfPage, annotation: Any) -> Box | None:
    rect = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, rect):
        return None
    box = page.frame.box(rect.left, min(rect.top, rect.bottom), rect.right, max(rect.top, rect.bottom))
    box = box.intersection(page.frame.page_box)
    return box if box.area > 0 else None


def _string(annotation: Any, key: bytes) -> str:
    text = _wide(lambda buffer, n: raw.FPDFAnnot_GetStringValue(annotation, key, buffer, n))
    return " ".join(text.split())


def _wide(ask: Callable[[Any, int], int]) -> str:
    """A text that pdfium writes as UTF-16 into a buffer of the size that it names."""
    n_bytes = min(ask(None, 0), 2 * _MAX_CHARS)
    if n_bytes <= 2:
        return ""
    buffer = (c_char * n_bytes)()
    ask(cast(buffer, POINTER(c_ushort)), n_bytes)
    return bytes(buffer).decode("utf-16-le", errors="replace").rstrip("\0")


def _words_in(box: Box, printed: Sequence[TextLine]) -> str:
    """The words that a highlight covers."""
    words = [word for line in printed for word in line.words if box.contains(*word.box.center)]
    return " ".join(word.text for word in words)

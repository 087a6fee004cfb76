"""PDF files, page by page: text with boxes, headings, tables and figures with captions, and scans through OCR.

Knows the order of the work on a page. What is found there is found by the modules beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from ingestion.loaders.base import Attached, LoadedPage, LoadOptions
from ingestion.loaders.pdf.attached import attached_files
from ingestion.loaders.pdf.content import PageContent, content_of
from ingestion.loaders.pdf.file import PdfPage, open_page, open_pdf
from ingestion.loaders.pdf.forms import fields_and_notes, with_values
from ingestion.loaders.pdf.hidden import visible
from ingestion.loaders.pdf.lines import TextLayer, TextLine
from ingestion.loaders.pdf.lying import lies
from ingestion.loaders.pdf.paragraphs import paragraphs
from ingestion.loaders.pdf.pictures import PictureReader, table_element
from ingestion.loaders.pdf.profile import Profile, profile_of, summarise
from ingestion.loaders.pdf.regions import regions_of
from ingestion.loaders.pdf.scan import ReadScan, is_usable, read_page
from ingestion.loaders.pdf.shapes import Shape
from ingestion.loaders.pdf.turned import Turn, downward, turned_text
from ingestion.loaders.pixels import at_most
from ingestion.ocr.base import Ocr
from ingestion.ocr.rapid import shared_ocr
from rag.types import Box, Element, Page

LOOK_SCALE = 1.0
"""Pixels a point of the render on which text is looked for that is not visible."""


class PdfLoader:
    """Reads PDF files with `ocr`, or with this process's own engine."""

    def __init__(self, ocr: Ocr | None = None) -> None:
        self._ocr = ocr or shared_ocr()
        self._known: tuple[tuple[str, int, int], Profile] | None = None
        """The latest file's profile: its ranges of pages are read one after the other."""

    def count_pages(self, path: Path, options: LoadOptions) -> int:
        with open_pdf(path) as document:
            return len(document)

    def load_pages(self, path: Path, options: LoadOptions, first: int, last: int) -> Iterator[LoadedPage]:
        with open_pdf(path) as document:
            profile, sample = self._profile(path, document)
            reader = _Reader(profile, PictureReader(self._ocr if options.ocr else None), sample)
            for number in range(first, min(last, len(document)) + 1):
                yield reader.load(document, number)

    def attached(self, path: Path, options: LoadOptions) -> Iterator[Attached]:
        """The files that are attached to the document: those of a package, and those pinned to a page."""
        with open_pdf(path) as document:
            yield from attached_files(document)

    def _profile(self, path: Path, document: Any) -> tuple[Profile, dict[int, PageContent]]:
        status = path.stat()
        key = (str(path), status.st_size, status.st_mtime_ns)
        if self._known is not None and self._known[0] == key:
            return self._known[1], {}
        profile, sample = profile_of(document)
        self._known = key, profile
        return profile, sample


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the pages of one document."""

    profile: Profile
    pictures: PictureReader
    sample: dict[int, PageContent]

    def load(self, document: Any, number: int) -> LoadedPage:
        label = document.get_page_label(number - 1)
        try:
            with open_page(document, number - 1) as page:
                elements, warnings = self._read(page, number)
                return LoadedPage(Page(number, page.frame.width, page.frame.height, label), elements, warnings)
        except pdfium.PdfiumError as exc:
            return LoadedPage(Page(number, 0.0, 0.0, label), (), (f"Page {number} cannot be read: {exc}",))

    def _read(self, page: PdfPage, number: int) -> tuple[tuple[Element, ...], tuple[str, ...]]:
        # Taken out of the sample, so that a page's content is held no longer than the page is read.
        content = self.sample.pop(number - 1, None) or content_of(page)
        layer, shapes = content.layer, content.shapes
        if is_usable(layer, shapes, page.frame.page_box):
            if self.pictures.ocr is None or not lies(page, layer.lines, self.pictures.ocr):
                return self._from_text(page, number, layer, shapes)
            scan = read_page(page, self.pictures.ocr)
            return _from_scan(page, number, scan), (
                f"Page {number} was read by OCR: its text layer has other letters.",
            )
        if self.pictures.ocr is None:
            elements, warnings = self._from_text(page, number, layer, shapes)
            return elements, (*warnings, "It has no usable text layer, and OCR is switched off.")
        scan = read_page(page, self.pictures.ocr)
        # A poor text layer is better than OCR that reads less than it says.
        if sum(len(line.text) for line in scan.lines) < layer.n_chars - layer.n_unreadable:
            return self._from_text(page, number, layer, shapes)
        return _from_scan(page, number, scan), ()

    def _from_text(
        self, page: PdfPage, number: int, layer: TextLayer, shapes: tuple[Shape, ...]
    ) -> tuple[tuple[Element, ...], tuple[str, ...]]:
        box = page.frame.page_box
        lines, warnings = visible(layer.lines, shapes, box, page.render(LOOK_SCALE))
        # A page of nothing but running heads keeps them.
        lines = tuple(line for line in lines if not self._is_repeated(line, number, box.y1)) or lines
        values, notes = fields_and_notes(page, page.form)
        columns, level = downward(with_values(lines, values))
        turned = turned_text(level)
        level = [line for line in level if line.turn not in turned]
        elements = self._level(page, number, level, shapes)
        for degrees, group in turned.items():
            elements += self._turned(page, number, Turn(degrees, box.x1, box.y1), group, shapes)
        elements += _downward(columns, number)
        elements += [element for note in notes if (element := note.element(number, lines)) is not None]
        return tuple(elements), warnings

    def _is_repeated(self, line: TextLine, number: int, height: float) -> bool:
        """Whether a line stands on every page; its words are read on the first one, page numbers on none."""
        is_new = number == 1 and not any(map(str.isdigit, line.text))
        return not is_new and self.profile.is_running_head(line, height)

    def _level(self, page: PdfPage, number: int, lines: Sequence[TextLine], shapes: Sequence[Shape]) -> list[Element]:
        """What stands upright: paragraphs, with tables and figures where a reader comes to them."""
        seen = [shape for shape in shapes if shape.digest not in self.profile.logos]
        regions = regions_of(lines, seen, page.frame.page_box)
        taken = {id(line) for region in regions for line in (*region.lines, *region.caption)}
        elements = paragraphs([line for line in lines if id(line) not in taken], number, self.profile)
        for region in sorted(regions, key=lambda region: region.box.y0):
            _insert(elements, self.pictures.element(page, region, number, lines))
        return elements

    def _turned(
        self, page: PdfPage, number: int, turn: Turn, group: Sequence[TextLine], shapes: Sequence[Shape]
    ) -> list[Element]:
        """Paragraphs and tables of text that is turned, read as by somebody who turns the page."""
        lines = [turn.line(line) for line in group]
        rules = [turn.shape(shape) for shape in shapes if shape.kind in ("rule", "block")]
        tables = [region for region in regions_of(lines, rules, turn.page) if region.kind == "table"]
        taken = {id(line) for region in tables for line in (*region.lines, *region.caption)}
        elements = paragraphs([line for line in lines if id(line) not in taken], number, self.profile)
        for region in sorted(tables, key=lambda region: region.box.y0):
            _insert(elements, table_element(region, number))
        return [turn.back.element(element) for element in elements]


def _downward(columns: Sequence[TextLine], number: int) -> list[Element]:
    """One paragraph of the columns of a text that is written downwards."""
    if not columns:
        return []
    lines = tuple(column.line for column in columns)
    text = "".join(line.text for line in lines)
    return [Element("text", number, text, lines, Box.around(line.box for line in lines))]


def _from_scan(page: PdfPage, number: int, scan: ReadScan) -> tuple[Element, ...]:
    profile = summarise([(scan.lines, scan.turn.page.y1)])
    picture = Element("image", number, "", box=page.frame.page_box, pixels=at_most(scan.pixels))
    found = paragraphs(scan.lines, number, profile)
    return (*(scan.turn.back.element(element) for element in found), picture)


def _insert(elements: list[Element], new: Element) -> None:
    """Puts a table or figure where a reader of its column comes to it."""
    assert new.box is not None
    middle = new.box.center[1]
    place = len(elements)
    for index, element in enumerate(elements):
        if element.box is None or min(element.box.x1, new.box.x1) <= max(element.box.x0, new.box.x0):
            continue
        if element.box.center[1] > middle:
            place = index
            break
        place = index + 1
    elements.insert(place, new)

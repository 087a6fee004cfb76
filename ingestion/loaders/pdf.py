"""PDF files, page by page: text with boxes, headings, and scans through OCR.

Knows the order of the work on a page. What is found there is found by the modules beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from ingestion.loaders.base import LoadedPage, LoadOptions
from ingestion.loaders.pdf_file import PdfPage, open_page, open_pdf
from ingestion.loaders.pdf_lines import TextLine, read_text_layer
from ingestion.loaders.pdf_paragraphs import paragraphs
from ingestion.loaders.pdf_profile import Profile, profile_of, summarise
from ingestion.loaders.pdf_scan import is_usable, read_page
from ingestion.loaders.pixels import at_most
from ingestion.ocr.base import Ocr
from ingestion.ocr.rapid import shared_ocr
from rag.types import Element, Page, Pixels


class PdfLoader:
    """Reads PDF files with `ocr`, or with this process's own engine."""

    def __init__(self, ocr: Ocr | None = None) -> None:
        self._ocr = ocr or shared_ocr()

    def count_pages(self, path: Path, options: LoadOptions) -> int:
        with open_pdf(path) as document:
            return len(document)

    def load_pages(self, path: Path, options: LoadOptions, first: int, last: int) -> Iterator[LoadedPage]:
        with open_pdf(path) as document:
            profile = profile_of(document)
            for number in range(first, min(last, len(document)) + 1):
                yield self._load(document, number, profile, options)

    def _load(self, document: Any, number: int, profile: Profile, options: LoadOptions) -> LoadedPage:
        label = document.get_page_label(number - 1)
        try:
            with open_page(document, number - 1) as page:
                shown = Page(number, page.frame.width, page.frame.height, label)
                elements, warnings = _Reading(page, number, profile, self._ocr if options.ocr else None).elements()
        except pdfium.PdfiumError as exc:
            return LoadedPage(Page(number, 0.0, 0.0, label), (), (f"Page {number} cannot be read: {exc}",))
        return LoadedPage(shown, elements, warnings)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One page being read."""

    page: PdfPage
    number: int
    profile: Profile
    ocr: Ocr | None

    def elements(self) -> tuple[tuple[Element, ...], tuple[str, ...]]:
        layer = read_text_layer(self.page)
        if is_usable(layer):
            return self._from_text(layer.lines), ()
        if self.ocr is None:
            return self._from_text(layer.lines), (f"Page {self.number} has no text layer and was not read by OCR.",)
        lines, pixels = read_page(self.page, self.ocr)
        return self._from_scan(lines, pixels), ()

    def _from_text(self, lines: tuple[TextLine, ...]) -> tuple[Element, ...]:
        height = self.page.frame.height
        kept = [line for line in lines if not self.profile.is_running_head(line, height)]
        return tuple(paragraphs(kept, self.number, self.profile))

    def _from_scan(self, lines: tuple[TextLine, ...], pixels: Pixels) -> tuple[Element, ...]:
        profile = summarise([(lines, self.page.frame.height)])
        picture = Element("image", self.number, "", box=self.page.frame.page_box, pixels=at_most(pixels))
        return (*paragraphs(lines, self.number, profile), picture)

"""What pdfium says of a page, copied out of it: the text layer and the shapes. Knows nothing of what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.loaders.pdf.file import PdfPage
from ingestion.loaders.pdf.lines import TextLayer, read_text_layer
from ingestion.loaders.pdf.shapes import Shape, shapes_of


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page's text and shapes, usable after the page is closed."""

    layer: TextLayer
    shapes: tuple[Shape, ...]
    height: float


def content_of(page: PdfPage) -> PageContent:
    return PageContent(read_text_layer(page), tuple(shapes_of(page)), page.frame.height)

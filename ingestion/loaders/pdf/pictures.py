"""Turns the regions of a page into elements: their words, their pixels, and what OCR reads in their pictures.

Knows what a look by OCR costs and when it pays. Does not know how regions are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingestion.loaders.pdf.file import PdfPage
from ingestion.loaders.pdf.lines import TextLine
from ingestion.loaders.pdf.order import rows
from ingestion.loaders.pdf.paragraphs import joined
from ingestion.loaders.pdf.scene import Region
from ingestion.loaders.pdf.shapes import Shape
from ingestion.loaders.pixels import ENCODED_PX, at_most
from ingestion.ocr.base import Ocr
from rag.types import Box, Element, Line, Pixels

MIN_READ_PT = (70.0, 36.0)
MIN_READ_PX = 140
"""Pictures smaller than this, on the page or in their own pixels, hold no words that can be read."""
READ_PX = 1000
"""The longer side of a figure as it is read."""
MAX_SCALE = 3.0


@dataclass(slots=True)
class PictureReader:
    """Makes elements of regions; reads equal pictures once in a document."""

    ocr: Ocr | None
    known: dict[str, tuple[Line, ...]] = field(default_factory=dict)

    def element(self, page: PdfPage, region: Region, number: int, printed: Sequence[TextLine]) -> Element:
        """The element of a region, in points of the page. `printed` is all that the page's text layer says."""
        region = replace(region, box=region.box.intersection(page.frame.page_box))
        if region.kind == "table" and region.grid is not None:
            return table_element(region, number)
        caption = joined(line.text for line in region.caption)
        lines = [line.line for line in region.lines]
        lines += self._read(page, region, [line.box for line in printed])
        ordered = rows(lines)
        text = "\n".join(" ".join(line.text for line in row) for row in ordered)
        pixels = at_most(page.render(_scale(region.box, ENCODED_PX), region.box))
        kept = tuple(line for row in ordered for line in row)
        return Element(region.kind, number, text, kept, region.box, caption, pixels=pixels)

    def _read(self, page: PdfPage, region: Region, printed: Sequence[Box]) -> tuple[Line, ...]:
        """What OCR reads in the region, in points of the page; nothing where it would not pay."""
        if self.ocr is None or not _is_worth_reading(region):
            return ()
        box, key = region.box, _key(region)
        if key not in self.known:
            pixels = page.render(_scale(box, READ_PX, MAX_SCALE), box)
            ratio = (box.x1 - box.x0) / pixels.shape[1]
            _paint_over(pixels, [part.moved(-box.x0, -box.y0) for part in printed], ratio)
            self.known[key] = tuple(Line(line.text, line.box.scaled(ratio)) for line in self.ocr.read(pixels))
        return tuple(Line(line.text, line.box.moved(box.x0, box.y0)) for line in self.known[key])


def table_element(region: Region, number: int) -> Element:
    """The element of a region that is a table."""
    assert region.grid is not None
    box = Box.around([region.box, *(cell.box for cell in region.grid.cells)])
    caption = joined(line.text for line in region.caption)
    return Element("table", number, region.grid.markdown(), region.grid.cells, box, caption)


def _is_worth_reading(region: Region) -> bool:
    width, height = region.box.x1 - region.box.x0, region.box.y1 - region.box.y0
    if width < MIN_READ_PT[0] or height < MIN_READ_PT[1]:
        return False
    pictures = [shape for shape in region.shapes if shape.kind == "image" and shape.pixels_wide >= MIN_READ_PX]
    if any(shape.box.area > 0.15 * region.box.area for shape in pictures):
        return True
    # Letters drawn as outlines: many paths and not one line of text.
    return not region.lines and sum(shape.kind == "drawing" for shape in region.shapes) >= 12


def _key(region: Region) -> str:
    pictures: Sequence[Shape] = [shape for shape in region.shapes if shape.kind == "image" and shape.digest]
    size = f"{region.box.x1 - region.box.x0:.0f}x{region.box.y1 - region.box.y0:.0f}"
    if len(pictures) == 1 and pictures[0].box.area > 0.8 * region.box.area:
        return f"{pictures[0].digest} {size}"
    # Several pictures, or a drawing: nothing says that another region is the same.
    return f"{id(region)} {region.box}"


def _paint_over(pixels: Pixels, boxes: Sequence[Box], ratio: float) -> None:
    """Hides what the text layer has already: reading it again costs the most."""
    for box in boxes:
        top, bottom = max(0, int(box.y0 / ratio)), max(0, int(box.y1 / ratio) + 1)
        left, right = max(0, int(box.x0 / ratio)), max(0, int(box.x1 / ratio) + 1)
        part = pixels[top:bottom, left:right]
        if part.size:
            # In the colour of its corner, which is mostly that of the ground.
            part[:] = part[0, 0]


def _scale(box: Box, longest: int, most: float = 4.0) -> float:
    return min(most, longest / max(box.x1 - box.x0, box.y1 - box.y0, 1.0))

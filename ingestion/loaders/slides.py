"""PowerPoint: a page for each slide, every text and cell with its place, pictures, charts as tables, and the notes.

Knows: what of a slide becomes which element, in which order. Does not know: the format (`rag.office.slides`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path

from ingestion.loaders.base import Attached, LoadedPage, LoadOptions
from ingestion.loaders.embeddings import embedded_files
from ingestion.loaders.flow import embedded
from ingestion.loaders.flow.captions import description, is_caption
from ingestion.loaders.flow.tables import header_rows, markdown_table
from rag.errors import EmptyFileError, InputError
from rag.files import typeset
from rag.files.archives import read_member
from rag.office.slide_comments import is_comment
from rag.office.slide_shapes import PictureShape, SlideShape, TableShape, TextShape
from rag.office.slides import Deck, Slide
from rag.types import Box, Element, Line, Page

_BAND_PT = 24.0
"""Things whose tops are nearer than this are read from left to right."""
_CAPTION_GAP_PT = 40.0
_FAR_TOO_LARGE = 4.0
"""A picture that covers more than this times the slide is a mistake of the file."""


class SlidesLoader:
    """Reads .pptx, .ppsx and .pptm; macros are not looked at."""

    def count_pages(self, path: Path, options: LoadOptions) -> int:
        n_slides = len(Deck(path))
        if not n_slides:
            raise EmptyFileError(f"{path.name} has no slides.", "There is nothing to find in it.")
        return n_slides

    def attached(self, path: Path, options: LoadOptions) -> Iterator[Attached]:
        """Files that were put into it as a whole."""
        yield from embedded_files(path)

    def load_pages(self, path: Path, options: LoadOptions, first: int, last: int) -> Iterator[LoadedPage]:
        """Hidden slides are pages too, and labelled so; a damaged slide costs itself only."""
        deck = Deck(path)
        for number in range(first, min(last, len(deck)) + 1):
            try:
                slide = deck.slide(number)
            except InputError as exc:
                page = Page(number, deck.width_pt, deck.height_pt, f"Slide {number}")
                yield LoadedPage(page, (), (f"Slide {number} cannot be read: {exc.message}",))
            else:
                yield _page(slide, path, options)


def _page(slide: Slide, path: Path, options: LoadOptions) -> LoadedPage:
    elements: list[Element] = []
    warnings: list[str] = []
    captions = [shape for shape in slide.shapes if isinstance(shape, TextShape) and is_caption(_paragraphs(shape)[0])]
    for shape in sorted(_with_title(slide), key=_reading_place):
        try:
            elements += _elements(shape, slide, captions, path, options)
        except InputError as exc:
            warnings.append(f"A picture on this slide is left out: {exc.message}")
    elements += _notes(slide)
    if slide.n_invisible:
        warnings.append("Text that nobody sees on the slide was left out.")
    if slide.n_struck:
        warnings.append(f"Text that is struck out was left out ({slide.n_struck} places).")
    label = f"Slide {slide.number} (hidden)" if slide.is_hidden else f"Slide {slide.number}"
    return LoadedPage(Page(slide.number, slide.width_pt, slide.page_height_pt, label), tuple(elements), tuple(warnings))


def _with_title(slide: Slide) -> list[SlideShape]:
    """The shapes; where none says that it is the title, the largest line at the top is taken for it."""
    texts = [shape for shape in slide.shapes if isinstance(shape, TextShape)]
    if not texts or any(shape.is_title for shape in texts):
        return list(slide.shapes)
    top = min(texts, key=lambda shape: shape.box.y0)
    largest = max(styled.size_pt for shape in texts for styled in shape.lines)
    if len(top.lines) > 2 or top.lines[0].size_pt < largest or len(texts) == 1 == len(slide.shapes):
        return list(slide.shapes)
    return [replace(shape, is_title=True) if shape is top else shape for shape in slide.shapes]


def _reading_place(shape: SlideShape) -> tuple[bool, int, float]:
    is_title = isinstance(shape, TextShape) and shape.is_title
    return not is_title, round(shape.box.y0 / _BAND_PT), shape.box.x0


def _elements(
    shape: SlideShape, slide: Slide, captions: list[TextShape], path: Path, options: LoadOptions
) -> Iterator[Element]:
    if isinstance(shape, TextShape):
        yield from _text(shape, slide.number)
    elif isinstance(shape, TableShape):
        yield _table(shape, slide.number)
    elif isinstance(shape, PictureShape):
        slide_box = Box(0.0, 0.0, slide.width_pt, slide.height_pt)
        box = shape.box.intersection(slide_box)
        if min(box.x1 - box.x0, box.y1 - box.y0) < 1 or shape.box.area > _FAR_TOO_LARGE * slide_box.area:
            return
        caption = _nearest(captions, shape.box) or description(shape.description)
        element = Element("image", slide.number, "", (), shape.box, caption, shape.part)
        yield embedded.fill(element, read_member(path, shape.part), options)


def _paragraphs(shape: TextShape) -> list[str]:
    return [
        typeset.unwrap([styled.line.text for styled in lines])
        for _, lines in groupby(shape.lines, key=lambda styled: styled.paragraph)
    ]


def _text(shape: TextShape, number: int) -> Iterator[Element]:
    lines = tuple(styled.line for styled in shape.lines)
    box = _around(lines)
    text = "\n".join(_paragraphs(shape))
    if shape.is_title:
        yield Element("heading", number, typeset.unwrap(text.split("\n")), lines, box, level=1)
    else:
        yield Element("text", number, text, lines, box)


def _table(shape: TableShape, number: int) -> Element:
    text = markdown_table(shape.rows, 1 if shape.is_chart else header_rows(shape.rows))
    title = shape.title.text if shape.title is not None else ""
    lines = shape.cells if shape.title is None else (shape.title, *shape.cells)
    caption = f"Chart: {title}".removesuffix(": ") if shape.is_chart else ""
    element = Element("table", number, text, shape.cells, shape.box, caption)
    return element if shape.title is None else replace(element, text=f"{title}\n\n{text}", lines=lines)


def _nearest(captions: list[TextShape], picture: Box) -> str:
    """The caption right below or above a picture."""
    best, text = _CAPTION_GAP_PT, ""
    for shape in captions:
        beside = min(shape.box.x1, picture.x1) - max(shape.box.x0, picture.x0) > 0
        gap = min(abs(shape.box.y0 - picture.y1), abs(picture.y0 - shape.box.y1))
        if beside and gap < best:
            best, text = gap, _paragraphs(shape)[0]
    return text


def _notes(slide: Slide) -> Iterator[Element]:
    """The speaker's notes, and the comments below them."""
    first = next((place for place, line in enumerate(slide.notes) if is_comment(line.text)), len(slide.notes))
    notes, comments = slide.notes[:first], slide.notes[first:]
    if notes:
        text = typeset.unwrap([line.text for line in notes[1:]])
        yield Element("text", slide.number, f"{notes[0].text}: {text}", notes, _around(notes))
    starts = [place for place, line in enumerate(comments) if is_comment(line.text)]
    for start, end in pairwise([*starts, len(comments)]):
        lines = comments[start:end]
        yield Element("text", slide.number, typeset.unwrap([line.text for line in lines]), lines, _around(lines))


def _around(lines: tuple[Line, ...]) -> Box:
    return Box.around(line.box for line in lines)

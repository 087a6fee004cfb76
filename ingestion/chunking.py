"""From the elements of pages to the chunks that are indexed and cited. Pure functions.

Knows: what belongs together and how long it may be. Does not know: files, encoders, the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingestion.columns import ColumnNames
from ingestion.excerpts import Excerpt, cut, join, whole
from ingestion.grids import grid_of, parts_of
from ingestion.loaders.base import LoadedPage
from ingestion.splitting import LIMIT, pack, rows, sentences, size
from rag.types import IMAGE_KINDS, Box, Chunk, Element, Kind, Locator, Page, Pixels, Source, content_id

SECTION = LIMIT / 4
"""A heading ends the chunk above it when that has at least this size."""
SURROUNDINGS = 400
"""Characters of the paragraph around a picture that are searched with it."""
HEADINGS = 200
"""Characters of the headings above a chunk that are searched with it."""

_LABEL = re.compile(
    r"\s*((?:figure|fig\.?|table|tab\.?|chart|abbildung|abb\.?|图|圖|表)\s*[\dIVX]+(?:[.-]\d+)*)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ChunkedPage:
    """The chunks of a page in reading order, and the pixels of those that are pictures."""

    page: Page
    chunks: tuple[Chunk, ...]
    pixels: tuple[Pixels | None, ...]
    """One for each chunk."""


def chunk_document(source: Source, pages: Iterable[LoadedPage]) -> list[Chunk]:
    """All chunks of a document in reading order."""
    return [chunk for page in chunk_pages(source, pages) for chunk in page.chunks]


def chunk_pages(source: Source, pages: Iterable[LoadedPage]) -> Iterator[ChunkedPage]:
    """Page by page, so that no more than one page's pictures are held. Headings reach over pages, chunks do not."""
    outline, columns = _Outline(), ColumnNames()
    for loaded in pages:
        columns.turn_to(loaded.page)
        drafts = list(_drafts(loaded.elements, outline, columns))
        chunks = tuple(_chunk(source, loaded.page, position, draft) for position, draft in enumerate(drafts))
        yield ChunkedPage(loaded.page, chunks, tuple(draft.pixels for draft in drafts))


@dataclass(frozen=True, slots=True)
class _Draft:
    kind: Kind
    excerpt: Excerpt
    context: str
    boxes: tuple[Box, ...]
    part: str = ""
    pixels: Pixels | None = None


@dataclass(slots=True)
class _Outline:
    """The headings that the reader is under."""

    headings: list[tuple[int, str]] = field(default_factory=list)

    def enter(self, heading: Element) -> None:
        level = heading.level or 1
        self.headings = [(above, text) for above, text in self.headings if above < level]
        self.headings.append((level, " ".join(heading.text.split())))

    def path(self) -> str:
        """The nearest headings, outermost first."""
        path = ""
        for _, text in reversed(self.headings):
            longer = f"{text} › {path}" if path else text
            if len(longer) > HEADINGS:
                break
            path = longer
        return path


@dataclass(slots=True)
class _Passage:
    """Paragraphs that are becoming one chunk."""

    context: str = ""
    excerpts: list[Excerpt] = field(default_factory=list)
    size: float = 0.0

    def add(self, excerpt: Excerpt, context: str) -> None:
        if not self.excerpts:
            self.context = context
        self.excerpts.append(excerpt)
        self.size += size(excerpt.text) + 1

    def finish(self) -> Iterator[_Draft]:
        """The passage as a draft, where there is any; empty afterwards."""
        if self.excerpts:
            boxes = tuple(box for excerpt in self.excerpts for box in _boxes(excerpt.box))
            yield _Draft("text", join(self.excerpts), self.context, boxes)
        self.excerpts, self.size = [], 0.0


def _drafts(elements: tuple[Element, ...], outline: _Outline, columns: ColumnNames) -> Iterator[_Draft]:
    passage = _Passage()
    for at, element in enumerate(elements):
        if element.kind == "table":
            yield from _table(element, outline.path(), columns)
        elif element.kind in IMAGE_KINDS:
            yield from _picture(element, outline.path(), _surroundings(elements, at))
        elif element.text.strip():
            yield from _paragraph(element, outline, passage)
    yield from passage.finish()


def _paragraph(element: Element, outline: _Outline, passage: _Passage) -> Iterator[_Draft]:
    """Add a paragraph or heading to the passage; yields what became full."""
    is_heading = element.kind == "heading"
    if is_heading and passage.size >= SECTION:
        yield from passage.finish()
    for excerpt in _excerpts(element, passage.size):
        if passage.size + size(excerpt.text) > LIMIT:
            yield from passage.finish()
        passage.add(excerpt, _above(outline, element) if is_heading else outline.path())
    if is_heading:
        outline.enter(element)


def _above(outline: _Outline, heading: Element) -> str:
    level = heading.level or 1
    return _Outline([(above, text) for above, text in outline.headings if above < level]).path()


def _excerpts(element: Element, taken: float) -> list[Excerpt]:
    """The element whole, or in pieces: when no chunk can hold it, or to keep a heading with what it is above."""
    needed, room = size(element.text.strip()), LIMIT - taken
    if needed <= room or (needed <= LIMIT and taken >= SECTION):
        return [whole(element)]
    spans = pack(element.text, sentences(element.text), first=room if taken < SECTION else LIMIT)
    return [part for start, end in spans if (part := cut(element, start, end)).text]


def _table(element: Element, headings: str, columns: ColumnNames) -> Iterator[_Draft]:
    """A table by itself; a long one in parts that repeat the names of their columns."""
    context = _lines(element.caption, headings)
    for excerpt in _table_parts(element, columns):
        yield _Draft("table", excerpt, context, _boxes(excerpt.box), element.part)


def _table_parts(element: Element, columns: ColumnNames) -> list[Excerpt]:
    if not element.text.strip():
        return []
    found = grid_of(element)
    if found is None:
        return [cut(element, start, end) for start, end in pack(element.text, rows(element.text))]
    grid = columns.given_to(found, element)
    # One that fits stays as its loader wrote it.
    if grid is found and size(element.text) <= LIMIT and not grid.is_grouped:
        return [whole(element)]
    return parts_of(grid)


def _picture(element: Element, headings: str, around: str) -> Iterator[_Draft]:
    """A picture with the words on it; more words than one chunk takes follow as text."""
    context = _lines(element.caption, headings, around)
    first, *rest = _picture_texts(element)
    yield _Draft(element.kind, first, context, _boxes(element.box or first.box), element.part, element.pixels)
    for excerpt in rest:
        yield _Draft("text", excerpt, _lines(element.caption, headings), _boxes(excerpt.box), element.part)


def _picture_texts(element: Element) -> list[Excerpt]:
    if size(element.text) <= 2 * LIMIT:
        return [whole(element)]
    return [cut(element, start, end) for start, end in pack(element.text, sentences(element.text))]


def _surroundings(elements: tuple[Element, ...], at: int) -> str:
    """The paragraph that names the picture, else the nearest one, the one before it first."""
    picture = elements[at]
    paragraphs = [(abs(i - at), i > at, e.text) for i, e in enumerate(elements) if e.kind == "text" and e.text.strip()]
    label = _LABEL.match(picture.caption)
    if label is not None:
        wanted = _plain(label.group(1))
        named = [found for found in paragraphs if wanted in _plain(found[2]) and found[2].strip() != picture.caption]
        paragraphs = named or paragraphs
    return min(paragraphs)[2].strip()[:SURROUNDINGS] if paragraphs else ""


def _plain(text: str) -> str:
    return "".join(text.casefold().replace("figure", "fig").replace(".", "").split())


def _boxes(box: Box | None) -> tuple[Box, ...]:
    return (box,) if box is not None else ()


def _lines(*texts: str) -> str:
    return "\n".join(text.strip() for text in texts if text.strip())


def _chunk(source: Source, page: Page, position: int, draft: _Draft) -> Chunk:
    return Chunk(
        id=content_id(source.sha256, page.number, position, draft.kind),
        text=draft.excerpt.text,
        kind=draft.kind,
        locator=Locator(source.sha256, page.number, draft.boxes, draft.part, page.second),
        lines=draft.excerpt.lines,
        context=draft.context,
    )

"""The values that travel through Sightline, frozen and checked once, at construction.

Knows: what a source, page, element, chunk, query, hit, citation and answer are, and how their ids are made.
Does not know: files, databases, models or screens. Imports the standard library and numpy only.

Lengths are in points (1/72 inch), origin at the top left, y downwards; of a picture one pixel of the upright
picture is one point. Pages count from 1.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""(n, dim), unit norm."""
Pixels = NDArray[np.uint8]
"""(height, width, 3), RGB, upright."""

Kind = Literal["text", "heading", "table", "figure", "image", "frame"]
Modality = Literal["text", "image"]
Status = Literal["streaming", "answered", "places", "asks", "refused", "unwritten"]
"""What an answer is. `places`: nothing answers, and these places are closest. `asks`: the question fits several things,
and the person chooses. `unwritten`: no statement about the documents, who should have written it failed."""
Ground = Literal["grounded", "partly", "ungrounded", "none"]
"""How far an answer stands on evidence: every sentence, some, none of them; `none` where nothing was answered."""
IMAGE_KINDS: frozenset[Kind] = frozenset({"figure", "image", "frame"})


LOOKS_LIKE = "Looks like: "
"""How the line of a chunk's context begins that says what an encoder saw in the picture."""
LAST_PAGE = -1
"""A page asked for by its place: the last one. The one before it is -2."""


_MARKDOWN = re.compile(r"\s*\[\d{1,3}\](?!\()|\*\*|(?<!\w)`|`(?!\w)|^#+\s+|^>\s?", re.MULTILINE)


def plain_text(markdown: str) -> str:
    """Text without the stress, headings, quotation bars and evidence markers of an answer."""
    return _MARKDOWN.sub("", markdown).replace("\u2060", "").strip()


def content_id(*parts: str | int) -> str:
    """Hash of what was read and where: 32 hex digits, the same on every machine and in every run."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def area(self) -> float:
        """Square points; 0 for an empty or inverted box."""
        return max(0.0, self.x1 - self.x0) * max(0.0, self.y1 - self.y0)

    @property
    def center(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of them. Raises ValueError when there is none."""
        x0, y0, x1, y1 = zip(*((box.x0, box.y0, box.x1, box.y1) for box in boxes), strict=True)
        return cls(min(x0), min(y0), max(x1), max(y1))

    def scaled(self, ratio: float) -> Box:
        """Every coordinate times `ratio`: from the pixels of a picture to points, or back."""
        return Box(self.x0 * ratio, self.y0 * ratio, self.x1 * ratio, self.y1 * ratio)

    def moved(self, x: float, y: float) -> Box:
        """The same box `x` further to the right and `y` further down."""
        return Box(self.x0 + x, self.y0 + y, self.x1 + x, self.y1 + y)

    def intersection(self, other: Box) -> Box:
        """What both cover; its `area` is 0 when they do not meet."""
        return Box(max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1))

    def contains(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one file. Equal bytes are one source, whatever they are called."""

    sha256: str
    name: str
    media_type: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page, slide, sheet, picture, or moment of a video (`second`)."""

    number: int
    width_pt: float
    height_pt: float
    label: str = ""
    """How its own document calls it: "iv", "Slide 3", "Budget 2024"."""
    second: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a cell of a table, with its place on the page."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Element:
    """What a loader finds on a page, in reading order."""

    kind: Kind
    page: int
    text: str
    """Running text; Markdown for a table; recognised words for a picture."""
    lines: tuple[Line, ...] = ()
    box: Box | None = None
    caption: str = ""
    """The caption as printed, with its label: "Figure 3: Revenue by year"."""
    part: str = ""
    """Where in the file the picture is when the page cannot be rendered: "word/media/image1.png"."""
    pixels: Pixels | None = field(default=None, compare=False, repr=False)
    """A picture's pixels, at most 512 on the longer side, for the vision encoder; never stored."""
    level: int = 0
    """Depth of a heading, from 1; 0 elsewhere."""


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a chunk is: enough to render its evidence from the kept original."""

    source_sha256: str
    page: int
    boxes: tuple[Box, ...] = ()
    part: str = ""
    second: float | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is indexed and cited."""

    id: str
    text: str
    kind: Kind
    locator: Locator
    lines: tuple[Line, ...] = ()
    """The lines of `text` with their boxes, for marking the part that answers."""
    context: str = ""
    """Headings above it, its caption and, of a picture, the text around it: searched, never quoted."""

    @property
    def modality(self) -> Modality:
        return "image" if self.kind in IMAGE_KINDS else "text"

    @property
    def looks_like(self) -> tuple[str, ...]:
        """What an encoder saw in the picture, surest first: words that stand in no document, so never to be quoted."""
        lines = (line for line in self.context.splitlines() if line.startswith(LOOKS_LIKE))
        return tuple(word for line in lines for word in line.removeprefix(LOOKS_LIKE).split(", "))

    @property
    def searchable(self) -> str:
        """What the text and lexical encoders read: context first."""
        return f"{self.context}\n{self.text}".strip()


@dataclass(frozen=True, slots=True)
class Document:
    """A source in a collection, as the library lists it."""

    id: str
    collection: str
    source: Source
    path: str
    n_pages: int
    n_chunks: int
    added_at: str
    """UTC, ISO 8601."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What an encoder encodes: text, a picture, or both together."""

    text: str = ""
    image: Pixels | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which chunks may answer; an empty field allows all."""

    documents: frozenset[str] = frozenset()
    excluded_documents: frozenset[str] = frozenset()
    media_types: frozenset[str] = frozenset()
    modalities: frozenset[Modality] = frozenset()
    pages: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Query:
    """A question: words, a picture, or both, with what may answer it."""

    text: str = ""
    image: Pixels | None = field(default=None, compare=False, repr=False)
    collection: str = "default"
    filters: Filters = Filters()
    weights: tuple[tuple[str, float], ...] = ()
    """A person's own weight for each stream, by name; empty for the collection's."""

    @property
    def content(self) -> Content:
        return Content(self.text, self.image)


@dataclass(frozen=True, slots=True)
class StreamScore:
    """Why a hit is a hit: one stream's part in its score."""

    stream: str
    raw: float
    """The stream's own similarity: a cosine, a BM25 score, a MaxSim."""
    calibrated: float
    """The same on the collection's common scale."""
    weight: float
    share: float
    """weight · calibrated over the sum of all streams' positive parts; 0 to 1."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found."""

    chunk: Chunk
    document: Document
    page: Page
    score: float
    rank: int
    """From 1."""
    streams: tuple[StreamScore, ...] = ()
    boxes: tuple[Box, ...] = ()
    """The region that matters for this query, best first."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker `[n]` of an answer and the evidence that it stands for."""

    marker: int
    hit: Hit
    quote: str
    """Words of the chunk, literally; empty when the chunk is a picture without text."""
    boxes: tuple[Box, ...]
    renderer: Callable[[Hit, tuple[Box, ...]], Pixels] | None = field(default=None, compare=False, repr=False)

    def image(self) -> Pixels:
        """The page or picture with the region marked, as (height, width, 3) uint8."""
        if self.renderer is None:
            raise ValueError("this citation was made without a library, so its page cannot be rendered")
        return self.renderer(self.hit, self.boxes)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whole or as far as it has been written (`status` streaming)."""

    text: str
    status: Status
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Hit, ...] = ()
    """The nearest misses of a refusal, best first."""
    confidence: float = 0.0
    """Calibrated probability that the evidence answers the question."""
    notes: tuple[str, ...] = ()
    """Sentences for the person: no language model configured, a marker without evidence dropped."""
    ground: Ground = "none"
    searched: str = ""
    """The question that was searched with, where it is not the one that was asked."""
    reason: str = ""
    """Why an answer is unwritten."""
    hint: str = ""
    """What the person can do about that."""
    value: str = ""
    """The short answer, as a source writes it or as it was calculated; empty where none stands clearly ahead."""
    unit: str = ""
    """What the value is counted in where that stands elsewhere: "in thousands", "%", "crowns"."""
    choices: tuple[str, ...] = ()
    """Whole questions to choose from, where the one that was asked fits several things."""

    @property
    def plain(self) -> str:
        """The text without Markdown and without markers."""
        return plain_text(self.text)

    @property
    def value_boxes(self) -> tuple[Box, ...]:
        """Where the value stands on the page of the first citation."""
        return self.citations[0].boxes[:1] if self.value and self.citations else ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question and its answer."""

    question: str
    answer: str
    cited: tuple[str, ...] = ()
    """The evidence that the answer cited, as words for whoever answers next: "report.pdf, page 3: Revenue rose"."""

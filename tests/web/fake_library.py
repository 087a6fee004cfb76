"""A library in memory that does what the page needs, the same way every time: pages are drawn, answers are quoted."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ingestion.report import FileReport, Progress, Report
from rag.config import Config
from rag.errors import NotFoundError, UnsupportedError
from rag.types import (
    Answer,
    Box,
    Chunk,
    Citation,
    Document,
    Hit,
    Line,
    Locator,
    Page,
    Pixels,
    Query,
    Source,
    StreamScore,
    Turn,
    content_id,
)

WIDTH_PT, HEIGHT_PT = 612.0, 792.0
MARK = (255, 196, 0)
"""The colour of a marked region, which tests look for."""
LINES_A_PAGE = 24
_SCALE = 1.5


@dataclass
class FakeLibrary:
    """Documents of text lines; a question finds the lines that share its words."""

    config: Config = field(default_factory=Config)
    delay_s: float = 0.0
    """Between the pieces of an answer."""
    feedback: list[tuple[str, str, bool]] = field(default_factory=list)
    asked: list[Query] = field(default_factory=list)
    histories: list[Sequence[Turn]] = field(default_factory=list)
    _collections: dict[str, dict[str, tuple[Document, list[str]]]] = field(default_factory=lambda: {"default": {}})
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def collections(self) -> tuple[str, ...]:
        return tuple(sorted(self._collections))

    def create_collection(self, name: str) -> None:
        self._collections.setdefault(name, {})

    def documents(self, collection: str = "default") -> list[Document]:
        with self._lock:
            kept = list(self._collections.get(collection, {}).values())
        return sorted((document for document, _ in kept), key=lambda document: document.source.name)

    def add(self, name: str, text: str, collection: str = "default", warnings: tuple[str, ...] = ()) -> Document:
        """Put a document of text lines into a collection."""
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        lines = [line for line in text.splitlines() if line.strip()]
        source = Source(sha256, name, _media_type(name), len(text))
        n_pages = max(1, -(-len(lines) // LINES_A_PAGE))
        uid = content_id(collection, sha256)
        document = Document(uid, collection, source, name, n_pages, len(lines), "2026-01-01T00:00:00+00:00", warnings)
        with self._lock:
            self._collections.setdefault(collection, {})[uid] = (document, lines)
        return document

    def delete(self, document_id: str) -> None:
        with self._lock:
            for documents in self._collections.values():
                if documents.pop(document_id, None) is not None:
                    return
        raise NotFoundError("There is no such document.", "It may have been deleted already.")

    def find(self, query: str | Query, k: int = 10) -> list[Hit]:
        asked = Query(query) if isinstance(query, str) else query
        self.asked.append(asked)
        wanted = _words(asked.text)
        scored = [
            (len(wanted & _words(line)) + 0.5 * (asked.image is not None), document, number, line)
            for document, lines in self._collections.get(asked.collection, {}).values()
            for number, line in enumerate(lines)
            if not asked.filters.documents or document.id in asked.filters.documents
        ]
        best = sorted((item for item in scored if item[0] > 0), key=lambda item: (-item[0], item[1].id, item[2]))[:k]
        return [_hit(rank, *item) for rank, item in enumerate(best, 1)]

    def stream(self, query: str | Query, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        asked = Query(query) if isinstance(query, str) else query
        self.histories.append(history)
        if "explode" in asked.text:
            raise RuntimeError("secret detail of the inside")
        hits = self.find(asked, 6)
        if not hits or hits[0].score < 2:
            yield Answer("Your documents do not answer this question.", "refused", (), tuple(hits[:3]), 0.1)
            return
        citations = tuple(
            Citation(n, hit, hit.chunk.text, hit.boxes) for n, hit in enumerate(hits[:3], 1) if hit.score >= 2
        )
        text = "\n".join(f"- “{citation.quote}” [{citation.marker}]" for citation in citations)
        for end in range(8, len(text), 24):
            time.sleep(self.delay_s)
            yield Answer(text[:end], "streaming", citations[: text[:end].count("]")])
        yield Answer(text, "answered", citations, confidence=0.9, notes=("No language model is configured.",))

    def image(self, hit: Hit, boxes: tuple[Box, ...] = ()) -> Pixels:
        _, lines = self._collections[hit.document.collection][hit.document.id]
        return draw_page(lines[(hit.page.number - 1) * LINES_A_PAGE :][:LINES_A_PAGE], boxes)

    def use_language_model(self, generator: str, url: str) -> None:
        self.config = replace(self.config, generator=generator, generator_url=url)

    def notices(self) -> tuple[str, ...]:
        return ("No language model is configured, so answers quote your documents.",)

    def add_feedback(self, query: Query, hit: Hit, *, helpful: bool) -> None:
        self.feedback.append((query.text, hit.chunk.text, helpful))

    def ingest(self, paths: Sequence[Path], collection: str, progress: Callable[[Progress], None]) -> Report:
        """What `ingestion.ingest` does, for text files; anything else fails with a sentence."""
        reports: list[FileReport] = []
        for path in paths:
            progress(Progress(len(paths), len(reports), 0, 0, len(reports) / len(paths), path.name))
            time.sleep(self.delay_s)
            reports.append(self._ingest_one(path, collection))
            progress(Progress(len(paths), len(reports), 0, 0, len(reports) / len(paths), path.name, reports[-1]))
        return Report(tuple(reports))

    def _ingest_one(self, path: Path, collection: str) -> FileReport:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            error = UnsupportedError(f"{path.name} is of a kind that is not read.", "Convert it to PDF or text.")
            return FileReport(str(path), "failed", error=error)
        known = {document.source.sha256 for document in self.documents(collection)}
        same = hashlib.sha256(text.encode()).hexdigest() in known
        return FileReport(str(path), "unchanged" if same else "added", self.add(path.name, text, collection))


def draw_page(lines: Sequence[str], boxes: tuple[Box, ...]) -> Pixels:
    """A page of text lines with `boxes` marked."""
    image = Image.new("RGB", (round(WIDTH_PT * _SCALE), round(HEIGHT_PT * _SCALE)), "white")
    pen = ImageDraw.Draw(image)
    for box in boxes:
        pen.rectangle([v * _SCALE for v in (box.x0, box.y0, box.x1, box.y1)], fill=MARK)
    font = ImageFont.load_default(size=12 * _SCALE)
    for number, line in enumerate(lines):
        box = line_box(number)
        pen.text((box.x0 * _SCALE, (box.y0 + 3) * _SCALE), line[:86], fill=(30, 30, 30), font=font)
    return np.asarray(image)


def line_box(number: int) -> Box:
    """Where the line with this number stands on its page."""
    top = 60 + 28 * (number % LINES_A_PAGE)
    return Box(54, top, 558, top + 22)


def _hit(rank: int, score: float, document: Document, number: int, text: str) -> Hit:
    page, box = number // LINES_A_PAGE + 1, line_box(number)
    locator = Locator(document.source.sha256, page, (box,))
    chunk = Chunk(content_id(document.source.sha256, number), text, "text", locator, (Line(text, box),))
    streams = (
        StreamScore("text", 0.61, 0.8, 1.0, 0.55),
        StreamScore("lexical", 11.2, 0.5, 0.8, 0.35),
        StreamScore("late", 0.4, 0.2, 0.6, 0.10),
    )
    return Hit(chunk, document, Page(page, WIDTH_PT, HEIGHT_PT), score, rank, streams, (box,))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) > 2)


def _media_type(name: str) -> str:
    known = {".pdf": "application/pdf", ".md": "text/markdown", ".png": "image/png"}
    return known.get(Path(name).suffix, "text/plain")

"""Chunks and hits made by hand, for tests that need no files."""

from __future__ import annotations

from rag.types import Box, Chunk, Document, Hit, Kind, Line, Locator, Page, Source, content_id

LINE_HEIGHT = 12.0


def line(text: str, row: int = 0, x0: float = 50.0) -> Line:
    """A line of text on the given row, six points a character."""
    top = 50.0 + row * 2 * LINE_HEIGHT
    return Line(text, Box(x0, top, x0 + 6 * len(text), top + LINE_HEIGHT))


def chunk(text: str, kind: Kind = "text", lines: tuple[Line, ...] | None = None, context: str = "") -> Chunk:
    """A chunk; without `lines`, every line of its text is one."""
    found = tuple(line(words, row) for row, words in enumerate(text.split("\n"))) if lines is None else lines
    box = (Box(40, 40, 560, 740),)
    return Chunk(content_id(text, kind), text, kind, Locator("0" * 64, 1, box), found, context)


def form(*rows: tuple[str, ...]) -> Chunk:
    """A photographed form: every row's cells stand side by side, 200 points apart."""
    lines = tuple(line(cell, row, 50.0 + 200 * i) for row, cells in enumerate(rows) for i, cell in enumerate(cells))
    return chunk("\n".join(each.text for each in lines), "image", lines)


def hit(found: Chunk, rank: int = 1, name: str = "report.pdf", score: float = 1.0) -> Hit:
    """The chunk as a hit in a document of one page."""
    source = Source("0" * 64, name, "application/pdf", 1000)
    document = Document(content_id(name), "default", source, f"/files/{name}", 1, 1, "2026-01-01T00:00:00Z")
    return Hit(found, document, Page(1, 612.0, 792.0), score / rank, rank)


class FixedRetriever:
    """Always the same chunks, as a retriever."""

    def __init__(self, *chunks: Chunk) -> None:
        self.hits = [hit(found, rank) for rank, found in enumerate(chunks, 1)]

    def retrieve(self, question: object, k: int) -> list[Hit]:
        return self.hits[:k]

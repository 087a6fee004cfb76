"""Documents for the ledger's tests, made from a number."""

from __future__ import annotations

import numpy as np

from rag.ledger import DocumentRecord, SpaceVectors
from rag.types import Box, Chunk, Kind, Line, Locator, Page, Source, Vectors, content_id

SPACE = "test@1/8"


def vector_of(n: int, position: int) -> Vectors:
    """(8,) the unit vector of one chunk."""
    row = np.random.default_rng((n, position)).normal(size=8)
    return np.asarray(row / np.linalg.norm(row), dtype=np.float32)


def record(n: int, *, n_chunks: int = 6, collection: str = "default", replaces: str = "") -> DocumentRecord:
    """A document of `n_chunks` chunks, three to a page, every third a figure; its words hold its number."""
    source = Source(f"{n:064d}", f"{n}.pdf", "application/pdf", 100)
    chunks = tuple(_chunk(source, n, position) for position in range(n_chunks))
    pages = tuple(Page(number, 612.0, 792.0, f"p{number}") for number in range(1, (n_chunks + 2) // 3 + 1))
    vectors = np.stack([vector_of(n, position) for position in range(n_chunks)])
    spaces = (SpaceVectors(SPACE, np.arange(n_chunks), vectors),)
    return DocumentRecord(
        collection, source, f"/folder/{n}.pdf", pages, chunks, spaces, settings={"ocr": "yes"}, replaces=replaces
    )


def _chunk(source: Source, n: int, position: int) -> Chunk:
    page = position // 3 + 1
    text = f"secret{n}x number {position} on 图表"
    locator = Locator(source.sha256, page, (Box(10, 20, 30, 40),))
    kind: Kind = "figure" if position % 3 == 2 else "text"
    uid = content_id(source.sha256, page, position)
    return Chunk(uid, text, kind, locator, (Line(text, Box(10, 20, 30, 30)),), f"heading {n}")

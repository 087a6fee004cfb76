"""Values as rows and rows as values. Knows the columns; knows nothing of transactions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.ledger.records import StoredChunk
from rag.types import Box, Chunk, Document, Line, Locator, Page, Source, Vectors

Row = tuple[Any, ...]

DOCUMENT_COLUMNS = (
    "documents.id, collections.name, documents.sha256, documents.name, documents.media_type, documents.n_bytes, "
    "documents.path, documents.n_pages, documents.n_chunks, documents.added_at, documents.warnings"
)
PAGE_COLUMNS = "pages.number, pages.width_pt, pages.height_pt, pages.label, pages.second"
CHUNK_COLUMNS = (
    "chunks.id, chunks.kind, chunks.part, chunks.second, chunks.text, chunks.context, chunks.boxes, chunks.lines"
)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def storable(text: str) -> str:
    """Text as a database keeps it: half a surrogate pair, from a broken file or a file name, is written out."""
    return text.encode("utf-8", "backslashreplace").decode()


def chunk_values(chunk: Chunk) -> Row:
    """In the order of CHUNK_COLUMNS; coordinates to a hundredth of a point."""
    place = chunk.locator
    boxes = json.dumps([_corners(box) for box in place.boxes], separators=(",", ":"))
    lines = json.dumps([[x.text, *_corners(x.box)] for x in chunk.lines], ensure_ascii=False, separators=(",", ":"))
    text, context, part = storable(chunk.text), storable(chunk.context), storable(place.part)
    return chunk.id, chunk.kind, part, place.second, text, context, boxes, storable(lines)


def page_values(page: Page) -> Row:
    """In the order of PAGE_COLUMNS."""
    return page.number, page.width_pt, page.height_pt, storable(page.label), page.second


def to_document(row: Row) -> Document:
    identity, collection, sha256, name, media_type, n_bytes, path, n_pages, n_chunks, added_at, warnings = row
    source = Source(sha256, name, media_type, n_bytes)
    return Document(identity, collection, source, path, n_pages, n_chunks, added_at, tuple(json.loads(warnings)))


def to_stored_chunk(key: int, row: Row, document: Document, page: Page) -> StoredChunk:
    identity, kind, part, second, text, context, boxes, lines = row
    places = tuple(Box(*corners) for corners in json.loads(boxes))
    locator = Locator(document.source.sha256, page.number, places, part, second)
    marked = tuple(Line(words, Box(*corners)) for words, *corners in json.loads(lines))
    return StoredChunk(key, Chunk(identity, text, kind, locator, marked, context), document, page)


def to_blobs(vectors: Vectors) -> list[bytes]:
    """Each row as float16: cosines move by less than 0.0005, and the ledger halves."""
    return [row.tobytes() for row in np.ascontiguousarray(vectors, dtype="<f2")]


def to_vectors(blobs: Iterable[bytes], dim: int) -> Vectors:
    """(n, dim) float32."""
    return np.frombuffer(b"".join(blobs), dtype="<f2").reshape(-1, dim).astype(np.float32)


def to_keys(blob: bytes) -> NDArray[np.int64]:
    return np.frombuffer(blob, dtype="<i8").astype(np.int64)


def keys_blob(keys: Sequence[int] | NDArray[np.int64]) -> bytes:
    return np.asarray(keys, dtype="<i8").tobytes()


def keys_json(keys: Sequence[int] | NDArray[np.int64]) -> str:
    """For `IN (SELECT value FROM json_each(?))`, which has no limit on how many."""
    return json.dumps(np.asarray(keys, dtype=np.int64).tolist())


def _corners(box: Box) -> list[float]:
    return [round(float(value), 2) for value in (box.x0, box.y0, box.x1, box.y1)]

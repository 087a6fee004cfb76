"""Turns rows into values and back. Knows nothing of transactions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from rag.ledger.records import StoredChunk
from rag.types import Box, Chunk, Document, Line, Locator, Page, Source

CHUNK_COLUMNS = (
    "chunks.key, chunks.id, chunks.kind, chunks.text, chunks.context, chunks.boxes, chunks.lines, chunks.part, "
    "chunks.second, chunks.page, chunks.document"
)
DOCUMENT_COLUMNS = (
    "documents.key, documents.id, collections.name, documents.sha256, documents.name, documents.media_type, "
    "documents.n_bytes, documents.path, documents.n_pages, documents.n_chunks, documents.added_at, documents.warnings"
)


def numbers(box: Box) -> list[float]:
    """A box as JSON keeps it, to a hundredth of a point."""
    return [round(value, 2) for value in (box.x0, box.y0, box.x1, box.y1)]


def boxes_json(boxes: Sequence[Box]) -> str:
    return json.dumps([numbers(box) for box in boxes], separators=(",", ":"))


def lines_json(lines: Sequence[Line]) -> str:
    return json.dumps([[line.text, *numbers(line.box)] for line in lines], ensure_ascii=False, separators=(",", ":"))


def document(row: Sequence[object]) -> Document:
    """From DOCUMENT_COLUMNS."""
    _, uid, collection, sha256, name, media_type, n_bytes, path, n_pages, n_chunks, added_at, warnings = row
    return Document(
        str(uid),
        str(collection),
        Source(str(sha256), str(name), str(media_type), int(str(n_bytes))),
        str(path),
        int(str(n_pages)),
        int(str(n_chunks)),
        str(added_at),
        tuple(json.loads(str(warnings))),
    )


def page(row: sqlite3.Row | Sequence[object]) -> Page:
    """From number, width_pt, height_pt, label, second."""
    number, width, height, label, second = row
    return Page(int(str(number)), float(str(width)), float(str(height)), str(label), _float(second))


def stored_chunk(row: Sequence[object], of: Document, on: Page) -> StoredChunk:
    """From CHUNK_COLUMNS."""
    key, uid, kind, text, context, boxes, lines, part, second, *_ = row
    locator = Locator(
        of.source.sha256, on.number, tuple(Box(*box) for box in json.loads(str(boxes))), str(part), _float(second)
    )
    kept = tuple(Line(words, Box(*box)) for words, *box in json.loads(str(lines)))
    return StoredChunk(int(str(key)), Chunk(str(uid), str(text), kind, locator, kept, str(context)), of, on)  # type: ignore[arg-type]


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))

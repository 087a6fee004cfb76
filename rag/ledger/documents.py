"""Writes and deletes whole documents. Every function runs inside a transaction that its caller has begun."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime

import numpy as np

from rag.errors import NotFoundError
from rag.ledger import schema
from rag.ledger.records import DocumentRecord
from rag.ledger.rows import boxes_json, lines_json
from rag.lexical import terms
from rag.types import Chunk, Page, content_id


def next_change(connection: sqlite3.Connection) -> int:
    """Count one more change of the ledger."""
    connection.execute("UPDATE counter SET change = change + 1")
    return int(connection.execute("SELECT change FROM counter").fetchone()[0])


def collection_key(connection: sqlite3.Connection, name: str, *, create: bool = False) -> int:
    """The row of a collection. Raises NotFoundError."""
    row = connection.execute("SELECT id FROM collections WHERE name = ?", (name,)).fetchone()
    if row is None and create:
        key = int(connection.execute("INSERT INTO collections (name) VALUES (?)", (name,)).lastrowid or 0)
        schema.create_lexical(connection, key)
        return key
    if row is None:
        names = [known for (known,) in connection.execute("SELECT name FROM collections ORDER BY name")]
        raise NotFoundError(f"There is no collection {name!r}.", f"There are: {', '.join(names) or 'none'}.")
    return int(row[0])


def space_key(connection: sqlite3.Connection, space: str) -> int:
    """The row of a space, made when it is new."""
    connection.execute("INSERT OR IGNORE INTO spaces (name) VALUES (?)", (space,))
    return int(connection.execute("SELECT id FROM spaces WHERE name = ?", (space,)).fetchone()[0])


def document_id(collection: str, sha256: str) -> str:
    """Equal bytes in one collection are one document."""
    return content_id(collection, sha256)


def write(connection: sqlite3.Connection, record: DocumentRecord) -> str:
    """Write a document in place of the one it replaces and of its own earlier self; gives its id."""
    uid = document_id(record.collection, record.source.sha256)
    for old in {uid, record.replaces} - {""}:
        if connection.execute("SELECT 1 FROM documents WHERE id = ?", (old,)).fetchone():
            delete(connection, old)
    collection = collection_key(connection, record.collection, create=True)
    document = _insert_document(connection, record, uid, collection)
    page_keys = {page.number: _insert_page(connection, document, page) for page in record.pages}
    keys = [_insert_chunk(connection, document, page_keys, chunk) for chunk in record.chunks]
    _insert_terms(connection, record, collection, page_keys, keys)
    change = next_change(connection)
    for space in record.vectors:
        put_vectors(connection, collection, space.space, [keys[at] for at in space.positions], space.vectors, change)
    for codes in record.token_vectors:
        put_codes(connection, codes.space, [keys[at] for at in codes.positions], codes.codes)
    return uid


def _insert_document(connection: sqlite3.Connection, record: DocumentRecord, uid: str, collection: int) -> int:
    source = record.source
    row = (
        uid, collection, source.sha256, source.name, source.media_type, source.n_bytes, record.path,
        len(record.pages), len(record.chunks), datetime.now(UTC).isoformat(timespec="seconds"),
        json.dumps(record.warnings, ensure_ascii=False), json.dumps(record.settings, ensure_ascii=False),
    )  # fmt: skip
    names = "id, collection, sha256, name, media_type, n_bytes, path, n_pages, n_chunks, added_at, warnings, settings"
    marks = ", ".join("?" * len(row))
    return int(connection.execute(f"INSERT INTO documents ({names}) VALUES ({marks})", row).lastrowid or 0)


def _insert_page(connection: sqlite3.Connection, document: int, page: Page) -> int:
    row = (document, page.number, page.width_pt, page.height_pt, page.label, page.second)
    names = "document, number, width_pt, height_pt, label, second"
    return int(connection.execute(f"INSERT INTO pages ({names}) VALUES (?, ?, ?, ?, ?, ?)", row).lastrowid or 0)


def _insert_chunk(connection: sqlite3.Connection, document: int, page_keys: dict[int, int], chunk: Chunk) -> int:
    locator = chunk.locator
    row = (
        document, page_keys[locator.page], chunk.id, chunk.kind, chunk.text, chunk.context, boxes_json(locator.boxes),
        lines_json(chunk.lines), locator.part, locator.second,
    )  # fmt: skip
    names = "document, page, id, kind, text, context, boxes, lines, part, second"
    marks = ", ".join("?" * len(row))
    return int(connection.execute(f"INSERT INTO chunks ({names}) VALUES ({marks})", row).lastrowid or 0)


def _insert_terms(
    connection: sqlite3.Connection,
    record: DocumentRecord,
    collection: int,
    page_keys: dict[int, int],
    keys: list[int],
) -> None:
    """Index the words of every chunk, and of every page as the sum of its chunks."""
    tables = schema.lexical_tables(collection)
    words = [" ".join(terms(chunk.searchable)) for chunk in record.chunks]
    by_page: dict[int, list[str]] = {}
    for chunk, text in zip(record.chunks, words, strict=True):
        by_page.setdefault(page_keys[chunk.locator.page], []).append(text)
    insert = "INSERT INTO {} (rowid, terms) VALUES (?, ?)"
    connection.executemany(insert.format(tables["chunk"]), zip(keys, words, strict=True))
    connection.executemany(insert.format(tables["page"]), [(key, " ".join(texts)) for key, texts in by_page.items()])


def put_vectors(
    connection: sqlite3.Connection,
    collection: int,
    space: str,
    keys: list[int],
    vectors: np.ndarray,
    change: int,
) -> None:
    """Write (n, dim) vectors as float16, in place of earlier ones of the same keys and space."""
    at = space_key(connection, space)
    halves = np.ascontiguousarray(vectors, dtype=np.float16)
    rows = [(collection, at, int(key), change, half.tobytes()) for key, half in zip(keys, halves, strict=True)]
    connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", rows)


def put_codes(connection: sqlite3.Connection, space: str, keys: list[int], codes: tuple[bytes, ...]) -> None:
    """Write packed token vectors, in place of earlier ones of the same keys and space."""
    at = space_key(connection, space)
    rows = [(at, int(key), code) for key, code in zip(keys, codes, strict=True)]
    connection.executemany("INSERT OR REPLACE INTO token_vectors (space, chunk, codes) VALUES (?, ?, ?)", rows)


def delete(connection: sqlite3.Connection, uid: str) -> None:
    """Delete a document with its pages, chunks, vectors and words. Raises NotFoundError."""
    row = connection.execute(
        "SELECT documents.key, collections.id, collections.name FROM documents "
        "JOIN collections ON collections.id = collection WHERE documents.id = ?",
        (uid,),
    ).fetchone()
    if row is None:
        raise NotFoundError(f"There is no document {uid}.", "List the collection's documents to see their ids.")
    document, collection, name = row
    change = next_change(connection)
    connection.execute(
        "INSERT INTO deletions SELECT ?, ?, spaces.name, vectors.chunk FROM vectors "
        "JOIN spaces ON spaces.id = vectors.space JOIN chunks ON chunks.key = vectors.chunk WHERE chunks.document = ?",
        (change, name, document),
    )
    tables = schema.lexical_tables(collection)
    for unit, source in (("chunk", "chunks"), ("page", "pages")):
        connection.execute(
            f"DELETE FROM {tables[unit]} WHERE rowid IN (SELECT key FROM {source} WHERE document = ?)", (document,)
        )
    connection.execute("DELETE FROM documents WHERE key = ?", (document,))

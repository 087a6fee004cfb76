"""Writes and deletes whole documents inside a transaction of the caller.

What can be computed beforehand is computed beforehand (`prepare`), so that other processes wait for the writing only.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import rag.ledger.schema as schema
from rag.errors import SpaceMismatchError
from rag.ledger.lexical_rows import TermRows, delete_terms, insert_terms
from rag.ledger.owed import owe
from rag.ledger.records import DocumentRecord
from rag.ledger.rows import Row, chunk_values, keys_blob, now, page_values, storable, to_blobs
from rag.ledger.tables import ensure_collection, find_space
from rag.types import content_id


@dataclass(frozen=True, slots=True)
class SpaceRows:
    """The blobs of one space, each with the position of its chunk."""

    space: str
    form: str
    dim: int
    positions: tuple[int, ...]
    blobs: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record as rows."""

    record: DocumentRecord
    id: str
    digest: str
    pages: tuple[Row, ...]
    chunks: tuple[Row, ...]
    terms: TermRows
    spaces: tuple[SpaceRows, ...]


def document_id(collection: str, sha256: str) -> str:
    """Equal bytes in one collection are one document."""
    return content_id("document", collection, sha256)


def prepare(record: DocumentRecord) -> Prepared:
    """Compute all rows of a record. Raises ValueError when its parts do not fit together."""
    numbers = [page.number for page in record.pages]
    missing = {chunk.locator.page for chunk in record.chunks} - set(numbers)
    if missing or len(set(numbers)) < len(numbers):
        raise ValueError(f"chunks on pages that are not there: {sorted(missing)}; pages: {numbers}")
    pages = tuple(page_values(page) for page in record.pages)
    chunks = tuple((chunk.locator.page, *chunk_values(chunk)) for chunk in record.chunks)
    spaces = _space_rows(record)
    return Prepared(
        record=record,
        id=document_id(record.collection, record.source.sha256),
        digest=_digest(pages, chunks, spaces),
        pages=pages,
        chunks=chunks,
        terms=TermRows.of((chunk.locator.page, chunk.context, chunk.text) for chunk in record.chunks),
        spaces=spaces,
    )


def _space_rows(record: DocumentRecord) -> tuple[SpaceRows, ...]:
    found: list[SpaceRows] = []
    for dense in record.vectors:
        vectors = np.atleast_2d(dense.vectors)
        found.append(_checked(record, dense.space, "dense", vectors.shape[1], dense.positions, to_blobs(vectors)))
    for tokens in record.token_vectors:
        found.append(_checked(record, tokens.space, "tokens", 0, tokens.positions, tokens.codes))
    return tuple(found)


def _checked(
    record: DocumentRecord, space: str, form: str, dim: int, at: NDArray[np.int64], blobs: Sequence[bytes]
) -> SpaceRows:
    positions = tuple(int(position) for position in at)
    if len(positions) != len(blobs) or any(not 0 <= position < len(record.chunks) for position in positions):
        raise ValueError(
            f"{len(blobs)} vectors of {space} for the positions {positions} of {len(record.chunks)} chunks"
        )
    return SpaceRows(space, form, dim, positions, tuple(blobs))


def _digest(pages: Sequence[Row], chunks: Sequence[Row], spaces: Sequence[SpaceRows]) -> str:
    hasher = hashlib.sha256(repr((pages, chunks)).encode("utf-8", "surrogatepass"))
    for space in spaces:
        hasher.update(repr((space.space, space.form, space.positions)).encode())
        for blob in space.blobs:
            hasher.update(blob)
    return hasher.hexdigest()


def write(connection: sqlite3.Connection, prepared: Prepared) -> None:
    """Make the ledger hold this record, in the place of the one it replaces and of an earlier state of itself."""
    record = prepared.record
    collection = ensure_collection(connection, record.collection)
    if record.replaces not in ("", prepared.id):
        delete(connection, record.replaces)
    query = "SELECT key, digest, added_at FROM documents WHERE id = ?"
    known = connection.execute(query, (prepared.id,)).fetchone()
    if known and known[1] == prepared.digest:
        _rename(connection, collection, known[0], record)
        return
    if known:
        delete(connection, prepared.id)
    # Read anew or not, it is the same document: it keeps the date on which it was added.
    document = _insert_document(connection, collection, prepared, known[2] if known else now())
    keys = _insert_contents(connection, collection, document, prepared)
    # Nobody else writes meanwhile, so the keys follow each other: the first one and their number name them all.
    connection.execute("UPDATE documents SET first_chunk = ? WHERE key = ?", (keys[0] if keys else 0, document))
    log_change(connection, "put", (collection, document, None), keys)
    for rows in prepared.spaces:
        placed = [keys[position] for position in rows.positions]
        space = put_blobs(connection, (rows.space, rows.form, rows.dim), placed, rows.blobs)
        # Indexes hold dense vectors; token vectors are compared where they lie.
        if rows.form == "dense":
            log_change(connection, "put", (collection, document, space), placed)


def _rename(connection: sqlite3.Connection, collection: int, document: int, record: DocumentRecord) -> None:
    """Equal contents under another name, path or settings: keys and vectors stay."""
    columns = "(name, media_type, path, warnings, settings)"
    values = (storable(record.source.name), record.source.media_type, storable(record.path), *_notes(record))
    cursor = connection.execute(
        f"UPDATE documents SET {columns} = (?, ?, ?, ?, ?) WHERE key = ? AND {columns} IS NOT (?, ?, ?, ?, ?)",
        (*values, document, *values),
    )
    if cursor.rowcount:
        log_change(connection, "put", (collection, document, None), [])


def _notes(record: DocumentRecord) -> tuple[str, str]:
    return json.dumps(record.warnings), json.dumps(record.settings, sort_keys=True)


def _insert_document(connection: sqlite3.Connection, collection: int, prepared: Prepared, added_at: str) -> int:
    record, source = prepared.record, prepared.record.source
    cursor = connection.execute(
        "INSERT INTO documents (collection, id, digest, sha256, name, media_type, n_bytes, path, n_pages, n_chunks, "
        "first_chunk, added_at, warnings, settings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?) RETURNING key",
        (
            *(collection, prepared.id, prepared.digest),
            *(source.sha256, storable(source.name), source.media_type, source.n_bytes, storable(record.path)),
            *(len(record.pages), len(record.chunks), added_at),
            *_notes(record),
        ),
    )
    return int(cursor.fetchone()[0])


def _insert_contents(connection: sqlite3.Connection, collection: int, document: int, prepared: Prepared) -> list[int]:
    """Write pages, chunks and their terms; the keys of the chunks in order."""
    add_page = (
        "INSERT INTO pages (document, number, width_pt, height_pt, label, second) "
        "VALUES (?, ?, ?, ?, ?, ?) RETURNING key"
    )
    pages = {row[0]: int(connection.execute(add_page, (document, *row)).fetchone()[0]) for row in prepared.pages}
    add_chunk = (
        "INSERT INTO chunks (document, page, id, kind, part, second, text, context, boxes, lines) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key"
    )
    keys = [
        int(connection.execute(add_chunk, (document, pages[page], *row)).fetchone()[0])
        for page, *row in prepared.chunks
    ]
    insert_terms(connection, collection, "chunk", dict(zip(keys, prepared.terms.chunks, strict=True)))
    insert_terms(connection, collection, "page", {pages[n]: words for n, words in prepared.terms.pages.items()})
    return keys


def put_blobs(
    connection: sqlite3.Connection, space: tuple[str, str, int], keys: Sequence[int], blobs: Sequence[bytes]
) -> int:
    """Write vectors of the space (name, form, dim), which is made when new; its key. Raises SpaceMismatchError."""
    name, form, dim = space
    found = find_space(connection, name, form) or (schema.create_space(connection, name, form, dim), dim)
    if found[1] != dim:
        raise SpaceMismatchError(
            f"The space {name} has {found[1]} dimensions; a vector of {dim} was put.",
            "A space names its model and dimension: give the changed model a space of its own.",
        )
    connection.executemany(
        f"INSERT OR REPLACE INTO {schema.space_table(found[0])} (chunk, vector) VALUES (?, ?)",
        zip(keys, blobs, strict=True),
    )
    return found[0]


def log_change(
    connection: sqlite3.Connection, kind: str, place: tuple[int, int | None, int | None], keys: Sequence[int]
) -> None:
    """Count one change; `place` is (collection, document, space)."""
    connection.execute(
        "INSERT INTO changes (kind, collection, document, space, keys) VALUES (?, ?, ?, ?, ?)",
        (kind, *place, keys_blob(keys)),
    )


def delete(connection: sqlite3.Connection, document: str) -> bool:
    """Delete a document with its pages, chunks, vectors and words; False when there is none of this id."""
    query = "SELECT key, collection, sha256 FROM documents WHERE id = ?"
    row = connection.execute(query, (document,)).fetchone()
    if row is None:
        return False
    key, collection, sha256 = row
    keys = [row[0] for row in connection.execute("SELECT key FROM chunks WHERE document = ? ORDER BY key", (key,))]
    pages = [row[0] for row in connection.execute("SELECT key FROM pages WHERE document = ?", (key,))]
    # Full-text rows have no foreign key; pages, chunks and vectors go with their document.
    delete_terms(connection, collection, "chunk", keys)
    delete_terms(connection, collection, "page", pages)
    # An index that has not followed these yet need not put what is deleted right after.
    connection.execute("DELETE FROM changes WHERE document = ?", (key,))
    connection.execute("DELETE FROM documents WHERE key = ?", (key,))
    # What an answer quotes from the document must not outlive it; the question stays.
    connection.execute(
        "UPDATE turns SET answer = '', details = '{}', withdrawn = 1 "
        "WHERE key IN (SELECT turn FROM turn_documents WHERE document_id = ?)",
        (document,),
    )
    log_change(connection, "delete", (collection, None, None), keys)
    owe(connection, sha256)
    return True

"""Reads chunks and pages by key, place and filter."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.ledger.records import StoredChunk
from rag.ledger.rows import (
    CHUNK_COLUMNS,
    DOCUMENT_COLUMNS,
    PAGE_COLUMNS,
    Row,
    keys_json,
    to_document,
    to_stored_chunk,
)
from rag.ledger.tables import IS_IMAGE, WITHIN, Tables, find_collection, key_ranges
from rag.types import Document, Filters, Page

_ON_PAGES = (
    "FROM documents CROSS JOIN pages ON pages.document = documents.key "
    "CROSS JOIN chunks ON chunks.document = documents.key AND chunks.page = pages.key"
)
_ALL = Filters()


class ChunkTables(Tables):
    """Chunks by key. A key belongs to one chunk for ever."""

    def n_chunks(self, collection: str) -> int:
        """How many chunks a collection has."""
        query = (
            "SELECT coalesce(sum(n_chunks), 0) FROM documents JOIN collections ON collections.key = collection "
            "WHERE collections.name = ?"
        )
        with self._database.reading() as connection:
            known = self._counts.at(connection)
            if collection not in known:
                known[collection] = int(connection.execute(query, (collection,)).fetchone()[0])
            return known[collection]

    def keys(self, collection: str, filters: Filters = _ALL) -> NDArray[np.int64]:
        """The keys of the chunks that the filters allow, sorted."""
        with self._database.reading() as connection:
            at = find_collection(connection, collection)
            if at is None:
                return np.empty(0, dtype=np.int64)
            if filters == _ALL:
                return _spread(key_ranges(connection, at))
            # The keys of whole documents follow from ranges, without a look at any chunk; both modalities are all.
            if not filters.pages and len(filters.modalities) != 1:
                return _spread(_document_ranges(connection, at, filters))
            return _filtered(connection, at, filters)

    def chunks(self, keys: Sequence[int] | NDArray[np.int64]) -> list[StoredChunk]:
        """The chunks in the order of `keys`; those that have been deleted meanwhile are left out."""
        query = (
            f"SELECT chunks.key, chunks.document, chunks.page, {CHUNK_COLUMNS} FROM chunks "
            "WHERE chunks.key IN (SELECT value FROM json_each(?))"
        )
        with self._database.reading() as connection:
            found = _assembled(connection, connection.execute(query, (keys_json(keys),)).fetchall())
        by_key = {stored.key: stored for stored in found}
        return [by_key[int(key)] for key in keys if int(key) in by_key]

    def page_chunks(self, document_id: str, page: int) -> list[StoredChunk]:
        """All chunks of a page in reading order."""
        query = (
            f"SELECT chunks.key, chunks.document, chunks.page, {CHUNK_COLUMNS} FROM chunks WHERE "
            "(document, page) IN (SELECT documents.key, pages.key FROM documents JOIN pages "
            "ON pages.document = documents.key WHERE documents.id = ? AND pages.number = ?) ORDER BY chunks.key"
        )
        with self._database.reading() as connection:
            return _assembled(connection, connection.execute(query, (document_id, page)).fetchall())

    def pages(self, document_id: str) -> list[Page]:
        """The pages of a document in order."""
        query = (
            f"SELECT {PAGE_COLUMNS} FROM pages JOIN documents ON documents.key = pages.document "
            "WHERE documents.id = ? ORDER BY pages.number"
        )
        with self._database.reading() as connection:
            return [Page(*row) for row in connection.execute(query, (document_id,))]

    def pages_saying(self, document_id: str, words: str, limit: int) -> list[tuple[int, str]]:
        """(page number, the first passage that says it) of the pages of a document whose text contains `words`."""
        query = (
            "SELECT pages.number, chunks.text FROM documents JOIN pages ON pages.document = documents.key "
            "JOIN chunks ON chunks.document = documents.key AND chunks.page = pages.key "
            "WHERE documents.id = ? AND chunks.text LIKE ? ESCAPE '!' ORDER BY chunks.key"
        )
        says = words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        with self._database.reading() as connection:
            rows = connection.execute(query, (document_id, f"%{says}%"))
            first: dict[int, str] = {}
            for number, text in rows:
                first.setdefault(number, text)
                if len(first) == limit:
                    break
        return sorted(first.items())

    def page_keys(self, keys: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The key of each chunk's page, in the order of `keys`; 0 for a chunk that has been deleted."""
        query = "SELECT key, page FROM chunks WHERE key IN (SELECT value FROM json_each(?))"
        wanted = [int(key) for key in keys]
        with self._database.reading() as connection:
            known = self._pages.at(connection)
            unknown = [key for key in wanted if key not in known]
            if unknown:
                found = dict(connection.execute(query, (keys_json(unknown),)).fetchall())
                known.update({key: found.get(key, 0) for key in unknown})
        return np.array([known[key] for key in wanted], dtype=np.int64)

    def chunk_keys(self, collection: str, chunk_ids: Iterable[str]) -> dict[str, int]:
        """The keys of the chunks that are still in the collection, by their ids."""
        query = (
            "SELECT chunks.id, chunks.key FROM chunks JOIN documents ON documents.key = chunks.document "
            "WHERE chunks.id = ? AND documents.collection = ?"
        )
        with self._database.reading() as connection:
            at = find_collection(connection, collection)
            rows = [connection.execute(query, (chunk_id, at)).fetchone() for chunk_id in chunk_ids]
        return dict(row for row in rows if row)


def _spread(ranges: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    parts = [np.arange(first, last + 1, dtype=np.int64) for first, last in ranges]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _document_ranges(connection: sqlite3.Connection, collection: int, filters: Filters) -> list[tuple[int, int]]:
    """The keys of whole documents."""
    conditions, values = _document_conditions(collection, filters)
    query = "SELECT first_chunk, first_chunk + n_chunks - 1 FROM documents WHERE n_chunks > 0"
    return connection.execute(f"{query} AND {conditions} ORDER BY first_chunk", values).fetchall()


def _filtered(connection: sqlite3.Connection, collection: int, filters: Filters) -> NDArray[np.int64]:
    """The keys of the chunks that the filters allow, looked at one by one."""
    conditions, values = _document_conditions(collection, filters)
    source = WITHIN
    if filters.pages:
        source = _ON_PAGES
        conditions += f" AND pages.number IN ({_marks(filters.pages)})"
        values += sorted(filters.pages)
    if len(filters.modalities) == 1:
        conditions += f" AND {IS_IMAGE if 'image' in filters.modalities else f'NOT {IS_IMAGE}'}"
    rows = connection.execute(f"SELECT chunks.key {source} WHERE {conditions}", values).fetchall()
    return np.sort(np.array([row[0] for row in rows], dtype=np.int64))


def _document_conditions(collection: int, filters: Filters) -> tuple[str, list[str | int]]:
    """SQL for the documents that the filters allow, and its values."""
    conditions = ["documents.collection = ?"]
    values: list[str | int] = [collection]
    for column, operator, wanted in (
        ("documents.id", "IN", filters.documents),
        ("documents.id", "NOT IN", filters.excluded_documents),
        ("documents.media_type", "IN", filters.media_types),
    ):
        if wanted:
            conditions.append(f"{column} {operator} ({_marks(wanted)})")
            values.extend(sorted(wanted))
    return " AND ".join(conditions), values


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def _assembled(connection: sqlite3.Connection, rows: list[Row]) -> list[StoredChunk]:
    """Chunks with their documents and pages, each of which is read once."""
    documents = _documents(connection, {row[1] for row in rows})
    pages = _pages(connection, {row[2] for row in rows})
    return [to_stored_chunk(row[0], row[3:], documents[row[1]], pages[row[2]]) for row in rows]


def _documents(connection: sqlite3.Connection, keys: set[int]) -> dict[int, Document]:
    query = (
        f"SELECT documents.key, {DOCUMENT_COLUMNS} FROM documents JOIN collections "
        "ON collections.key = documents.collection WHERE documents.key IN (SELECT value FROM json_each(?))"
    )
    return {row[0]: to_document(row[1:]) for row in connection.execute(query, (keys_json(sorted(keys)),))}


def _pages(connection: sqlite3.Connection, keys: set[int]) -> dict[int, Page]:
    query = f"SELECT pages.key, {PAGE_COLUMNS} FROM pages WHERE pages.key IN (SELECT value FROM json_each(?))"
    return {row[0]: Page(*row[1:]) for row in connection.execute(query, (keys_json(sorted(keys)),))}

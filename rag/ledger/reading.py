"""Reads chunks and pages. Knows nothing of vectors or words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.ledger.connection import Database
from rag.ledger.records import StoredChunk
from rag.ledger.rows import CHUNK_COLUMNS, DOCUMENT_COLUMNS, document, page, stored_chunk
from rag.types import IMAGE_KINDS, Document, Filters, Page

N_CHUNK_COLUMNS = CHUNK_COLUMNS.count(",") + 1
_PAGE_COLUMNS = "pages.number, pages.width_pt, pages.height_pt, pages.label, pages.second"
_CHUNKS = f"SELECT {CHUNK_COLUMNS}, {_PAGE_COLUMNS} FROM chunks JOIN pages ON pages.key = chunks.page"
KEYS_OF_JSON = "(SELECT value FROM json_each(?))"


def as_json(keys: Iterable[int]) -> str:
    """Keys as one bound value, for `KEYS_OF_JSON`: SQLite takes few variables, but any length of text."""
    return json.dumps([int(key) for key in keys])


class ChunkTables:
    """Reads the tables of chunks, pages and documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keys(self, collection: str, filters: Filters) -> NDArray[np.int64]:
        where, values = _conditions(collection, filters)
        query = (
            "SELECT chunks.key FROM chunks JOIN documents ON documents.key = chunks.document "
            "JOIN collections ON collections.id = documents.collection JOIN pages ON pages.key = chunks.page "
            f"WHERE {where} ORDER BY chunks.key"
        )
        with self._database.translating() as connection:
            rows = connection.execute(query, values).fetchall()
        return np.array([key for (key,) in rows], dtype=np.int64)

    def get(self, keys: Sequence[int] | NDArray[np.int64]) -> list[StoredChunk]:
        found = {stored.key: stored for stored in self._select(f"chunks.key IN {KEYS_OF_JSON}", as_json(keys))}
        return [found[int(key)] for key in keys if int(key) in found]

    def of_page(self, document_id: str, number: int) -> list[StoredChunk]:
        where = "chunks.document = (SELECT key FROM documents WHERE id = ?) AND pages.number = ? ORDER BY chunks.key"
        return self._select(where, document_id, number)

    def page_keys(self, keys: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        query = f"SELECT key, page FROM chunks WHERE key IN {KEYS_OF_JSON}"
        with self._database.translating() as connection:
            found = dict(connection.execute(query, (as_json(keys),)).fetchall())
        return np.array([found.get(int(key), 0) for key in keys], dtype=np.int64)

    def count(self, collection: str) -> int:
        query = (
            "SELECT coalesce(sum(n_chunks), 0) FROM documents "
            "JOIN collections ON collections.id = collection WHERE collections.name = ?"
        )
        with self._database.translating() as connection:
            return int(connection.execute(query, (collection,)).fetchone()[0])

    def _select(self, where: str, *values: str | int) -> list[StoredChunk]:
        with self._database.translating() as connection:
            rows = connection.execute(f"{_CHUNKS} WHERE {where}", values).fetchall()
        of = self._documents({row[N_CHUNK_COLUMNS - 1] for row in rows})
        pages: dict[int, Page] = {}
        stored = []
        for row in rows:
            key = row[N_CHUNK_COLUMNS - 2]
            if key not in pages:
                pages[key] = page(row[N_CHUNK_COLUMNS:])
            stored.append(stored_chunk(row[:N_CHUNK_COLUMNS], of[row[N_CHUNK_COLUMNS - 1]], pages[key]))
        return stored

    def _documents(self, keys: set[int]) -> dict[int, Document]:
        query = (
            f"SELECT {DOCUMENT_COLUMNS} FROM documents JOIN collections ON collections.id = documents.collection "
            f"WHERE documents.key IN {KEYS_OF_JSON}"
        )
        with self._database.translating() as connection:
            return {int(row[0]): document(row) for row in connection.execute(query, (as_json(keys),))}


def _conditions(collection: str, filters: Filters) -> tuple[str, list[str]]:
    """The WHERE of the filters; every empty field allows all."""
    conditions, values = ["collections.name = ?"], [collection]
    for column, negated, allowed in (
        ("documents.id", "", filters.documents),
        ("documents.id", "NOT ", filters.excluded_documents),
        ("documents.media_type", "", filters.media_types),
        ("pages.number", "", filters.pages),
    ):
        if allowed:
            conditions.append(f"{column} {negated}IN {KEYS_OF_JSON}")
            values.append(json.dumps(sorted(allowed)))
    if len(filters.modalities) == 1:
        negated = "" if "image" in filters.modalities else "NOT "
        conditions.append(f"chunks.kind {negated}IN {KEYS_OF_JSON}")
        values.append(json.dumps(sorted(IMAGE_KINDS)))
    return " AND ".join(conditions), values

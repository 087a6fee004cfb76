"""The lexical index: BM25 over chunks and over pages, with each collection's own statistics."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.errors import NotFoundError
from rag.ledger import schema
from rag.ledger.connection import Database
from rag.ledger.documents import collection_key
from rag.ledger.reading import KEYS_OF_JSON, as_json


class LexicalTables:
    """Reads the FTS5 tables. Their bm25() is negative, lower is better; here higher is better."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(self, collection: str, terms: Sequence[str], limit: int, unit: str) -> list[tuple[int, float]]:
        with self._database.translating() as connection:
            table = _table(connection, collection, unit)
            if not terms or table is None:
                return []
            query = f"SELECT rowid, -rank FROM {table} WHERE {table} MATCH ? ORDER BY rank, rowid LIMIT ?"
            return [(int(key), float(score)) for key, score in connection.execute(query, (_match(terms), limit))]

    def score(
        self, collection: str, terms: Sequence[str], keys: Sequence[int] | NDArray[np.int64], unit: str
    ) -> NDArray[np.float32]:
        found: dict[int, float] = {}
        with self._database.translating() as connection:
            table = _table(connection, collection, unit)
            if terms and table is not None and len(keys):
                # "+rowid" keeps SQLite from matching once for each key; bm25 is then computed for these rows only.
                query = f"SELECT rowid, -bm25({table}) FROM {table} WHERE {table} MATCH ? AND +rowid IN {KEYS_OF_JSON}"
                found = dict(connection.execute(query, (_match(terms), as_json(keys))).fetchall())
        return np.array([found.get(int(key), 0.0) for key in keys], dtype=np.float32)

    def document_frequency(self, collection: str, terms: Sequence[str], unit: str) -> dict[str, int]:
        counts = dict.fromkeys(terms, 0)
        with self._database.translating() as connection:
            table = _table(connection, collection, unit)
            if table is not None:
                query = f"SELECT doc FROM {table}_counts WHERE term = ?"
                for term in counts:
                    row = connection.execute(query, (term,)).fetchone()
                    counts[term] = int(row[0]) if row else 0
        return counts


def _table(connection: sqlite3.Connection, collection: str, unit: str) -> str | None:
    try:
        return schema.lexical_tables(collection_key(connection, collection))[unit]
    except NotFoundError:
        return None


def _match(terms: Sequence[str]) -> str:
    """Any of the terms; quoted, so that none is read as an operator."""
    return " OR ".join(f'"{term}"' for term in dict.fromkeys(terms))

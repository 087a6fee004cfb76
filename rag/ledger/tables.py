"""What every group of the ledger's tables starts from: the database, and the rows that names stand for."""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable

import rag.ledger.schema as schema
from rag.errors import NotFoundError
from rag.ledger.connection import Database
from rag.types import IMAGE_KINDS

_MEMO_LIMIT = 50_000
# CROSS JOIN keeps SQLite to this order: from the few documents to their chunks, never through all chunks.
WITHIN = "FROM documents CROSS JOIN chunks ON chunks.document = documents.key"
IS_IMAGE = f"chunks.kind IN ({', '.join(repr(kind) for kind in sorted(IMAGE_KINDS))})"


class Tables:
    """A group of tables over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts = Memo()
        self._pages = Memo()
        """The page of a chunk, by their keys."""


class Memo:
    """Numbers that hold as long as the ledger does not change. Any thread may read and add."""

    def __init__(self) -> None:
        self._kept: tuple[int, dict[Hashable, int]] = (-1, {})

    def at(self, connection: sqlite3.Connection) -> dict[Hashable, int]:
        """What is known about the state that this connection sees."""
        change = latest_change(connection)
        kept = self._kept
        if kept[0] != change or len(kept[1]) > _MEMO_LIMIT:
            # One assignment of a pair: another thread has the old state or the new one, never a part of each.
            kept = self._kept = (change, {})
        return kept[1]


def latest_change(connection: sqlite3.Connection) -> int:
    """The number of the latest change; 0 before the first."""
    return int(connection.execute("SELECT coalesce(max(change), 0) FROM changes").fetchone()[0])


def find_collection(connection: sqlite3.Connection, name: str) -> int | None:
    """The key of a collection; None when there is none of that name."""
    row = connection.execute("SELECT key FROM collections WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def ensure_collection(connection: sqlite3.Connection, name: str) -> int:
    """The key of a collection, made when it is missing."""
    key = find_collection(connection, name)
    if key is None:
        row = connection.execute("INSERT INTO collections (name) VALUES (?) RETURNING key", (name,)).fetchone()
        key = int(row[0])
        schema.create_lexical(connection, key)
    return key


def require_collection(connection: sqlite3.Connection, name: str) -> int:
    """The key of a collection. Raises NotFoundError."""
    key = find_collection(connection, name)
    if key is None:
        known = [row[0] for row in connection.execute("SELECT name FROM collections ORDER BY name")]
        raise NotFoundError(f"There is no collection {name!r}.", f"There are: {', '.join(known) or 'none'}.")
    return key


def find_space(connection: sqlite3.Connection, name: str, form: str) -> tuple[int, int] | None:
    """(key, dim) of a space; `form` is "dense" or "tokens"."""
    row = connection.execute("SELECT key, dim FROM spaces WHERE name = ? AND form = ?", (name, form)).fetchone()
    return (row[0], row[1]) if row else None


def key_ranges(connection: sqlite3.Connection, collection: int) -> list[tuple[int, int]]:
    """The (first, last) chunk keys of a collection in rising order; neighbours that nobody else divides are one range.

    A document is written in one transaction, so its keys follow each other.
    """
    query = "SELECT first_chunk, n_chunks, collection FROM documents WHERE n_chunks > 0 ORDER BY first_chunk"
    ranges: list[tuple[int, int]] = []
    joined = False
    for first, n_chunks, owner in connection.execute(query):
        if owner == collection:
            start = ranges.pop()[0] if joined else first
            ranges.append((start, first + n_chunks - 1))
        joined = owner == collection
    return ranges

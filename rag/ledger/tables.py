"""What every group of the ledger's tables starts from: the database, and the rows that names stand for."""

from __future__ import annotations

import sqlite3

from rag.errors import NotFoundError
from rag.ledger import schema
from rag.ledger.connection import Database


class Tables:
    """A group of tables over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database


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

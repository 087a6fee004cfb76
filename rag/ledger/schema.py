"""The tables of the ledger, their version, and how an older ledger becomes a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

VERSION = 1
APPLICATION_ID = 0x51647431
"""Says in the file's header that it is a ledger of ours."""

_TABLES = """
CREATE TABLE collections (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    collection INTEGER NOT NULL REFERENCES collections (id),
    sha256 TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, n_bytes INTEGER NOT NULL,
    path TEXT NOT NULL, n_pages INTEGER NOT NULL, n_chunks INTEGER NOT NULL,
    added_at TEXT NOT NULL, warnings TEXT NOT NULL, settings TEXT NOT NULL
);
CREATE INDEX documents_by_collection ON documents (collection, sha256);
CREATE TABLE pages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    number INTEGER NOT NULL, width_pt REAL NOT NULL, height_pt REAL NOT NULL, label TEXT NOT NULL, second REAL,
    UNIQUE (document, number)
);
CREATE TABLE chunks (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    page INTEGER NOT NULL REFERENCES pages (key) ON DELETE CASCADE,
    id TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, context TEXT NOT NULL,
    boxes TEXT NOT NULL, lines TEXT NOT NULL, part TEXT NOT NULL, second REAL
);
CREATE INDEX chunks_by_document ON chunks (document, page);
CREATE INDEX chunks_by_page ON chunks (page);
CREATE TABLE spaces (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
CREATE TABLE vectors (
    collection INTEGER NOT NULL, space INTEGER NOT NULL REFERENCES spaces (id),
    chunk INTEGER NOT NULL REFERENCES chunks (key) ON DELETE CASCADE,
    change INTEGER NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (collection, space, chunk)
) WITHOUT ROWID;
CREATE INDEX vectors_by_chunk ON vectors (chunk, space);
CREATE INDEX vectors_by_change ON vectors (change);
CREATE TABLE token_vectors (
    space INTEGER NOT NULL REFERENCES spaces (id), chunk INTEGER NOT NULL REFERENCES chunks (key) ON DELETE CASCADE,
    codes BLOB NOT NULL, PRIMARY KEY (chunk, space)
);
CREATE TABLE deletions (change INTEGER NOT NULL, collection TEXT NOT NULL, space TEXT NOT NULL, chunk INTEGER NOT NULL);
CREATE INDEX deletions_by_change ON deletions (change);
CREATE TABLE counter (change INTEGER NOT NULL);
INSERT INTO counter VALUES (0);
CREATE TABLE collection_values (
    collection TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collection, name)
);
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, question TEXT NOT NULL, chunk_id TEXT NOT NULL,
    helpful INTEGER NOT NULL, given_at TEXT NOT NULL
);
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, collection TEXT NOT NULL, title TEXT NOT NULL, turns TEXT NOT NULL, changed_at TEXT NOT NULL
);
"""

MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {}
"""From the version that is the key to the next one; run in one transaction on a copy."""


_TOKENIZER = "\"unicode61 remove_diacritics 0 tokenchars '_'\""


def create(connection: sqlite3.Connection) -> None:
    """Make all tables in an empty database."""
    connection.executescript(f"BEGIN IMMEDIATE;{_TABLES}PRAGMA user_version = {VERSION};COMMIT;")


def lexical_tables(collection: int) -> dict[str, str]:
    """The FTS5 tables of a collection by unit. One set for each, so that BM25 uses the collection's own statistics."""
    return {"chunk": f"chunk_terms_{collection}", "page": f"page_terms_{collection}"}


def create_lexical(connection: sqlite3.Connection, collection: int) -> None:
    """Make the lexical tables of a new collection."""
    for table in lexical_tables(collection).values():
        connection.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(terms, tokenize = {_TOKENIZER})")
        connection.execute(f"CREATE VIRTUAL TABLE {table}_counts USING fts5vocab({table}, 'row')")


def drop_lexical(connection: sqlite3.Connection, collection: int) -> None:
    """Remove the lexical tables of a collection."""
    for table in lexical_tables(collection).values():
        connection.execute(f"DROP TABLE IF EXISTS {table}_counts")
        connection.execute(f"DROP TABLE IF EXISTS {table}")

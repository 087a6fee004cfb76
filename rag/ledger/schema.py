"""The ledger's tables, and the steps from one version of them to the next."""

from __future__ import annotations

import sqlite3

from rag.types import content_id

APPLICATION_ID = 0x53474C54
""""SGLT", written into the file's header: what the file is, before any table is read."""

SCHEMA_VERSION = 2

_JOBS = (
    """CREATE TABLE jobs (
        key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, collection TEXT NOT NULL,
        path TEXT NOT NULL, name TEXT NOT NULL, n_bytes INTEGER NOT NULL, owned INTEGER NOT NULL, both INTEGER NOT NULL,
        state TEXT NOT NULL, page INTEGER NOT NULL, n_pages INTEGER NOT NULL, result TEXT NOT NULL,
        created_at TEXT NOT NULL, changed_at TEXT NOT NULL)""",
    "CREATE INDEX jobs_by_state ON jobs (state)",
)

MIGRATIONS: dict[int, tuple[str, ...]] = {1: _JOBS}
"""From a version to the next: the statements, which run in one transaction after the file has been copied."""

# Keys are AUTOINCREMENT so that a deleted key never comes back to life in an index that has not heard of it.
TABLES: tuple[str, ...] = (
    "CREATE TABLE properties (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE collections (key INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE documents (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
        sha256 TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, n_bytes INTEGER NOT NULL,
        path TEXT NOT NULL, n_pages INTEGER NOT NULL, n_chunks INTEGER NOT NULL, first_chunk INTEGER NOT NULL,
        added_at TEXT NOT NULL,
        warnings TEXT NOT NULL, settings TEXT NOT NULL)""",
    "CREATE INDEX documents_by_source ON documents (collection, sha256)",
    "CREATE INDEX documents_by_path ON documents (collection, path)",
    "CREATE INDEX documents_by_keys ON documents (first_chunk, n_chunks, collection)",
    "CREATE INDEX documents_by_bytes ON documents (sha256)",
    """CREATE TABLE pages (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        number INTEGER NOT NULL, width_pt REAL NOT NULL, height_pt REAL NOT NULL, label TEXT NOT NULL, second REAL,
        UNIQUE (document, number))""",
    """CREATE TABLE chunks (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        page INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, part TEXT NOT NULL, second REAL,
        text TEXT NOT NULL, context TEXT NOT NULL, boxes TEXT NOT NULL, lines TEXT NOT NULL)""",
    "CREATE INDEX chunks_by_place ON chunks (document, page, kind)",
    "CREATE INDEX chunks_by_id ON chunks (id)",
    """CREATE TABLE spaces (
        key INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, form TEXT NOT NULL, dim INTEGER NOT NULL,
        UNIQUE (name, form))""",
    """CREATE TABLE lexical_totals (
        collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        unit TEXT NOT NULL, n_rows INTEGER NOT NULL, n_terms INTEGER NOT NULL, PRIMARY KEY (collection, unit))""",
    """CREATE TABLE changes (
        change INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, collection INTEGER NOT NULL, document INTEGER,
        space INTEGER, keys BLOB NOT NULL)""",
    "CREATE INDEX changes_by_document ON changes (document)",
    "CREATE INDEX changes_by_collection ON changes (collection)",
    """CREATE TABLE collection_values (
        collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collection, name))""",
    """CREATE TABLE feedback (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        question TEXT NOT NULL, chunk_id TEXT NOT NULL, helpful INTEGER NOT NULL, given_at TEXT NOT NULL)""",
    """CREATE TABLE conversations (
        id TEXT PRIMARY KEY, collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
        title TEXT NOT NULL, changed_at TEXT NOT NULL)""",
    """CREATE TABLE turns (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
        question TEXT NOT NULL, answer TEXT NOT NULL, details TEXT NOT NULL, withdrawn INTEGER NOT NULL)""",
    "CREATE INDEX turns_by_conversation ON turns (conversation)",
    """CREATE TABLE turn_documents (
        turn INTEGER NOT NULL REFERENCES turns ON DELETE CASCADE, document_id TEXT NOT NULL,
        PRIMARY KEY (turn, document_id)) WITHOUT ROWID""",
    "CREATE INDEX turn_documents_by_document ON turn_documents (document_id)",
    *_JOBS,
)

UNITS = ("chunk", "page")

# The terms are normalised before they come here, so the tokenizer only splits at the blanks: marks stay in their word.
_TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* M* N* Co' tokenchars '_'"


def create(connection: sqlite3.Connection) -> None:
    """Make all tables in an empty file, within the caller's transaction."""
    for statement in TABLES:
        connection.execute(statement)
    identity = content_id(*connection.execute("SELECT hex(randomblob(16))").fetchone())
    connection.execute("INSERT INTO properties VALUES ('library', ?)", (identity,))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def lexical_table(collection: int, unit: str) -> str:
    """The full-text table of a collection. Each has its own, so that its word statistics are its own."""
    return f"terms_{unit}_{collection}"


def create_lexical(connection: sqlite3.Connection, collection: int) -> None:
    """Make the full-text tables of a collection, with the number of terms of each row beside them."""
    for unit in UNITS:
        table = lexical_table(collection, unit)
        connection.execute(f'CREATE VIRTUAL TABLE {table} USING fts5 (terms, n UNINDEXED, tokenize="{_TOKENIZER}")')
        connection.execute(f"CREATE VIRTUAL TABLE {table}_vocabulary USING fts5vocab ({table}, 'row')")
        connection.execute("INSERT INTO lexical_totals VALUES (?, ?, 0, 0)", (collection, unit))


def drop_lexical(connection: sqlite3.Connection, collection: int) -> None:
    """Remove the full-text tables of a collection."""
    for unit in UNITS:
        connection.execute(f"DROP TABLE {lexical_table(collection, unit)}_vocabulary")
        connection.execute(f"DROP TABLE {lexical_table(collection, unit)}")
    connection.execute("DELETE FROM lexical_totals WHERE collection = ?", (collection,))


def space_table(space: int) -> str:
    """The table of one space's vectors, by the key of their chunk."""
    return f"vectors_{space}"


def create_space(connection: sqlite3.Connection, name: str, form: str, dim: int) -> int:
    """Register a space and make its table; its key."""
    row = connection.execute("INSERT INTO spaces (name, form, dim) VALUES (?, ?, ?) RETURNING key", (name, form, dim))
    key = int(row.fetchone()[0])
    connection.execute(
        f"CREATE TABLE {space_table(key)} (chunk INTEGER PRIMARY KEY REFERENCES chunks ON DELETE CASCADE, "
        "vector BLOB NOT NULL)"
    )
    return key

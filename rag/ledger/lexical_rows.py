"""The rows of the full-text tables, and the word statistics beside them. Knows nothing of documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from rag.ledger.rows import keys_json
from rag.ledger.schema import lexical_table
from rag.types import Chunk


def page_words(chunks: Iterable[Chunk]) -> dict[int, str]:
    """The words of each page: every chunk's text, and each line of context once, because neighbours share headings."""
    lines: dict[int, dict[str, None]] = {}
    texts: dict[int, list[str]] = {}
    for chunk in chunks:
        page = chunk.locator.page
        lines.setdefault(page, {}).update(dict.fromkeys(chunk.context.splitlines()))
        texts.setdefault(page, []).append(chunk.text)
    return {page: "\n".join([*lines[page], *texts[page]]) for page in texts}


def insert_terms(connection: sqlite3.Connection, collection: int, unit: str, rows: Mapping[int, Sequence[str]]) -> None:
    """Index the terms of each key."""
    connection.executemany(
        f"INSERT INTO {lexical_table(collection, unit)} (rowid, terms, n) VALUES (?, ?, ?)",
        [(key, " ".join(words), len(words)) for key, words in rows.items()],
    )
    _count(connection, (collection, unit), len(rows), sum(len(words) for words in rows.values()))


def delete_terms(connection: sqlite3.Connection, collection: int, unit: str, keys: Sequence[int]) -> None:
    """Take keys out of the index."""
    table = lexical_table(collection, unit)
    where = f"FROM {table} WHERE rowid IN (SELECT value FROM json_each(?))"
    wanted = keys_json(keys)
    n_rows, n_terms = connection.execute(f"SELECT count(*), coalesce(sum(n), 0) {where}", (wanted,)).fetchone()
    connection.execute(f"DELETE {where}", (wanted,))
    _count(connection, (collection, unit), -n_rows, -n_terms)


def _count(connection: sqlite3.Connection, at: tuple[int, str], n_rows: int, n_terms: int) -> None:
    connection.execute(
        "UPDATE lexical_totals SET n_rows = n_rows + ?, n_terms = n_terms + ? WHERE collection = ? AND unit = ?",
        (n_rows, n_terms, *at),
    )

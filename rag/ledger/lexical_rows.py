"""The rows of the full-text tables, and the word statistics beside them. Knows nothing of documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from rag.ledger.rows import keys_json
from rag.ledger.schema import create_lexical, drop_lexical, lexical_table
from rag.terms import terms
from rag.types import content_id

# What words may come to be read otherwise in: possessives, numbers, accents, CJK, dates, underscores, part numbers,
# blanks and traditional characters in Chinese.
_SAMPLE = (
    "The companies' figures rose 1,234.5 % in Größe, résumé: 图表显示收入增长 グラフ 통계 2024-05-01 F1_x "
    "GB/T3620.1 基 金 圖書館"
)


@dataclass(frozen=True, slots=True)
class TermRows:
    """The terms of each chunk and of each page of a document."""

    chunks: tuple[list[str], ...]
    """Of context and text, in the order of the chunks."""
    pages: dict[int, list[str]]
    """By page: of every text, and of each line of context once, because neighbours share their headings."""

    @classmethod
    def of(cls, chunks: Iterable[tuple[int, str, str]]) -> TermRows:
        """From (page, context, text) of each chunk. Each line of context and each text is read once."""
        read = cache(terms)
        rows: list[list[str]] = []
        contexts: dict[int, dict[str, None]] = {}
        pages: dict[int, list[str]] = {}
        for page, context, text in chunks:
            lines, words = context.splitlines(), read(text)
            seen = contexts.setdefault(page, {})
            fresh = [line for line in dict.fromkeys(lines) if line not in seen]
            seen.update(dict.fromkeys(fresh))
            rows.append([*chain.from_iterable(map(read, lines)), *words])
            pages.setdefault(page, []).extend([*chain.from_iterable(map(read, fresh)), *words])
        return cls(tuple(rows), pages)


def fingerprint() -> str:
    """Changes when `terms` comes to read words in another way."""
    return content_id(*terms(_SAMPLE))


def rebuild(connection: sqlite3.Connection) -> None:
    """Read the words of all chunks anew."""
    for (collection,) in connection.execute("SELECT key FROM collections").fetchall():
        drop_lexical(connection, collection)
        create_lexical(connection, collection)
        documents = connection.execute("SELECT key FROM documents WHERE collection = ?", (collection,)).fetchall()
        for document in documents:
            query = "SELECT key, page, context, text FROM chunks WHERE document = ? ORDER BY key"
            chunks = connection.execute(query, document).fetchall()
            rows = TermRows.of(row[1:] for row in chunks)
            insert_terms(
                connection, collection, "chunk", dict(zip((row[0] for row in chunks), rows.chunks, strict=True))
            )
            insert_terms(connection, collection, "page", rows.pages)


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

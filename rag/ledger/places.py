"""Finds chunks by where they stand: on pages, on pages of a number or name, next to words in a fixed order."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.ledger.rows import keys_json
from rag.ledger.schema import lexical_table
from rag.ledger.tables import Tables, find_collection

Keys = NDArray[np.int64]


class PlaceTables(Tables):
    """Chunks by place."""

    def keys_on_pages(self, page_keys: Sequence[int] | Keys) -> tuple[Keys, Keys]:
        """All chunks of the pages, sorted, and the page key of each."""
        query = (
            "SELECT chunks.key, chunks.page FROM pages CROSS JOIN chunks ON chunks.document = pages.document "
            "AND chunks.page = pages.key WHERE pages.key IN (SELECT value FROM json_each(?)) ORDER BY chunks.key"
        )
        with self._database.reading() as connection:
            rows = connection.execute(query, (keys_json(page_keys),)).fetchall()
            self._pages.at(connection).update(rows)
        found = np.array(rows, dtype=np.int64).reshape(-1, 2)
        return found[:, 0], found[:, 1]

    def pages_numbered(self, collection: str, numbers: Collection[int]) -> list[tuple[int, int]]:
        """(page key, document key) of the pages of these numbers; negative ones count from each document's end."""
        query = (
            "SELECT pages.key, pages.document FROM documents JOIN pages ON pages.document = documents.key "
            "WHERE documents.collection = ?1 AND (pages.number IN (SELECT value FROM json_each(?2)) "
            "OR pages.number - documents.n_pages - 1 IN (SELECT value FROM json_each(?2)))"
        )
        with self._database.reading() as connection:
            at = find_collection(connection, collection)
            return connection.execute(query, (at, json.dumps(sorted(numbers)))).fetchall()

    def pages_labelled(self, collection: str, labels: Collection[str]) -> list[tuple[int, int]]:
        """(page key, document key) of the pages that their own document calls so, in any case of letters."""
        query = (
            "SELECT pages.key, pages.document FROM documents JOIN pages ON pages.document = documents.key WHERE "
            "documents.collection = ? AND pages.label <> '' AND lower(pages.label) IN (SELECT value FROM json_each(?))"
        )
        with self._database.reading() as connection:
            at = find_collection(connection, collection)
            return connection.execute(query, (at, json.dumps([label.lower() for label in labels]))).fetchall()

    def phrase_keys(self, collection: str, phrases: Collection[tuple[str, ...]], within: Keys, limit: int) -> Keys:
        """At most `limit` chunks of `within` (sorted) that have the terms of any phrase next to each other."""
        if not phrases or not len(within):
            return np.zeros(0, dtype=np.int64)
        expression = " OR ".join('"' + " ".join(phrase) + '"' for phrase in phrases)
        with self._database.reading() as connection:
            at = find_collection(connection, collection)
            if at is None:
                return np.zeros(0, dtype=np.int64)
            table = lexical_table(at, "chunk")
            # The ends of the list spare FTS5 the rest of the collection; the list itself is applied below.
            query = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?"
            rows = connection.execute(query, (expression, int(within[0]), int(within[-1]))).fetchall()
        found = np.array(rows, dtype=np.int64).reshape(-1)
        return found[np.isin(found, within)][:limit]

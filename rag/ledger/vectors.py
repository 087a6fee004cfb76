"""Keeps vectors as float16, which changes a cosine of unit vectors by less than 0.001."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.ledger import documents
from rag.ledger.connection import Database
from rag.ledger.reading import KEYS_OF_JSON, as_json
from rag.ledger.records import Change
from rag.types import IMAGE_KINDS, Modality, Vectors

_SPACE = "(SELECT id FROM spaces WHERE name = ?)"
_COLLECTION = "(SELECT id FROM collections WHERE name = ?)"


class VectorTables:
    """Reads and writes the tables of vectors and token vectors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, space: str, keys: Sequence[int] | NDArray[np.int64]) -> tuple[NDArray[np.int64], Vectors]:
        query = (
            f"SELECT chunk, vector FROM vectors INDEXED BY vectors_by_chunk WHERE chunk IN {KEYS_OF_JSON} "
            f"AND space = {_SPACE} ORDER BY chunk"
        )
        with self._database.translating() as connection:
            return _matrix(connection.execute(query, (as_json(keys), space)).fetchall())

    def all(self, collection: str, space: str) -> tuple[NDArray[np.int64], Vectors]:
        query = (
            f"SELECT chunk, vector FROM vectors WHERE collection = {_COLLECTION} AND space = {_SPACE} ORDER BY chunk"
        )
        with self._database.translating() as connection:
            return _matrix(connection.execute(query, (collection, space)).fetchall())

    def spaces(self, collection: str) -> dict[str, int]:
        query = (
            "SELECT spaces.name, count(*) FROM vectors JOIN spaces ON spaces.id = vectors.space "
            f"WHERE collection = {_COLLECTION} GROUP BY spaces.name ORDER BY spaces.name"
        )
        with self._database.translating() as connection:
            return {str(name): int(count) for name, count in connection.execute(query, (collection,))}

    def missing(self, collection: str, space: str, modalities: frozenset[Modality], limit: int) -> list[int]:
        kinds = ", ".join(f"'{kind}'" for kind in sorted(IMAGE_KINDS))
        of_kind = {
            frozenset({"image"}): f"AND chunks.kind IN ({kinds})",
            frozenset({"text"}): f"AND chunks.kind NOT IN ({kinds})",
        }.get(frozenset(modalities), "")
        query = (
            "SELECT chunks.key FROM chunks JOIN documents ON documents.key = chunks.document "
            f"WHERE documents.collection = {_COLLECTION} {of_kind} AND NOT EXISTS (SELECT 1 FROM vectors "
            f"WHERE vectors.chunk = chunks.key AND vectors.space = {_SPACE}) ORDER BY chunks.key LIMIT ?"
        )
        with self._database.translating() as connection:
            return [int(key) for (key,) in connection.execute(query, (collection, space, limit))]

    def put(self, space: str, keys: Sequence[int], vectors: Vectors) -> None:
        at = {int(key): row for row, key in enumerate(keys)}
        query = (
            "SELECT documents.collection, chunks.key FROM chunks JOIN documents ON documents.key = chunks.document "
            f"WHERE chunks.key IN {KEYS_OF_JSON} ORDER BY documents.collection"
        )
        with self._database.transaction() as connection:
            change = documents.next_change(connection)
            by_collection: dict[int, list[int]] = {}
            for collection, key in connection.execute(query, (as_json(keys),)).fetchall():
                by_collection.setdefault(int(collection), []).append(int(key))
            for collection, found in by_collection.items():
                rows = vectors[[at[key] for key in found]]
                documents.put_vectors(connection, collection, space, found, rows, change)

    def delete_space(self, collection: str, space: str) -> None:
        scope = f"collection = {_COLLECTION} AND space = {_SPACE}"
        in_collection = (
            "chunk IN (SELECT chunks.key FROM chunks JOIN documents ON documents.key = chunks.document "
            f"WHERE documents.collection = {_COLLECTION})"
        )
        with self._database.transaction() as connection:
            change = documents.next_change(connection)
            connection.execute(
                f"INSERT INTO deletions SELECT ?, ?, ?, chunk FROM vectors WHERE {scope}",
                (change, collection, space, collection, space),
            )
            connection.execute(f"DELETE FROM vectors WHERE {scope}", (collection, space))
            connection.execute(
                f"DELETE FROM token_vectors WHERE space = {_SPACE} AND {in_collection}", (space, collection)
            )

    def codes(self, space: str, keys: Sequence[int] | NDArray[np.int64]) -> dict[int, bytes]:
        query = f"SELECT chunk, codes FROM token_vectors WHERE chunk IN {KEYS_OF_JSON} AND space = {_SPACE}"
        with self._database.translating() as connection:
            return {int(key): bytes(codes) for key, codes in connection.execute(query, (as_json(keys), space))}

    def changes_since(self, change: int) -> list[Change]:
        """In order, deletions first within one change."""
        query = (
            "SELECT change, 'delete', collection, chunk, space FROM deletions WHERE change > ?1 UNION ALL "
            "SELECT vectors.change, 'put', collections.name, vectors.chunk, spaces.name FROM vectors "
            "JOIN collections ON collections.id = vectors.collection JOIN spaces ON spaces.id = vectors.space "
            "WHERE vectors.change > ?1 ORDER BY 1, 2"
        )
        with self._database.translating() as connection:
            return [Change(*row) for row in connection.execute(query, (change,))]


def _matrix(rows: list[tuple[int, bytes]]) -> tuple[NDArray[np.int64], Vectors]:
    keys = np.array([key for key, _ in rows], dtype=np.int64)
    if not rows:
        return keys, np.zeros((0, 0), dtype=np.float32)
    halves = np.frombuffer(b"".join(blob for _, blob in rows), dtype=np.float16)
    return keys, halves.reshape(len(rows), -1).astype(np.float32)

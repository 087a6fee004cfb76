"""Vectors by space and chunk key: dense ones as numbers, token vectors as the bytes that they came in."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.ledger.rows import keys_json, to_blobs, to_vectors
from rag.ledger.schema import space_table
from rag.ledger.tables import IS_IMAGE, WITHIN, Tables, find_collection, find_space, key_ranges
from rag.ledger.writing import log_change, put_blobs
from rag.types import Modality, Vectors

Keys = Sequence[int] | NDArray[np.int64]
_BATCH = 20_000
_KINDS: dict[Modality, str] = {"image": IS_IMAGE, "text": f"NOT {IS_IMAGE}"}


class VectorTables(Tables):
    """The vectors of every space; the truth from which each index can be made again."""

    def spaces(self, collection: str) -> dict[str, int]:
        """The spaces in which a collection has vectors, with how many."""
        return self._sizes(collection, "dense")

    def token_spaces(self, collection: str) -> dict[str, int]:
        """The same for token vectors."""
        return self._sizes(collection, "tokens")

    def vectors(self, space: str, keys: Keys) -> tuple[NDArray[np.int64], Vectors]:
        """The keys that have a vector in the space, in the order given, and their vectors (n, dim)."""
        with self._database.reading() as connection:
            found = find_space(connection, space, "dense")
            blobs = _blobs(connection, found[0], keys) if found else {}
        wanted = [int(key) for key in keys if int(key) in blobs]
        dim = found[1] if found else 0
        return np.array(wanted, dtype=np.int64), to_vectors((blobs[key] for key in wanted), max(1, dim))

    def all_vectors(self, collection: str, space: str) -> tuple[NDArray[np.int64], Vectors]:
        """All vectors of a collection in one space, by key."""
        with self._database.reading() as connection:
            at, found = find_collection(connection, collection), find_space(connection, space, "dense")
            if at is None or found is None:
                return np.empty(0, dtype=np.int64), np.empty((0, found[1] if found else 1), dtype=np.float32)
            query = f"SELECT chunk, vector FROM {space_table(found[0])} WHERE chunk BETWEEN ? AND ? ORDER BY chunk"
            parts = [
                _decoded(batch, found[1])
                for span in key_ranges(connection, at)
                for batch in _batches(connection.execute(query, span))
            ]
        empty = (np.empty(0, dtype=np.int64), np.empty((0, found[1]), dtype=np.float32))
        keys, vectors = zip(*(parts or [empty]), strict=True)
        return np.concatenate(keys), np.concatenate(vectors)

    def put_vectors(self, space: str, keys: Keys, vectors: Vectors) -> None:
        """Write vectors of chunks that are already there, replacing earlier ones; chunks deleted meanwhile are skipped.

        Raises SpaceMismatchError for a wrong dimension.
        """
        dim = np.atleast_2d(vectors).shape[1]
        self._put((space, "dense", dim), dict(zip(map(int, keys), to_blobs(vectors), strict=True)))

    def put_token_vectors(self, space: str, keys: Keys, codes: Sequence[bytes]) -> None:
        """The same for token vectors."""
        self._put((space, "tokens", 0), dict(zip(map(int, keys), codes, strict=True)))

    def delete_other_vectors(self, collection: str, spaces: Collection[str], token_spaces: Collection[str]) -> int:
        """Delete a collection's vectors in every space but these, all or none; how many there were."""
        kept = {("dense", name) for name in spaces} | {("tokens", name) for name in token_spaces}
        n_deleted = 0
        with self._database.writing() as connection:
            at = find_collection(connection, collection)
            ranges = [] if at is None else key_ranges(connection, at)
            for key, name, form in connection.execute("SELECT key, name, form FROM spaces").fetchall():
                query = f"DELETE FROM {space_table(key)} WHERE chunk BETWEEN ? AND ?"
                gone = 0 if (form, name) in kept else sum(connection.execute(query, span).rowcount for span in ranges)
                if at is not None and gone:
                    # No chunk is gone, so a deletion would mislead the indexes of the other spaces.
                    log_change(connection, "put", (at, None, key), [])
                n_deleted += gone
        return n_deleted

    def token_vectors(self, space: str, keys: Keys) -> dict[int, bytes]:
        """The packed token vectors of those keys that have some."""
        with self._database.reading() as connection:
            found = find_space(connection, space, "tokens")
            return _blobs(connection, found[0], keys) if found else {}

    def missing_vectors(self, collection: str, space: str, modalities: Collection[Modality], limit: int) -> list[int]:
        """Keys of at most `limit` chunks of these modalities that have no vector in the space, lowest first."""
        return self._missing(collection, (space, "dense"), modalities, limit)

    def missing_token_vectors(
        self, collection: str, space: str, modalities: Collection[Modality], limit: int
    ) -> list[int]:
        """The same for token vectors."""
        return self._missing(collection, (space, "tokens"), modalities, limit)

    def _sizes(self, collection: str, form: str) -> dict[str, int]:
        with self._database.reading() as connection:
            at = find_collection(connection, collection)
            spaces = connection.execute("SELECT name, key FROM spaces WHERE form = ? ORDER BY name", (form,)).fetchall()
            if at is None:
                return {}
            sizes = {name: self._size(connection, at, space) for name, space in spaces}
        return {name: size for name, size in sizes.items() if size}

    def _size(self, connection: sqlite3.Connection, collection: int, space: int) -> int:
        known = self._counts.at(connection)
        if (collection, space) not in known:
            query = f"SELECT count(*) FROM {space_table(space)} WHERE chunk BETWEEN ? AND ?"
            ranges = key_ranges(connection, collection)
            known[collection, space] = sum(connection.execute(query, span).fetchone()[0] for span in ranges)
        return known[collection, space]

    def _put(self, space: tuple[str, str, int], blobs: dict[int, bytes]) -> None:
        query = (
            "SELECT documents.collection, documents.key, chunks.key FROM chunks JOIN documents "
            "ON documents.key = chunks.document WHERE chunks.key IN (SELECT value FROM json_each(?)) "
            "ORDER BY chunks.key"
        )
        with self._database.writing() as connection:
            by_document: dict[tuple[int, int], list[int]] = {}
            for collection, document, key in connection.execute(query, (keys_json(list(blobs)),)):
                by_document.setdefault((collection, document), []).append(key)
            for place, keys in by_document.items():
                at = put_blobs(connection, space, keys, [blobs[key] for key in keys])
                log_change(connection, "put", (*place, at), keys)

    def _missing(
        self, collection: str, space: tuple[str, str], modalities: Collection[Modality], limit: int
    ) -> list[int]:
        kinds = [condition for modality, condition in _KINDS.items() if modality in modalities]
        with self._database.reading() as connection:
            at, found = find_collection(connection, collection), find_space(connection, *space)
            absent = f"NOT EXISTS (SELECT 1 FROM {space_table(found[0])} WHERE chunk = chunks.key)" if found else "1"
            query = (
                f"SELECT chunks.key {WITHIN} WHERE documents.collection = ? AND {absent} "
                f"AND ({' OR '.join(kinds) or '0'}) ORDER BY chunks.key LIMIT ?"
            )
            return [row[0] for row in connection.execute(query, (at, limit))]


def _blobs(connection: sqlite3.Connection, space: int, keys: Keys) -> dict[int, bytes]:
    query = f"SELECT chunk, vector FROM {space_table(space)} WHERE chunk IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(query, (keys_json(keys),)).fetchall())


def _batches(rows: sqlite3.Cursor) -> Iterator[list[tuple[int, bytes]]]:
    while batch := rows.fetchmany(_BATCH):
        yield batch


def _decoded(batch: list[tuple[int, bytes]], dim: int) -> tuple[NDArray[np.int64], Vectors]:
    keys = np.fromiter((row[0] for row in batch), dtype=np.int64, count=len(batch))
    return keys, to_vectors((row[1] for row in batch), dim)

"""Exact search in memory: every vector is compared. Right for tests, and good to some 200,000 vectors."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from rag.index.base import Keys, Neighbours
from rag.types import Vectors

_Records = tuple[NDArray[np.int64], Vectors]


def nearest(keys: NDArray[np.int64], vectors: Vectors, query: Vectors, k: int) -> Neighbours:
    """The k records of highest inner product with `query` (dim,), best first, ties by key."""
    if not len(keys) or k < 1:
        return Neighbours.none()
    similarities = vectors @ query
    if k < len(keys):
        # All that tie with the k-th are kept until the order by key has decided between them.
        bound = np.partition(similarities, -k)[-k]
        some = np.flatnonzero(similarities >= bound)
        keys, similarities = keys[some], similarities[some]
    order = np.lexsort((keys, -similarities))[:k]
    return Neighbours(keys[order], similarities[order].astype(np.float32))


class ExactIndex:
    """A `VectorIndex` that keeps its vectors in memory and compares all of them."""

    def __init__(self) -> None:
        self._sets: dict[str, _Records] = {}
        self._guard = threading.Lock()

    def put(self, name: str, keys: Keys, vectors: Vectors) -> None:
        """Of equal keys in one call the last one counts."""
        # Backwards, because `unique` gives the first place of each.
        fresh, last = np.unique(np.asarray(keys, dtype=np.int64)[::-1], return_index=True)
        rows = np.asarray(vectors, dtype=np.float32)[::-1][last]
        with self._guard:
            if name in self._sets:
                kept_keys, kept_rows = _without(self._sets[name], fresh)
                fresh, rows = np.concatenate([kept_keys, fresh]), np.concatenate([kept_rows, rows])
            self._sets[name] = (fresh, rows)

    def delete(self, name: str, keys: Keys) -> None:
        with self._guard:
            if name in self._sets:
                self._sets[name] = _without(self._sets[name], np.asarray(keys, dtype=np.int64))

    def drop(self, name: str) -> None:
        with self._guard:
            self._sets.pop(name, None)

    def count(self, name: str) -> int:
        return len(self._sets[name][0]) if name in self._sets else 0

    def search(self, name: str, query: Vectors, k: int) -> Neighbours:
        # The arrays are replaced and never changed, so a search needs no lock.
        records = self._sets.get(name)
        return nearest(*records, query, k) if records else Neighbours.none()

    def close(self) -> None:
        """Nothing is held."""


def _without(records: _Records, keys: NDArray[np.int64]) -> _Records:
    stays = ~np.isin(records[0], keys)
    return (records[0][stays], records[1][stays]) if not stays.all() else records

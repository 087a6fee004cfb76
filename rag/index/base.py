"""What a vector index is. Knows nothing of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.types import Vectors

Keys = Sequence[int] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest records of one query, best first, ties by key."""

    keys: NDArray[np.int64]
    similarities: NDArray[np.float32]
    """Inner products: cosines, because vectors are of unit norm."""

    @classmethod
    def none(cls) -> Neighbours:
        return cls(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


class VectorIndex(Protocol):
    """Nearest neighbours over named sets of vectors. A name stands for (collection, space).

    Contract: `put` replaces records of equal key; `delete` of a missing key does nothing; `drop` leaves no file of
    the set; `search` returns at most k, and nothing for a name that was never put. Raises VectorIndexError. Safe for
    use from several threads of one process.
    """

    def put(self, name: str, keys: Keys, vectors: Vectors) -> None: ...

    def delete(self, name: str, keys: Keys) -> None: ...

    def drop(self, name: str) -> None: ...

    def count(self, name: str) -> int: ...

    def search(self, name: str, query: Vectors, k: int) -> Neighbours:
        """`query` is (dim,)."""

    def close(self) -> None:
        """Let go of files; what was put stays."""


class StoredIndex(VectorIndex, Protocol):
    """A `VectorIndex` in files."""

    def place(self, name: str) -> Path:
        """The folder that holds all files of the set and no others; it need not be there."""

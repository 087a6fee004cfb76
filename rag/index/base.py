"""What a vector index is. Knows nothing of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.types import Vectors


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest records of one query, best first, ties by key."""

    keys: NDArray[np.int64]
    similarities: NDArray[np.float32]
    """Inner products: cosines, because vectors are of unit norm."""


class VectorIndex(Protocol):
    """Nearest neighbours over named sets of vectors. A name stands for (collection, space).

    Contract: `put` replaces records of equal key; `delete` of a missing key does nothing; `search` returns at most k.
    """

    def put(self, name: str, keys: Sequence[int], vectors: Vectors) -> None: ...

    def delete(self, name: str, keys: Sequence[int]) -> None: ...

    def drop(self, name: str) -> None: ...

    def count(self, name: str) -> int: ...

    def search(self, name: str, query: Vectors, k: int) -> Neighbours:
        """`query` is (dim,)."""

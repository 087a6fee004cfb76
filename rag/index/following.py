"""Brings one set of vectors of an index from one change of the ledger to the next.

Knows nothing of trust, files or threads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.index.base import VectorIndex
from rag.index.state import SetState
from rag.ledger import Change, Ledger

BATCH = 1000
"""Records between two looks at whether to stop: about a second of Chroma's time."""


@dataclass(frozen=True, slots=True)
class Target:
    """The vectors of one collection in one space."""

    collection: str
    collection_key: int
    space: str

    @property
    def name(self) -> str:
        """Says nothing about its contents, and a later collection of the same name has another one."""
        space = hashlib.sha256(self.space.encode()).hexdigest()[:16]
        return f"{self.collection_key}-{space}"

    def concerns(self, change: Change) -> bool:
        mine = change.collection_key == self.collection_key
        return mine and (change.kind == "delete" or change.space == self.space)


GoOn = Callable[[int, int], bool]
"""Told how many records of how many are done, between two batches; False stops."""


def always(_done: int, _total: int) -> bool:
    return True


def build(ledger: Ledger, index: VectorIndex, target: Target, state: SetState, go_on: GoOn = always) -> None:
    """Put all vectors after `state.through`, in the order of their keys, as far as `go_on` allows."""
    keys, vectors = ledger.all_vectors(target.collection, target.space)
    start = int((keys <= (state.through or 0)).sum())
    for at in range(start, len(keys), BATCH):
        if not go_on(at, len(keys)):
            return
        index.put(target.name, keys[at : at + BATCH], vectors[at : at + BATCH])
        state.through = int(keys[min(at + BATCH, len(keys)) - 1])
    state.through = None


def pending(ledger: Ledger, target: Target, state: SetState) -> list[Change]:
    """The changes that a set has not seen and that concern it."""
    return [change for change in ledger.changes_since(state.change) if target.concerns(change)]


def follow(
    ledger: Ledger,
    index: VectorIndex,
    target: Target,
    state: SetState,
    changes: Sequence[Change],
    go_on: GoOn = always,
) -> bool:
    """Apply changes in their order; False when `go_on` stopped it."""
    done, total = 0, sum(len(change.keys) for change in changes)
    for change in changes:
        for at in range(0, len(change.keys), BATCH):
            if not go_on(done, total):
                return False
            some = change.keys[at : at + BATCH]
            _apply(ledger, index, target, change, some)
            done += len(some)
        state.n_deleted += len(change.keys) if change.kind == "delete" else 0
        # After each change: a stop in the middle repeats one, and putting or deleting twice changes nothing.
        state.change = change.change
    return True


def _apply(ledger: Ledger, index: VectorIndex, target: Target, change: Change, keys: NDArray[np.int64]) -> None:
    if change.kind == "delete":
        index.delete(target.name, keys)
        return
    # As they are now: what has been deleted since is not found, and its deletion is still to come.
    found, vectors = ledger.vectors(target.space, keys)
    if len(found):
        index.put(target.name, found, vectors)

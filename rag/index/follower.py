"""Searches a library's vectors: in an index that follows the ledger, or in the ledger's own vectors.

A search never waits for the index. While it is opened, brought up to date or built, and as long as another process owns
it, the ledger's vectors are compared one by one, which is exact and good to some 200,000. Nothing is opened or locked
before the first search, so a process that only writes the ledger never owns the index.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Collection
from pathlib import Path

from rag.errors import LibraryError, VectorIndexError
from rag.index.base import Neighbours
from rag.index.durable import DurableIndex, OpenIndex, SetCondition, targets
from rag.index.exact import ExactIndex
from rag.index.following import Target, follow, pending
from rag.index.owner import Ownership
from rag.index.state import SetState
from rag.ledger import Ledger
from rag.types import Vectors

log = logging.getLogger(__name__)
_MAX_FAILURES = 3


class IndexFollower:
    """Nearest chunks of a collection in a space, as the ledger is now. Safe for use from several threads."""

    def __init__(
        self,
        ledger: Ledger,
        directory: Path,
        open_index: OpenIndex,
        purpose: str = "search",
    ) -> None:
        self._ledger = ledger
        self._durable = DurableIndex(ledger, Ownership(directory, purpose), open_index)
        self._mirror = _Mirror(ledger)
        self._guard = threading.Lock()
        self._wanted: dict[str, Target] = {}
        self._worker: threading.Thread | None = None
        self._stopping = threading.Event()
        self._n_failures = 0
        self._progress: tuple[int, int] | None = None

    @property
    def progress(self) -> tuple[int, int] | None:
        """(records done, records in all) of what is being indexed; None when nothing is."""
        return self._progress

    def search(self, collection: str, space: str, vector: Vectors, k: int) -> Neighbours:
        """The k nearest chunks to `vector` (dim,); none for a collection or space without vectors."""
        key = self._ledger.collection_key(collection)
        if key is None:
            return Neighbours.none()
        target = Target(collection, key, space)
        try:
            if self._durable.is_current(target):
                found = self._durable.search(target, vector, k)
                self._mirror.forget(target)
                if not self._durable.is_sealed:
                    self._bring_up_to_date(target)
                return found
        except (VectorIndexError, OSError):
            # Counted and logged there; the person gets the ledger's answer, which is exact.
            self._failed(target)
        self._bring_up_to_date(target)
        return self._mirror.search(target, vector, k)

    def wait(self, timeout_s: float = 600.0) -> bool:
        """Bring every set up to date; False when another process owns the index or the time is over."""
        until = time.monotonic() + timeout_s
        wanted = targets(self._ledger)
        for target in wanted:
            if not self._durable.is_current(target):
                self._bring_up_to_date(target)
        worker = self._worker
        if worker is not None:
            worker.join(max(0.0, until - time.monotonic()))
        return self._durable.acquire() and all(self._durable.is_current(target) for target in wanted)

    def owner(self) -> str:
        """Which other program has the index, by its purpose and process; empty when it is free or ours."""
        return self._durable.owner()

    def conditions(self) -> list[SetCondition]:
        """How every set stands; nothing is opened, built or dropped by asking."""
        return self._durable.conditions()

    def drop_dead(self) -> None:
        """Drop the sets of which the ledger has no vectors any more."""
        self._durable.drop_dead()
        self._mirror.keep({target.name for target in targets(self._ledger)})

    def close(self) -> None:
        """Stop what is under way, to be continued at the next opening, and let another process own the index."""
        self._stopping.set()
        worker = self._worker
        if worker is not None:
            # Without the guard, which the worker needs to see that it is done.
            worker.join()
        self._durable.close()
        atexit.unregister(self.close)

    def _bring_up_to_date(self, target: Target) -> None:
        """Let the worker do it, if this process may own the index."""
        with self._guard:
            if self._n_failures >= _MAX_FAILURES or self._stopping.is_set() or not self._durable.acquire():
                return
            self._wanted[target.name] = target
            if self._worker is None:
                # A daemon thread is cut off wherever it is; this lets it finish its batch first.
                atexit.register(self.close)
                self._worker = threading.Thread(target=self._work, name="vector-index", daemon=True)
                self._worker.start()

    def _work(self) -> None:
        while target := self._next():
            try:
                self._durable.catch_up(target, self._go_on)
                if not self._wanted:
                    self._durable.seal()
            except (LibraryError, OSError):
                self._failed(target)
            self._progress = None

    def _next(self) -> Target | None:
        with self._guard:
            if not self._wanted or self._stopping.is_set():
                self._worker = None
                return None
            return self._wanted.pop(next(iter(self._wanted)))

    def _go_on(self, done: int, total: int) -> bool:
        self._progress = (done, total)
        return not self._stopping.is_set()

    def _failed(self, target: Target) -> None:
        self._n_failures += 1
        log.warning("the vector index failed; the ledger answers instead", exc_info=True)
        self._durable.discard(target)


class _Mirror:
    """The ledger's own vectors in memory, followed like any index, for those targets that need them."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._index = ExactIndex()
        self._states: dict[str, SetState] = {}
        self._guard = threading.Lock()

    def search(self, target: Target, vector: Vectors, k: int) -> Neighbours:
        """Exact. The first search of a target reads all of its vectors into memory."""
        with self._guard:
            state = self._states.get(target.name)
            if state is None:
                # The change before the vectors: what is written in between is put twice rather than never.
                state = self._states[target.name] = SetState(self._ledger.change())
                self._index.put(target.name, *self._ledger.all_vectors(target.collection, target.space))
            follow(self._ledger, self._index, target, state, pending(self._ledger, target, state))
        return self._index.search(target.name, vector, k)

    def keep(self, names: Collection[str]) -> None:
        """Give the memory of all other sets back."""
        with self._guard:
            for name in [name for name in self._states if name not in names]:
                del self._states[name]
                self._index.drop(name)

    def forget(self, target: Target) -> None:
        """Give the memory back."""
        if target.name in self._states:
            with self._guard:
                self._states.pop(target.name, None)
                self._index.drop(target.name)

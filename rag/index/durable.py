"""The index on disk: who owns it, which of its sets can be trusted, and how each becomes current.

A set that somebody died while writing, that does not find its own records, or that belongs to another state of the
ledger is dropped and built again from the ledger's vectors; nothing is encoded again.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from rag.errors import VectorIndexError
from rag.index.base import Neighbours, VectorIndex
from rag.index.following import GoOn, Target, always, build, follow, pending
from rag.index.owner import Ownership
from rag.index.state import IndexState, SetState
from rag.ledger import Ledger
from rag.types import Vectors

log = logging.getLogger(__name__)

_WITHIN_A_SEARCH = 64
"""So many records are put or deleted while a search waits, about 0.1 s of Chroma's time."""
_DEAD_WEIGHT = 1000
_ABSURD_FACTOR, _ABSURD_BYTES = 16, 1 << 30
"""A killed Chroma has left a sparse file of 226 GB; a sound one stays below a few times the ledger."""


OpenIndex = Callable[[Path], VectorIndex]
SoundSets = Callable[[Path, Sequence[str]], dict[str, int]]
"""Which of these sets of the folder find their own records, with how many they have."""


class DurableIndex:
    """An index in a folder that at most one process owns."""

    def __init__(self, ledger: Ledger, ownership: Ownership, open_index: OpenIndex, sound_sets: SoundSets) -> None:
        self._ledger = ledger
        self._directory = ownership.directory
        self._ownership = ownership
        self._open_index = open_index
        self._sound_sets = sound_sets
        self._index: VectorIndex | None = None
        self._state = IndexState(ledger.library_id())
        self._writing = threading.RLock()

    def acquire(self) -> bool:
        """Become the owner; False while another process, or another library object, is."""
        return self._ownership.held or self._ownership.acquire()

    def is_current(self, target: Target) -> bool:
        """Whether the set may answer for the ledger as it is now; a few changes are followed at once."""
        state = self._state.sets.get(target.name)
        if self._index is None or state is None or state.through is not None:
            return False
        if state.change == self._ledger.change():
            return True
        # A search never waits for whoever is building: the ledger's own vectors answer it.
        if not self._writing.acquire(blocking=False):
            return False
        try:
            if sum(len(change.keys) for change in pending(self._ledger, target, state)) > _WITHIN_A_SEARCH:
                return False
            return self.catch_up(target)
        finally:
            self._writing.release()

    def catch_up(self, target: Target, go_on: GoOn = always) -> bool:
        """Bring a set to the ledger's present state; False when `go_on` stopped it. Raises VectorIndexError.

        The first call opens the index, which takes seconds.
        """
        with self._writing:
            index = self._opened()
            state = self._state.sets.get(target.name)
            # A graph keeps deleted records as dead weight: with more dead than living ones it is made anew.
            if state is None or state.n_deleted > max(_DEAD_WEIGHT, index.count(target.name)):
                state = self._begun(index, target)
            # Before the changes are read: what comes in between is followed the next time.
            latest = self._ledger.change()
            changes = pending(self._ledger, target, state) if state.through is None else []
            if changes or state.through is not None:
                self._note(target.name)
                complete = self._written(index, target, state, go_on)
                self._note("")
                if not complete:
                    return False
            state.change = max(latest, state.change)
            return True

    def search(self, target: Target, query: Vectors, k: int) -> Neighbours:
        """Only after `is_current`. Raises VectorIndexError."""
        if self._index is None:
            raise VectorIndexError("The vector index is not open.", "Search again.")
        return self._index.search(target.name, query, k)

    def discard(self, target: Target) -> None:
        """Drop a set that failed; the next `catch_up` builds it again."""
        with self._writing:
            if self._index is not None and target.name in self._state.sets:
                self._drop({target.name})

    def drop_dead(self) -> None:
        """Drop the sets of which the ledger has no vectors any more; one that is not open does it when it is opened."""
        with self._writing:
            if self._index is not None:
                alive = {target.name for target in targets(self._ledger)}
                self._drop(set(self._state.sets) - alive)
                self._note("")

    def close(self) -> None:
        """Let go of the files and of the ownership."""
        with self._writing:
            if self._index is not None:
                self._index.close()
                self._note("")
                self._index = None
            self._ownership.release()

    def _written(self, index: VectorIndex, target: Target, state: SetState, go_on: GoOn) -> bool:
        if state.through is not None:
            build(self._ledger, index, target, state, go_on)
        # What was put or deleted while the set was being built comes after it.
        return state.through is None and follow(
            self._ledger, index, target, state, pending(self._ledger, target, state), go_on
        )

    def _begun(self, index: VectorIndex, target: Target) -> SetState:
        log.info("building the vector index of %r in space %s", target.collection, target.space)
        index.drop(target.name)
        state = self._state.sets[target.name] = SetState(self._ledger.change(), through=0)
        return state

    def _note(self, writing: str) -> None:
        """Say on disk which set is being written, before and after it is."""
        self._state.writing = writing
        self._state.write(self._directory)

    def _opened(self) -> VectorIndex:
        if self._index is None:
            sets = self._directory / "sets"
            left = IndexState.read(self._directory, self._ledger.library_id())
            if not left.sets or self._is_absurd(sets):
                shutil.rmtree(sets, ignore_errors=True)
                left = IndexState(left.library)
            self._index = self._open_index(sets)
            self._state = left
            self._drop(set(left.sets) - self._trusted(left, sets))
        alive = {self._ledger.collection_key(name) for name in self._ledger.collections()}
        self._drop({name for name in self._state.sets if int(name.partition("-")[0]) not in alive})
        return self._index

    def _drop(self, names: set[str]) -> None:
        for name in names:
            log.info("dropping the set %s of the vector index", name)
            if self._index is not None:
                self._index.drop(name)
            del self._state.sets[name]

    def _trusted(self, state: IndexState, sets: Path) -> set[str]:
        """The sets that nobody died in, that find their own records, and that the ledger has and is not behind."""
        latest = self._ledger.change()
        wanted = targets(self._ledger)
        alive = {target.name for target in wanted}
        names = [
            name
            for name, known in state.sets.items()
            if name in alive and known.change <= latest and name != state.writing
        ]
        counts = self._sound_sets(sets, names) if names else {}
        for target in wanted:
            known = state.sets.get(target.name)
            complete = known is not None and known.through is None and not pending(self._ledger, target, known)
            if complete and counts.get(target.name) != self._ledger.spaces(target.collection)[target.space]:
                counts.pop(target.name, None)
        return set(counts)

    def _is_absurd(self, sets: Path) -> bool:
        ledger = sum(path.stat().st_size for path in self._ledger.directory.glob("ledger.sqlite*"))
        limit = _ABSURD_BYTES + _ABSURD_FACTOR * ledger
        return any(path.stat().st_size > limit for path in sets.rglob("*") if path.is_file())


def targets(ledger: Ledger) -> list[Target]:
    """Every set of vectors that the ledger has."""
    found: list[Target] = []
    for collection in ledger.collections():
        key = ledger.collection_key(collection)
        if key is not None:
            found.extend(Target(collection, key, space) for space in ledger.spaces(collection))
    return found

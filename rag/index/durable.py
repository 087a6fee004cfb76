"""The index on disk: who owns it, which of its sets can be trusted, and how each becomes current.

A set whose files are not, to the last byte, what its last owner left when it was not writing, or that belongs to
another state of the ledger, is dropped before anybody searches it and built again from the ledger's vectors; nothing is
encoded again.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rag.errors import VectorIndexError
from rag.index.base import Neighbours, StoredIndex, VectorIndex
from rag.index.following import GoOn, Target, always, build, follow, pending
from rag.index.owner import Ownership
from rag.index.seal import is_unbroken, seal_of
from rag.index.state import IndexState, SetState
from rag.ledger import Ledger
from rag.types import Vectors

log = logging.getLogger(__name__)

_WITHIN_A_SEARCH = 64
"""So many records are put or deleted while a search waits, about 0.1 s of Chroma's time."""
_DEAD_WEIGHT = 1000

OpenIndex = Callable[[Path], StoredIndex]
Condition = Literal["current", "behind", "not built yet", "cut short", "damaged"]
"""`cut short`: its program ended while it wrote. `damaged`: its files are not what was left."""


@dataclass(frozen=True, slots=True)
class SetCondition:
    """How the vectors of a collection in one space stand in the index."""

    collection: str
    space: str
    n_vectors: int
    condition: Condition


class DurableIndex:
    """An index in a folder that at most one process owns."""

    def __init__(self, ledger: Ledger, ownership: Ownership, open_index: OpenIndex) -> None:
        self._ledger = ledger
        self._directory = ownership.directory
        self._ownership = ownership
        self._open_index = open_index
        self._index: StoredIndex | None = None
        self._state = IndexState(ledger.library_id())
        self._writing = threading.RLock()

    def acquire(self) -> bool:
        """Become the owner; False while another process, or another library object, is."""
        return self._ownership.held or self._ownership.acquire()

    def owner(self) -> str:
        """Which other program has it; empty when it is free or ours."""
        if self._ownership.held:
            return ""
        if self._ownership.acquire():
            self._ownership.release()
            return ""
        return self._ownership.holder()

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
                self._break_seal(target.name)
                complete = self._written(index, target, state, go_on)
                self._write_state()
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
                self._drop(self._state.sets.keys() - {target.name for target in targets(self._ledger)})
                self._write_state()

    @property
    def is_sealed(self) -> bool:
        """Whether a kill at this moment would leave every set to go on with."""
        return all(state.seal for state in self._state.sets.values())

    def seal(self) -> None:
        """Seal what was opened or written since; for moments in which nothing is being written."""
        with self._writing:
            if self._index is not None:
                self._seal(self._index, [name for name, state in self._state.sets.items() if not state.seal])

    def conditions(self) -> list[SetCondition]:
        """How every set stands; nothing is opened, built or dropped by asking."""
        with self._writing:
            index = self._index or self._open_index(self._directory / "sets")
            state = self._state if self._index else IndexState.read(self._directory, self._ledger.library_id())
            found = []
            for target in targets(self._ledger):
                known = state.sets.get(target.name)
                place = None if self._index else index.place(target.name)
                n_vectors = self._ledger.spaces(target.collection)[target.space]
                condition = self._condition(target, known, place)
                found.append(SetCondition(target.collection, target.space, n_vectors, condition))
            return found

    def _condition(self, target: Target, known: SetState | None, place: Path | None) -> Condition:
        """`place` is the folder of a set that nobody has opened, whose seal says whether it is what was left."""
        if known is None:
            return "not built yet"
        if place is not None and not known.seal:
            return "cut short"
        if place is not None and not is_unbroken(place, known.seal):
            return "damaged"
        if known.through is not None or pending(self._ledger, target, known):
            return "behind"
        return "current"

    def close(self) -> None:
        """Let go of the files and of the ownership."""
        with self._writing:
            if self._index is not None:
                index, self._index = self._index, None
                index.close()
                self._seal(index, self._state.sets)
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

    def _break_seal(self, name: str) -> None:
        """Say on disk, before it is written, that a set would be doubtful after a kill."""
        self._state.sets[name].seal = {}
        self._write_state()

    def _seal(self, index: StoredIndex, names: Iterable[str]) -> None:
        try:
            for name in names:
                self._state.sets[name].seal = seal_of(index.place(name))
            self._write_state()
        except OSError:
            # On a full disk, say. What is not sealed is built again, which costs time and nothing else.
            log.warning("the vector index was not sealed", exc_info=True)

    def _write_state(self) -> None:
        self._state.write(self._directory)

    def _opened(self) -> StoredIndex:
        if self._index is None:
            sets = self._directory / "sets"
            index = self._open_index(sets)
            state = IndexState.read(self._directory, self._ledger.library_id())
            trusted = self._trusted(state, index)
            for name in state.sets.keys() - trusted:
                index.drop(name)
            _remove_strays(sets, {index.place(name) for name in trusted})
            # Opening changes Chroma's files: they are sealed again at the next rest.
            state.sets = {name: replace(state.sets[name], seal={}) for name in trusted}
            # What is shown is judged: a search looks at both without waiting for the lock.
            self._state, self._index = state, index
        alive = {self._ledger.collection_key(name) for name in self._ledger.collections()}
        self._drop({name for name in self._state.sets if int(name.partition("-")[0]) not in alive})
        return self._index

    def _drop(self, names: Collection[str]) -> None:
        for name in names:
            log.info("dropping the set %s of the vector index", name)
            if self._index is not None:
                self._index.drop(name)
            del self._state.sets[name]

    def _trusted(self, state: IndexState, index: StoredIndex) -> set[str]:
        """The sets whose files are what was left, and that the ledger has and is not behind."""
        latest = self._ledger.change()
        trusted: set[str] = set()
        for target in targets(self._ledger):
            known = state.sets.get(target.name)
            if known is None or known.change > latest or not is_unbroken(index.place(target.name), known.seal):
                continue
            complete = known.through is None and not pending(self._ledger, target, known)
            n_vectors = self._ledger.spaces(target.collection)[target.space]
            if not complete or index.count(target.name) == n_vectors:
                trusted.add(target.name)
        return trusted


def _remove_strays(sets: Path, places: Collection[Path]) -> None:
    """Remove what no set owns: folders of another library, or of a set that nobody knows of any more."""
    for folder in set(sets.glob("*")) - set(places):
        log.info("removing %s from the vector index", folder.name)
        shutil.rmtree(folder, ignore_errors=True)


def targets(ledger: Ledger) -> list[Target]:
    """Every set of vectors that the ledger has."""
    found: list[Target] = []
    for collection in ledger.collections():
        key = ledger.collection_key(collection)
        if key is not None:
            found.extend(Target(collection, key, space) for space in ledger.spaces(collection))
    return found

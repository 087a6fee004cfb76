"""The vector index: whether it is what was left, how far it is, and who has it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rag.doctor.findings import Finding, State
from rag.errors import VectorIndexError
from rag.library import Library

_ABOUT = "index"


def look(library: Library) -> Iterator[Finding]:
    """Builds nothing, and leaves an index that another program has alone."""
    owner = library.index.owner()
    if owner:
        yield Finding(_ABOUT, "note", f"another program has it ({owner}); until it ends the ledger answers here")
        return
    states = library.index.conditions()
    wanting = [state for state in states if state.condition != "current"]
    for state in wanting:
        says = f"{state.condition}: {state.n_vectors:,} vectors of {state.collection!r}"
        remedy = "It is built at the next questions by itself, or now by repairing."
        # What was never asked has no index yet, which is nothing wrong.
        kind: State = "ill" if state.condition == "damaged" else "note"
        yield Finding(_ABOUT, kind, says, remedy, partial(_build, library))
    if not wanting:
        yield Finding(_ABOUT, "well", f"{len(states):,} sets of vectors, all current")


def _build(library: Library) -> None:
    if not library.index.wait():
        raise VectorIndexError("The index could not be built.", "Close other programs that use the library.")

"""Looks at a library from the file up, and mends what can be mended.

Knows: the order, since what stands on a damaged part cannot be looked at. Does not know what is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from rag.doctor import disk, index, ledger, models, originals
from rag.doctor.findings import Finding
from rag.errors import LibraryError, NotFoundError, SightlineError
from rag.library import Library

Look = Callable[[Library], Iterator[Finding]]
_LOOKS: tuple[Look, ...] = (ledger.look, originals.look, index.look, models.look, disk.look)


def examine(directory: Path) -> list[Finding]:
    """Everything that was looked at. Raises NotFoundError where there is no library."""
    with_library = _opened(directory)
    if isinstance(with_library, Finding):
        return [with_library]
    with closing(with_library) as library:
        return [finding for look in _LOOKS for finding in _looked(look, library)]


def repair(directory: Path) -> tuple[list[Finding], list[str]]:
    """Mend what can be mended; what is found afterwards, and what could not be mended. Raises NotFoundError."""
    with_library = _opened(directory)
    if isinstance(with_library, Finding):
        return [with_library], []
    with closing(with_library) as library:
        failed = [failure for look in _LOOKS for failure in _mended(_looked(look, library))]
    return examine(directory), failed


def _opened(directory: Path) -> Library | Finding:
    """The library, or why it cannot be opened."""
    try:
        return Library.open_existing(directory)
    except NotFoundError:
        raise
    except SightlineError as error:
        return Finding("library", "ill", error.message, error.hint)


def _looked(look: Look, library: Library) -> list[Finding]:
    try:
        return list(look(library))
    except LibraryError as error:
        return [Finding(look.__module__.rpartition(".")[2], "ill", error.message, error.hint)]


def _mended(findings: Sequence[Finding]) -> Iterator[str]:
    """Repair what can be repaired; the failures."""
    for found in findings:
        try:
            if found.repair is not None:
                found.repair()
        except SightlineError as error:
            yield f"{found.about}: {error}"

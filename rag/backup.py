"""A second copy of a library's truth, made while it is used, and the way back from it.

A backup is a library itself: the ledger as it was at one moment, the originals that it speaks of, and the settings. The
index and the cache are left out, because they are made from these.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rag.config import FILE_NAME as SETTINGS
from rag.errors import InputError, LibraryError, NotALibraryError, NotFoundError
from rag.files.originals import Originals
from rag.index.owner import Ownership
from rag.ledger import Ledger
from rag.ledger.connection import FILE_NAME as LEDGER
from rag.ledger.failures import translated_os


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds."""

    folder: Path
    n_documents: int
    n_copied: int
    """Originals that this run copied; the others were there."""
    missing: tuple[str, ...]
    """Names of documents whose original is not in the library."""


def back_up(ledger: Ledger, originals: Originals, folder: Path) -> BackedUp:
    """Make `folder` a copy of the library, exact for one moment, or bring an earlier copy of it up to date.

    Others may ingest and delete meanwhile. Raises NotALibraryError for a folder with other things in it, DiskFullError,
    ReadOnlyError, and InputError for the library itself.
    """
    if folder.resolve() == ledger.directory.resolve():
        raise InputError("A library cannot be its own backup.", "Name another folder.")
    _check_same(ledger, folder)
    try:
        ledger.copy_to(folder / LEDGER)
        settings = ledger.directory / SETTINGS
        if settings.exists():
            shutil.copyfile(settings, folder / SETTINGS)
    except OSError as exc:
        raise translated_os(exc, folder) from exc
    with Ledger.open(folder) as copy:
        return _copy_originals(copy, originals, Originals(folder / "originals"))


def restore(folder: Path, directory: Path) -> Path | None:
    """Make `directory` the library that the backup in `folder` holds; where what was there before is now.

    Raises NotALibraryError, DiskFullError, ReadOnlyError, and LibraryError while a program has the library open.
    """
    Ledger.open(_backup(folder)).close()
    owner = Ownership(directory / "index", "restore")
    if directory.exists() and not owner.acquire():
        raise LibraryError(f"A program has the library {directory} open.", "Close it, then restore again.")
    owner.release()
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    partial, before = (
        directory.with_name(f"{directory.name}.restoring"),
        directory.with_name(f"{directory.name}.{stamp}"),
    )
    try:
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(folder, partial)
        kept = directory.rename(before) if directory.exists() else None
        partial.rename(directory)
    except OSError as exc:
        raise translated_os(exc, directory) from exc
    return kept


def _check_same(ledger: Ledger, folder: Path) -> None:
    """A backup is only ever replaced by a later one of the same library."""
    if not (folder / LEDGER).exists():
        Ledger.open(folder).close()
        return
    with Ledger.open(folder) as other:
        if other.library_id() != ledger.library_id() and other.collections():
            raise NotALibraryError(f"{folder} holds another library.", "Choose a new folder for this backup.")


def _backup(folder: Path) -> Path:
    if not (folder / LEDGER).exists():
        raise NotFoundError(f"There is no backup in {folder}.", "Name the folder that `backup` wrote.")
    return folder


def _copy_originals(copy: Ledger, source: Originals, target: Originals) -> BackedUp:
    documents = [document for name in copy.collections() for document in copy.documents(name)]
    n_copied, missing = 0, []
    for document in documents:
        sha256 = document.source.sha256
        try:
            if not target.holds(sha256):
                target.keep(source.path(sha256), sha256)
                n_copied += 1
        except NotFoundError:
            missing.append(document.source.name)
    target.keep_only({document.source.sha256 for document in documents})
    return BackedUp(copy.directory, len(documents), n_copied, tuple(missing))

"""Keeps the files themselves, by the hash of their bytes, so that a citation opens when the file has moved."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from rag.errors import BrokenFileError, DiskFullError, LibraryError, NotFoundError, ReadOnlyError

_BLOCK_BYTES = 1 << 20
_PARTIAL = ".copy-"
_ABANDONED_S = 3600.0
"""Without a write for so long: no copy of a file pauses for an hour."""


class Originals:
    """A folder of files named by their sha256, below the first two digits of it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def path(self, sha256: str) -> Path:
        """Where the file with these bytes is kept. Raises NotFoundError."""
        found = self._place(sha256)
        if not found.exists():
            raise NotFoundError(f"The original {sha256[:12]}… is not in the library.", "Ingest the file again.")
        return found

    def keep(self, path: Path, sha256: str) -> Path:
        """Copy a file in, whole or not at all; one that is there already is not copied again.

        A copy and not a link: an edit of the person's file in place must not change what was cited. Raises
        NotFoundError or BrokenFileError when the file has gone or changed since it was hashed, DiskFullError,
        ReadOnlyError.
        """
        place = self._place(sha256)
        if place.exists():
            return place
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._copy(path, place, sha256)
        except OSError as exc:
            raise _translated(exc, path) from exc
        return place

    def delete(self, sha256: str) -> None:
        """Remove a file; one that is gone already is no error."""
        place = self._place(sha256)
        place.unlink(missing_ok=True)
        # Others of the same two digits may be in there.
        with suppress(OSError):
            place.parent.rmdir()

    def holds(self, sha256: str) -> bool:
        """Whether the file with these bytes is kept."""
        return self._place(sha256).exists()

    def is_sound(self, sha256: str) -> bool:
        """Whether it is kept and still has the bytes that its name says."""
        try:
            with self._place(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def others(self, wanted: Collection[str]) -> list[str]:
        """The names of kept files that are not among these; what is being copied has none yet."""
        names = (place.name for place in self._directory.glob("??/*"))
        return sorted(name for name in names if name not in wanted and not name.startswith("."))

    def keep_only(self, wanted: Collection[str]) -> None:
        """Remove every file that is not named."""
        for place in self._directory.glob("??/*"):
            if place.name not in wanted:
                self.delete(place.name)

    def sweep(self, older_than_s: float = _ABANDONED_S) -> None:
        """Remove what killed copies have left; younger ones may be another process's, at work."""
        for partial in self._directory.glob(f"*/{_PARTIAL}*"):
            with suppress(OSError):
                if time.time() - partial.stat().st_mtime > older_than_s:
                    partial.unlink()

    def _copy(self, path: Path, place: Path, sha256: str) -> None:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=_PARTIAL)
        try:
            hasher = hashlib.sha256()
            with path.open("rb") as source, os.fdopen(handle, "wb") as target:
                while block := source.read(_BLOCK_BYTES):
                    hasher.update(block)
                    target.write(block)
                target.flush()
                # The ledger is on disk once it is committed; the file that it speaks of must be there before.
                os.fsync(target.fileno())
            if hasher.hexdigest() != sha256:
                raise BrokenFileError(f"{path.name} changed while it was being read.", "Ingest it again.")
            Path(name).replace(place)
        finally:
            Path(name).unlink(missing_ok=True)

    def _place(self, sha256: str) -> Path:
        return self._directory / sha256[:2] / sha256


def _translated(error: OSError, path: Path) -> NotFoundError | LibraryError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFullError(f"There is no space left to keep {path.name}.", "Free some space, then ingest it again.")
    if error.errno == errno.ENOENT:
        return NotFoundError(f"{path} is not there any more.", "Check whether it has been moved.")
    return ReadOnlyError(f"{path.name} could not be copied: {error.strerror}.", "Check the permissions.")

"""SQLite's errors in our words: one table, used at one edge."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

from rag.errors import DiskFullError, LibraryError, NotALibraryError, ReadOnlyError

Sentence = tuple[type[LibraryError], str, str]

_BUSY: Sentence = (
    LibraryError,
    "Another process has been writing the library {path} for too long.",
    "Wait until it has finished, then try again.",
)
_READ_ONLY: Sentence = (
    ReadOnlyError,
    "The library {path} cannot be written.",
    "Check the permissions of its folder, or choose another library with --library.",
)
_FULL: Sentence = (
    DiskFullError,
    "There is no space left on the disk for the library {path}.",
    "Nothing is lost: free some space and run the same again.",
)
_OTHER: Sentence = (
    LibraryError,
    "The database of the library {path} refused: {reason}.",
    "Try again; if it stays, please report it with this sentence.",
)

ERRORS: dict[int, Sentence] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_AUTH: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_NOTADB: (NotALibraryError, "{path} is not a Sightline library.", "Choose an empty or a new folder."),
    sqlite3.SQLITE_CORRUPT: (
        LibraryError,
        "The database of the library {path} is damaged.",
        "Restore it from a backup, or move its originals/ elsewhere and ingest that folder into a new library.",
    ),
    sqlite3.SQLITE_IOERR: (
        LibraryError,
        "The disk of the library {path} reports an error: {reason}.",
        "Check the disk, then try again.",
    ),
}
"""By primary result code; any other code is reported with SQLite's own words."""

OS_ERRORS: dict[int, Sentence] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EROFS: _READ_ONLY,
}
"""The same for the files beside the ledger, by errno."""

# A nearly full disk also shows as a failure to grow the shared memory file or to truncate, not as SQLITE_FULL.
_LITTLE_SPACE_BYTES = 1 << 20


def translated(error: sqlite3.Error, directory: Path) -> LibraryError:
    """The LibraryError that stands for an error of SQLite in the library at `directory`."""
    # The lowest byte of an extended result code is the primary one.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    kind, message, hint = ERRORS.get(code, _OTHER)
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) and _is_full(directory):
        kind, message, hint = _FULL
    return kind(message.format(path=directory, reason=error), hint)


def translated_os(error: OSError, directory: Path) -> LibraryError:
    """The LibraryError that stands for a failed system call below the library's folder."""
    kind, message, hint = OS_ERRORS.get(error.errno or 0, ERRORS[sqlite3.SQLITE_IOERR])
    return kind(message.format(path=directory, reason=error), hint)


def read_only(directory: Path) -> LibraryError:
    """The error of a library whose permissions say, before anything is tried, that it cannot be written."""
    kind, message, hint = _READ_ONLY
    return kind(message.format(path=directory), hint)


def _is_full(directory: Path) -> bool:
    try:
        return shutil.disk_usage(directory).free < _LITTLE_SPACE_BYTES
    except OSError:
        # The error in hand is the one to report; a disk that does not answer is not known to be full.
        return False

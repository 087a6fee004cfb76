"""Opens the database file, hands out a connection to each thread, and turns SQLite's errors into ours.

Knows: SQLite's settings, the life of a file. Does not know: what the tables are for.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rag.errors import DiskFullError, LibraryError, NewerLibraryError, NotALibraryError, ReadOnlyError
from rag.ledger import schema

FILE_NAME = "ledger.sqlite"
_BUSY_MS = 30_000
_ERRORS: dict[int, tuple[type[LibraryError], str, str]] = {
    sqlite3.SQLITE_FULL: (
        DiskFullError,
        "There is no space left for the library {path}.",
        "Free some space, then retry.",
    ),
    sqlite3.SQLITE_READONLY: (ReadOnlyError, "The library {path} cannot be written.", "Check its permissions."),
    sqlite3.SQLITE_CANTOPEN: (ReadOnlyError, "The library {path} cannot be opened.", "Check its permissions."),
    sqlite3.SQLITE_PERM: (ReadOnlyError, "The library {path} cannot be opened.", "Check its permissions."),
    sqlite3.SQLITE_NOTADB: (NotALibraryError, "{path} is not a library's ledger.", "Choose another folder."),
    sqlite3.SQLITE_CORRUPT: (NotALibraryError, "The ledger {path} is damaged.", "Restore it from a copy."),
    sqlite3.SQLITE_BUSY: (
        LibraryError,
        "The library {path} is being written by another process.",
        "Try again shortly.",
    ),
    sqlite3.SQLITE_LOCKED: (
        LibraryError,
        "The library {path} is being written by another process.",
        "Try again shortly.",
    ),
    sqlite3.SQLITE_IOERR: (DiskFullError, "The disk refused to read or write {path}.", "Check its space and health."),
}


def translated(exc: sqlite3.Error, path: Path) -> LibraryError:
    """The error of ours that stands for one of SQLite's; the extended code's last byte is the primary one."""
    code = getattr(exc, "sqlite_errorcode", 0) & 0xFF
    kind, message, hint = _ERRORS.get(code, (LibraryError, f"The library {{path}} failed: {exc}.", "Try again."))
    return kind(message.format(path=path), hint)


class Database:
    """One SQLite file; every thread has its own connection, so readers never wait for a writer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._guard = threading.Lock()

    @classmethod
    def open(cls, directory: Path) -> Database:
        """Open or make the database of the library `directory`.

        Raises NotALibraryError, NewerLibraryError, ReadOnlyError or DiskFullError.
        """
        path = directory / FILE_NAME
        fresh = not path.exists()
        if fresh:
            _prepare(directory)
        database = cls(path)
        with database.translating():
            if fresh or not database.connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                _create(database.connection)
            _check_version(database)
        return database

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = _connect(self.path)
            with self._guard:
                self._opened.append(found)
        return found

    @contextmanager
    def translating(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, with SQLite's errors translated: for reading."""
        try:
            yield self.connection
        except sqlite3.Error as exc:
            raise translated(exc, self.path) from exc
        except OSError as exc:
            raise ReadOnlyError(f"{self.path} cannot be used: {exc.strerror}.", "Check its permissions.") from exc

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is wholly there afterwards, or, after any exception, not at all."""
        with self.translating() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # SQLite has already rolled back after some failures, such as a full disk.
                with suppress(sqlite3.OperationalError):
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._guard:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
        self._local = threading.local()


def _prepare(directory: Path) -> None:
    """Make the folder; one that holds anything but our own files is somebody else's."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        strangers = [entry.name for entry in directory.iterdir() if entry.name not in ("config.toml",)]
    except FileExistsError as exc:
        raise NotALibraryError(f"{directory} is a file.", "A library is a folder: choose another path.") from exc
    except OSError as exc:
        raise ReadOnlyError(
            f"{directory} cannot be made: {exc.strerror}.", "Choose a folder that you may write."
        ) from exc
    if strangers:
        raise NotALibraryError(
            f"{directory} holds other files ({strangers[0]}, …) and no library.", "Choose an empty or a new folder."
        )
    if not os.access(directory, os.W_OK):
        raise ReadOnlyError(f"{directory} cannot be written.", "Choose a folder that you may write.")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _create(connection: sqlite3.Connection) -> None:
    """Set up an empty file; a second process that does the same at once finds it done."""
    connection.execute("PRAGMA journal_mode = WAL")
    try:
        schema.create(connection)
    except sqlite3.OperationalError:
        with suppress(sqlite3.OperationalError):
            connection.execute("ROLLBACK")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'counter'").fetchone():
            raise


def _check_version(database: Database) -> None:
    connection = database.connection
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'documents'").fetchone()
    if not known:
        raise NotALibraryError(f"{database.path} is another program's database.", "Choose another folder.")
    if version > schema.VERSION:
        raise NewerLibraryError(
            f"{database.path} was written by a newer Sightline (format {version}; this one reads {schema.VERSION}).",
            "Update Sightline, or choose another library.",
        )
    if version < schema.VERSION:
        _migrate(database, version)


def _migrate(database: Database, version: int) -> None:
    """Bring an older ledger up to date, after keeping a copy of it beside it."""
    database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy2(database.path, database.path.with_name(f"{FILE_NAME}.format-{version}"))
    with database.transaction() as connection:
        for step in range(version, schema.VERSION):
            schema.MIGRATIONS[step](connection)
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")

"""Connections to the ledger's file, for several threads and processes.

Knows: SQLite's settings, transactions, locks. Does not know: tables.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rag.errors import LibraryError
from rag.ledger.failures import translated

FILE_NAME = "ledger.sqlite"
BUSY_TIMEOUT_S = 60.0

_NO_ROOM = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL})

# secure_delete overwrites what is deleted; FULL makes a commit outlive a power cut;
# a negative cache_size counts KiB.
_SETTINGS = ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "cache_size = -16384")


class Database:
    """A pool of connections to one file: any number of readers, one writer at a time."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._writing = threading.RLock()
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the ledger, whatever others write meanwhile."""
        with self._connection() as connection:
            # Deferred: what is seen is settled by the first read, and writers are not kept waiting.
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                _roll_back(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a write transaction: committed at the end, undone by any exception."""
        with self._writing, self._connection() as connection:
            # At once: a transaction that has read before it asks for the lock may be refused without any waiting.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                _roll_back(connection)

    @contextmanager
    def maintaining(self) -> Iterator[sqlite3.Connection]:
        """A connection outside of any transaction, for VACUUM and PRAGMA, alone among this process's writers."""
        with self._writing, self._connection() as connection:
            yield connection

    def close(self) -> None:
        """Close the idle connections; those in use close when they come back."""
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                self._give_back(connection)
        except sqlite3.Error as error:
            raise translated(error, self.directory) from error

    def _take(self) -> sqlite3.Connection:
        with self._guard:
            if self._closed:
                raise LibraryError(f"The library {self.directory} has been closed.", "Open it again.")
            if self._idle:
                return self._idle.pop()
        try:
            return _connected(self.directory / FILE_NAME)
        except sqlite3.OperationalError as error:
            return self._frozen(error)

    def _frozen(self, error: sqlite3.OperationalError) -> sqlite3.Connection:
        """A connection for reading alone, where a full disk has no room for the files that SQLite makes beside its own.

        Only while no log lies there: it would hold changes that such a connection does not see.
        """
        path = self.directory / FILE_NAME
        log = path.with_name(f"{FILE_NAME}-wal")
        if error.sqlite_errorcode & 0xFF not in _NO_ROOM or not path.exists() or (log.exists() and log.stat().st_size):
            raise error
        connection = _connected(f"{path.resolve().as_uri()}?mode=ro&immutable=1")
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._guard:
            # A frozen one sees nothing of what others write once there is room again.
            if not self._closed and not _is_frozen(connection):
                self._idle.append(connection)
                return
        connection.close()


def _connected(file: Path | str) -> sqlite3.Connection:
    # Transactions are begun above, not by Python, and a connection goes from thread to thread, to one at a time.
    connection = sqlite3.connect(
        file, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False, uri=isinstance(file, str)
    )
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        # Read once: whether the files beside it can be made shows here.
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _is_frozen(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA query_only").fetchone()[0])


def _roll_back(connection: sqlite3.Connection) -> None:
    # After a commit, and after some errors, there is nothing left to undo.
    with suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")

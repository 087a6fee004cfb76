"""Opens a library's folder: makes a new ledger, recognises its own, refuses the rest, migrates an older one."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path

import rag.ledger.schema as schema
from rag.errors import LedgerLostError, NewerLibraryError, NotALibraryError
from rag.ledger.connection import FILE_NAME, Database
from rag.ledger.failures import read_only, translated_os

BACKUP_PREFIX = f"{FILE_NAME}.version-"
_OUR_ENTRIES = frozenset({"config.toml", "originals", "index", "cache", "logs", "samples", "inbox"})


def exists(directory: Path) -> bool:
    """Whether a library has been made in this folder, even if it has lost its ledger since."""
    return (directory / FILE_NAME).is_file() or _has_originals(directory)


def _has_originals(directory: Path) -> bool:
    return any((directory / "originals").glob("??/*"))


def open_database(directory: Path) -> Database:
    """The ledger's database in `directory`, made if the folder is missing or empty.

    Raises NotALibraryError, NewerLibraryError, ReadOnlyError or DiskFullError.
    """
    _make_folder(directory)
    _check_entries(directory)
    with ExitStack() as on_failure:
        database = Database(directory)
        on_failure.callback(database.close)
        version = _version(database)
        if version is None:
            _create(database)
        elif version > schema.SCHEMA_VERSION:
            raise NewerLibraryError(
                f"The library {directory} was written by a newer Sightline (version {version} of the ledger; "
                f"this one reads up to {schema.SCHEMA_VERSION}).",
                "Update Sightline, or choose another library with --library.",
            )
        elif version < schema.SCHEMA_VERSION:
            _migrate(database, version)
        on_failure.pop_all()
    return database


def _make_folder(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as exc:
        raise NotALibraryError(f"{directory} is a file, not a library.", "Name a folder instead.") from exc
    except OSError as exc:
        raise translated_os(exc, directory) from exc
    ledger = directory / FILE_NAME
    if not os.access(directory, os.W_OK | os.X_OK) or (ledger.exists() and not os.access(ledger, os.W_OK)):
        raise read_only(directory)


def _check_entries(directory: Path) -> None:
    """A folder with other things in it was named by mistake; filling it would mix two people's files."""
    ledger = directory / FILE_NAME
    if ledger.exists() and ledger.stat().st_size:
        return
    if _has_originals(directory):
        raise LedgerLostError(
            f"The library {directory} has lost its ledger ({FILE_NAME}); the files that it kept are in originals/.",
            "Restore a backup into it, or move originals/ elsewhere and ingest that folder into a new library.",
        )
    # Hidden files say nothing about a folder; names that begin as the ledger's are its log and its copies.
    strangers = sorted(
        entry.name
        for entry in directory.iterdir()
        if entry.name not in _OUR_ENTRIES and not entry.name.startswith((".", FILE_NAME))
    )
    if strangers:
        raise NotALibraryError(
            f"{directory} is not a library: it holds {strangers[0]!r}"
            + (f" and {len(strangers) - 1} more." if len(strangers) > 1 else "."),
            "Choose an empty or a new folder.",
        )


def _version(database: Database) -> int | None:
    """The schema version in the file; None when it is empty. Raises NotALibraryError for a file of another kind."""
    with database.reading() as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (n_tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application == schema.APPLICATION_ID:
        return int(version)
    if n_tables or application or version:
        raise NotALibraryError(
            f"{database.directory / FILE_NAME} is a database of another program.", "Choose an empty or a new folder."
        )
    return None


def _create(database: Database) -> None:
    with database.maintaining() as connection:
        # SQLite changes the kind of its journal outside of transactions only, so the tables come afterwards.
        _switch_to_wal(connection)
    if _version(database) is not None:
        return
    with database.writing() as connection:
        # Another process may have made the tables between the look and the lock.
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            schema.create(connection)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """SQLite answers BUSY at once, without its usual patience, while another process switches too."""
    for attempt in range(100):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if attempt == 99 or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(0.05)


def _migrate(database: Database, version: int) -> None:
    _back_up(database, version)
    with database.writing() as connection:
        # Read again under the lock: another process may have migrated it since.
        (current,) = connection.execute("PRAGMA user_version").fetchone()
        for step in range(current, schema.SCHEMA_VERSION):
            for statement in schema.MIGRATIONS[step]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")


def _back_up(database: Database, version: int) -> None:
    """Copy the ledger beside itself, once for each version."""
    target = database.directory / f"{BACKUP_PREFIX}{version}"
    if not target.exists():
        copy_database(database, target)


def copy_database(database: Database, target: Path) -> None:
    """Copy all tables as they are at one moment; the copy has its final name only when it is whole."""
    # Two processes may meet the same old ledger, so that each has a copy of its own to finish.
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    partial.unlink(missing_ok=True)
    try:
        with database.maintaining() as connection:
            connection.execute("VACUUM INTO ?", (str(partial),))
        for log in target.parent.glob(f"{target.name}-*"):
            log.unlink()  # it belongs to the file that is replaced
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)

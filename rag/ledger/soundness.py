"""Whether the ledger's file is sound, and what SQLite can mend of it by itself."""

from __future__ import annotations

import sqlite3

from rag.errors import LibraryError
from rag.ledger.lexical_rows import rebuild
from rag.ledger.schema import UNITS, lexical_table
from rag.ledger.tables import Tables

_MOST_FAULTS = 20


class SoundTables(Tables):
    """Looks at every page of the file, so it takes about a second for each gigabyte."""

    def faults(self) -> list[str]:
        """What is wrong with the database, a phrase each; nothing when it is sound."""
        try:
            with self._database.reading() as connection:
                found = _integrity(connection)
                broken = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST_FAULTS)
            found += [f"a row of {table} belongs to nothing" for table, *_ in broken]
            # The words are a second copy of the texts: looked at only where the first one is sound.
            return found or self._word_faults()
        except LibraryError as error:
            return [error.message]

    def mend(self) -> None:
        """Build anew what the database derives from its own rows: its indices and the words of every chunk.

        Raises LibraryError where the rows themselves cannot be read.
        """
        with self._database.maintaining() as connection:
            connection.execute("REINDEX")
        with self._database.writing() as connection:
            rebuild(connection)

    def _word_faults(self) -> list[str]:
        found = []
        with self._database.writing() as connection:
            for (collection,) in connection.execute("SELECT key FROM collections").fetchall():
                for table in (lexical_table(collection, unit) for unit in UNITS):
                    if not _agrees_with_itself(connection, table):
                        found.append(f"the words in {table} are damaged")
        return found


def _integrity(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(f"PRAGMA integrity_check({_MOST_FAULTS})").fetchall()
    return [str(row[0]).replace("\n", "; ") for row in rows if row[0] != "ok"]


def _agrees_with_itself(connection: sqlite3.Connection, table: str) -> bool:
    """FTS5 compares its index with the texts that it keeps; it writes nothing, in spite of how it is asked."""
    try:
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
    except sqlite3.DatabaseError:
        return False
    return True

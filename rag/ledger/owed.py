"""What a deletion still owes when it is cut short: files to remove, deleted text to be written over.

A deletion notes its debts in its own transaction. Who is killed before they are paid leaves them to the next opening.
"""

from __future__ import annotations

import sqlite3
import time

from rag.ledger.tables import Tables

_PURGE = "owed:purge"
_ORIGINAL = "owed:original:"


class OwedTables(Tables):
    """Debts of deletions, as rows of the ledger's properties."""

    def owed_originals(self) -> list[str]:
        """The sha256 of kept files whose document has been deleted, but perhaps not the file itself."""
        query = "SELECT substr(name, ?) FROM properties WHERE name LIKE ? ORDER BY name"
        with self._database.reading() as connection:
            rows = connection.execute(query, (len(_ORIGINAL) + 1, f"{_ORIGINAL}%")).fetchall()
        return [row[0] for row in rows]

    def settle_original(self, sha256: str) -> None:
        """The file has been seen to. Writes only where it was owed."""
        if sha256 in self.owed_originals():
            with self._database.writing() as connection:
                connection.execute("DELETE FROM properties WHERE name = ?", (f"{_ORIGINAL}{sha256}",))

    def is_purge_owed(self) -> bool:
        """Whether deleted text may still stand in the files of the ledger."""
        with self._database.reading() as connection:
            return purge_owed(connection) is not None


def owe(connection: sqlite3.Connection, sha256: str = "") -> None:
    """Note, in the transaction that deletes, that a purge is owed, and of a document its kept file."""
    # The time tells one debt from a later one, which a purge that began before it must not settle.
    connection.execute("INSERT OR REPLACE INTO properties VALUES (?, ?)", (_PURGE, str(time.time_ns())))
    if sha256:
        connection.execute("INSERT OR REPLACE INTO properties VALUES (?, '')", (f"{_ORIGINAL}{sha256}",))


def purge_owed(connection: sqlite3.Connection) -> str | None:
    """The debt that a purge which begins now may settle; None when nothing is owed."""
    row = connection.execute("SELECT value FROM properties WHERE name = ?", (_PURGE,)).fetchone()
    return str(row[0]) if row else None


def settle_purge(connection: sqlite3.Connection, debt: str) -> None:
    """That debt is paid; a later one stands."""
    connection.execute("DELETE FROM properties WHERE name = ? AND value = ?", (_PURGE, debt))

"""The change counter: what an index has to do to catch up with the ledger."""

from __future__ import annotations

from rag.ledger.records import Change
from rag.ledger.rows import to_keys
from rag.ledger.tables import Tables, latest_change


class ChangeTables(Tables):
    """Every put and delete counts up by at least one, in the same transaction."""

    def library_id(self) -> str:
        """What tells this ledger from every other, wherever it lies."""
        with self._database.reading() as connection:
            return str(connection.execute("SELECT value FROM properties WHERE name = 'library'").fetchone()[0])

    def change(self) -> int:
        """The number of the latest change; 0 before the first."""
        with self._database.reading() as connection:
            return latest_change(connection)

    def changes_since(self, change: int) -> list[Change]:
        """The changes after `change`, oldest first; those that a later deletion made void are left out."""
        query = (
            "SELECT changes.change, changes.kind, changes.collection, collections.name, spaces.name, changes.keys "
            "FROM changes LEFT JOIN collections ON collections.key = changes.collection "
            "LEFT JOIN spaces ON spaces.key = changes.space WHERE changes.change > ? "
            "AND (changes.space IS NULL OR spaces.form = 'dense') ORDER BY changes.change"
        )
        with self._database.reading() as connection:
            rows = connection.execute(query, (change,)).fetchall()
        return [
            Change(number, kind, collection_key, name or "", space or "", to_keys(keys))
            for number, kind, collection_key, name, space, keys in rows
        ]

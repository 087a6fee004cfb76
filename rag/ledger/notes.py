"""What a collection has learned and what people said of its hits: values, feedback."""

from __future__ import annotations

import logging

from rag.errors import DiskFullError, ReadOnlyError
from rag.ledger.records import Feedback
from rag.ledger.rows import now, storable
from rag.ledger.tables import Tables, ensure_collection, find_collection

log = logging.getLogger(__name__)


class NoteTables(Tables):
    """Small tables of a collection; all go when the collection goes."""

    def value(self, collection: str, name: str) -> str | None:
        """JSON that was put under this name: learned weights, calibration, …"""
        query = "SELECT value FROM collection_values WHERE collection = ? AND name = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, (find_collection(connection, collection), name)).fetchone()
        return str(row[0]) if row else None

    def put_value(self, collection: str, name: str, json_text: str) -> None:
        """Keep JSON under a name, in place of what was there."""
        with self._database.writing() as connection:
            row = (ensure_collection(connection, collection), name, storable(json_text))
            connection.execute("INSERT OR REPLACE INTO collection_values VALUES (?, ?, ?)", row)

    def remember(self, collection: str, name: str, json_text: str) -> None:
        """Keep what was found out while reading, if the disk allows: else it is found out again the next time.

        No question needs the disk: on a full or a read-only one it is answered all the same.
        """
        try:
            self.put_value(collection, name, json_text)
        except (DiskFullError, ReadOnlyError):
            log.warning("%s of the collection %r cannot be kept", name, collection, exc_info=True)

    def add_feedback(self, collection: str, question: str, chunk_id: str, helpful: bool) -> None:
        """Keep a person's word on whether a chunk answers a question."""
        query = "INSERT INTO feedback (collection, question, chunk_id, helpful, given_at) VALUES (?, ?, ?, ?, ?)"
        with self._database.writing() as connection:
            at = ensure_collection(connection, collection)
            connection.execute(query, (at, storable(question), chunk_id, int(helpful), now()))

    def feedback(self, collection: str) -> list[Feedback]:
        """All feedback on a collection, oldest first."""
        query = "SELECT question, chunk_id, helpful, given_at FROM feedback WHERE collection = ? ORDER BY key"
        with self._database.reading() as connection:
            rows = connection.execute(query, (find_collection(connection, collection),)).fetchall()
        return [Feedback(question, chunk_id, bool(helpful), given_at) for question, chunk_id, helpful, given_at in rows]

"""What a collection has learned and what people said in it: values, feedback, conversations."""

from __future__ import annotations

import logging
import sqlite3

from rag.errors import DiskFullError, NotFoundError, ReadOnlyError
from rag.ledger.records import Conversation, Feedback, StoredTurn
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

    def put_conversation(self, conversation: Conversation) -> None:
        """Keep a conversation, in place of its earlier state; `changed_at` becomes now."""
        with self._database.writing() as connection:
            at = ensure_collection(connection, conversation.collection)
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation.id,))
            row = (conversation.id, at, storable(conversation.title), now())
            connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?)", row)
            for turn in conversation.turns:
                _insert_turn(connection, conversation.id, turn)

    def conversations(self, collection: str) -> list[Conversation]:
        """The conversations over a collection, latest first."""
        # Times are in whole seconds; of two in one second the one written later has the higher rowid.
        query = (
            "SELECT id, title, changed_at FROM conversations WHERE collection = ? ORDER BY changed_at DESC, rowid DESC"
        )
        with self._database.reading() as connection:
            rows = connection.execute(query, (find_collection(connection, collection),)).fetchall()
            return [
                Conversation(identity, collection, title, _turns(connection, identity), changed_at)
                for identity, title, changed_at in rows
            ]

    def conversation(self, conversation_id: str) -> Conversation:
        """Raises NotFoundError."""
        query = (
            "SELECT collections.name, title, changed_at FROM conversations JOIN collections "
            "ON collections.key = conversations.collection WHERE id = ?"
        )
        with self._database.reading() as connection:
            row = connection.execute(query, (conversation_id,)).fetchone()
            if row is None:
                raise NotFoundError(f"There is no conversation {conversation_id!r}.", "It may have been deleted.")
            return Conversation(conversation_id, row[0], row[1], _turns(connection, conversation_id), row[2])

    def delete_conversation(self, conversation_id: str) -> None:
        """Forget a conversation; one that is not there is already forgotten."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))


def _insert_turn(connection: sqlite3.Connection, conversation: str, turn: StoredTurn) -> None:
    query = (
        "INSERT INTO turns (conversation, question, answer, details, withdrawn) VALUES (?, ?, ?, ?, ?) RETURNING key"
    )
    texts = (storable(turn.question), storable(turn.answer), storable(turn.details))
    (key,) = connection.execute(query, (conversation, *texts, int(turn.withdrawn))).fetchone()
    rows = [(key, document) for document in dict.fromkeys(turn.documents)]
    connection.executemany("INSERT INTO turn_documents VALUES (?, ?)", rows)


def _turns(connection: sqlite3.Connection, conversation: str) -> tuple[StoredTurn, ...]:
    query = "SELECT key, question, answer, details, withdrawn FROM turns WHERE conversation = ? ORDER BY key"
    cited = "SELECT document_id FROM turn_documents WHERE turn = ? ORDER BY document_id"
    return tuple(
        StoredTurn(
            question, answer, details, tuple(row[0] for row in connection.execute(cited, (key,))), bool(withdrawn)
        )
        for key, question, answer, details, withdrawn in connection.execute(query, (conversation,)).fetchall()
    )

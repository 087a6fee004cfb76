"""Conversations: questions with what came of them. A turn is a row of its own, so that no writer undoes another's."""

from __future__ import annotations

import sqlite3

from rag.errors import NotFoundError
from rag.ledger.records import Conversation, ConversationEntry, StoredTurn
from rag.ledger.rows import now, storable
from rag.ledger.tables import Tables, ensure_collection, find_collection

_ENTRIES = (
    "SELECT conversations.id, collections.name, title, changed_at, "
    "(SELECT count(*) FROM turns WHERE conversation = conversations.id) "
    "FROM conversations JOIN collections ON collections.key = conversations.collection "
)
# Times are in whole seconds; of two in one second the one written later has the higher rowid.
_LATEST_FIRST = " ORDER BY changed_at DESC, conversations.rowid DESC LIMIT ?"


class ConversationTables(Tables):
    """Conversations over collections; they go when their collection goes."""

    def put_conversation(self, conversation: Conversation) -> None:
        """Keep a conversation, in place of its earlier state; `changed_at` becomes now."""
        with self._database.writing() as connection:
            at = ensure_collection(connection, conversation.collection)
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation.id,))
            row = (conversation.id, at, storable(conversation.title), now())
            connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?)", row)
            for turn in conversation.turns:
                _insert_turn(connection, conversation.id, turn)

    def append_turn(self, conversation: Conversation, turn: StoredTurn) -> int:
        """Add a turn at the end, making the conversation when this is its first; returns the turn's key."""
        with self._database.writing() as connection:
            at = ensure_collection(connection, conversation.collection)
            made = (conversation.id, at, storable(conversation.title), now())
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at",
                made,
            )
            return _insert_turn(connection, conversation.id, turn)

    def update_turn(self, key: int, turn: StoredTurn) -> bool:
        """Write what came of a turn; False when its conversation has been deleted meanwhile.

        A document that was deleted while the answer was written withdraws it at once.
        """
        query = "UPDATE turns SET question = ?, answer = ?, details = ?, withdrawn = ? WHERE key = ?"
        texts = (storable(turn.question), storable(turn.answer), storable(turn.details))
        with self._database.writing() as connection:
            gone = any(not _has_document(connection, document) for document in turn.documents)
            values = (texts[0], "", "{}", 1) if gone else (*texts, int(turn.withdrawn))
            if connection.execute(query, (*values, key)).rowcount == 0:
                return False
            _cite(connection, key, () if gone else turn.documents)
            return True

    def delete_turn(self, key: int) -> None:
        """Forget one turn; one that is not there is already forgotten."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM turns WHERE key = ?", (key,))

    def rename_conversation(self, conversation_id: str, title: str) -> None:
        """Raises NotFoundError."""
        with self._database.writing() as connection:
            query = "UPDATE conversations SET title = ? WHERE id = ?"
            if connection.execute(query, (storable(title), conversation_id)).rowcount == 0:
                raise _not_found(conversation_id)

    def conversation_entries(self, words: str = "", limit: int = 500) -> list[ConversationEntry]:
        """All conversations without their turns, latest first; only those that say `words` somewhere, if given."""
        with self._database.reading() as connection:
            if not words:
                rows = connection.execute(_ENTRIES + _LATEST_FIRST, (limit,)).fetchall()
            else:
                says = f"%{_literal(words)}%"
                query = (
                    "WHERE title LIKE ? ESCAPE '!' OR EXISTS (SELECT 1 FROM turns WHERE conversation = conversations.id"
                    " AND (question LIKE ? ESCAPE '!' OR answer LIKE ? ESCAPE '!'))"
                )
                rows = connection.execute(_ENTRIES + query + _LATEST_FIRST, (says, says, says, limit)).fetchall()
        return [ConversationEntry(*row) for row in rows]

    def conversation_stamp(self, conversation_id: str) -> tuple[int, int, int]:
        """(turns, latest key, withdrawn turns): another one after anything but an `update_turn`."""
        query = "SELECT count(*), coalesce(max(key), 0), coalesce(sum(withdrawn), 0) FROM turns WHERE conversation = ?"
        with self._database.reading() as connection:
            n_turns, latest, withdrawn = connection.execute(query, (conversation_id,)).fetchone()
        return n_turns, latest, withdrawn

    def conversations(self, collection: str) -> list[Conversation]:
        """The conversations over a collection, latest first."""
        query = "WHERE conversations.collection = ?" + _LATEST_FIRST
        with self._database.reading() as connection:
            rows = connection.execute(_ENTRIES + query, (find_collection(connection, collection), -1)).fetchall()
            return [
                Conversation(identity, name, title, _turns(connection, identity), changed_at)
                for identity, name, title, changed_at, _ in rows
            ]

    def conversation(self, conversation_id: str) -> Conversation:
        """Raises NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute(_ENTRIES + "WHERE conversations.id = ?", (conversation_id,)).fetchone()
            if row is None:
                raise _not_found(conversation_id)
            return Conversation(conversation_id, row[1], row[2], _turns(connection, conversation_id), row[3])

    def delete_conversation(self, conversation_id: str) -> None:
        """Forget a conversation; one that is not there is already forgotten."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))


def _insert_turn(connection: sqlite3.Connection, conversation: str, turn: StoredTurn) -> int:
    query = (
        "INSERT INTO turns (conversation, question, answer, details, withdrawn) VALUES (?, ?, ?, ?, ?) RETURNING key"
    )
    texts = (storable(turn.question), storable(turn.answer), storable(turn.details))
    (key,) = connection.execute(query, (conversation, *texts, int(turn.withdrawn))).fetchone()
    _cite(connection, key, turn.documents)
    return int(key)


def _cite(connection: sqlite3.Connection, key: int, documents: tuple[str, ...]) -> None:
    connection.execute("DELETE FROM turn_documents WHERE turn = ?", (key,))
    rows = [(key, document) for document in dict.fromkeys(documents)]
    connection.executemany("INSERT INTO turn_documents VALUES (?, ?)", rows)


def _has_document(connection: sqlite3.Connection, document: str) -> bool:
    return connection.execute("SELECT 1 FROM documents WHERE id = ?", (document,)).fetchone() is not None


def _turns(connection: sqlite3.Connection, conversation: str) -> tuple[StoredTurn, ...]:
    query = "SELECT key, question, answer, details, withdrawn FROM turns WHERE conversation = ? ORDER BY key"
    cited = "SELECT document_id FROM turn_documents WHERE turn = ? ORDER BY document_id"
    return tuple(
        StoredTurn(
            question, answer, details, tuple(row[0] for row in connection.execute(cited, (key,))), bool(withdrawn), key
        )
        for key, question, answer, details, withdrawn in connection.execute(query, (conversation,)).fetchall()
    )


def _literal(words: str) -> str:
    return words.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _not_found(conversation_id: str) -> NotFoundError:
    return NotFoundError(f"There is no conversation {conversation_id!r}.", "It may have been deleted.")

"""Keeps what people said of answers, and their conversations."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from rag.ledger.connection import Database
from rag.types import Turn


@dataclass(frozen=True, slots=True)
class Feedback:
    """Whether a chunk answered a question."""

    question: str
    chunk_id: str
    helpful: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions and answers under a title."""

    id: str
    collection: str
    title: str
    turns: tuple[Turn, ...]
    changed_at: str


class FeedbackTables:
    """Reads and writes feedback and conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, collection: str, question: str, chunk_id: str, helpful: bool) -> None:
        """Remember whether a chunk answered a question."""
        row = (collection, question, chunk_id, int(helpful), _now())
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO feedback (collection, question, chunk_id, helpful, given_at) VALUES (?, ?, ?, ?, ?)", row
            )

    def all(self, collection: str) -> list[Feedback]:
        """Everything said in a collection, oldest first."""
        query = "SELECT question, chunk_id, helpful FROM feedback WHERE collection = ? ORDER BY id"
        with self._database.translating() as connection:
            return [Feedback(q, chunk, bool(helpful)) for q, chunk, helpful in connection.execute(query, (collection,))]

    def keep(self, conversation: Conversation) -> None:
        """Write a conversation in place of its earlier self."""
        turns = json.dumps([[turn.question, turn.answer] for turn in conversation.turns], ensure_ascii=False)
        row = (conversation.id, conversation.collection, conversation.title, turns, _now())
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?)", row)

    def conversations(self, collection: str) -> list[Conversation]:
        """The conversations of a collection, last changed first."""
        query = (
            "SELECT id, collection, title, turns, changed_at FROM conversations WHERE collection = ? "
            "ORDER BY changed_at DESC, id"
        )
        with self._database.translating() as connection:
            rows = connection.execute(query, (collection,)).fetchall()
        return [
            Conversation(uid, name, title, tuple(Turn(*turn) for turn in json.loads(turns)), changed_at)
            for uid, name, title, turns, changed_at in rows
        ]

    def forget(self, conversation_id: str) -> None:
        """Delete a conversation; one that is gone already is no error."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")

"""A library's conversations: listed, searched, renamed, deleted and brought back, continued, exported."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rag.conversations.exchange import Exchange, title_of
from rag.conversations.markdown import as_markdown
from rag.conversations.stored import from_stored, to_stored
from rag.errors import InputError, NotFoundError
from rag.ledger import Conversation, ConversationEntry, Ledger, StoredChunk, StoredTurn

LONGEST_TITLE = 200


class Conversations:
    """All conversations of a library. Safe for use from several threads and processes; every turn is its own row."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def new_id(self) -> str:
        """An id for a conversation that is to begin; nothing is written before its first question."""
        return secrets.token_hex(8)

    def list(self, words: str = "") -> Sequence[ConversationEntry]:
        """All, latest first; with `words`, only those whose title, questions or answers contain them."""
        return self._ledger.conversation_entries(" ".join(words.split()))

    def entry(self, conversation_id: str) -> Conversation:
        """One as it is stored. Raises NotFoundError."""
        return self._ledger.conversation(conversation_id)

    def exchanges(self, conversation_id: str) -> tuple[Exchange, ...]:
        """The questions of a conversation with what came of them, oldest first. Raises NotFoundError."""
        stored = self._ledger.conversation(conversation_id)

        def chunks(ids: Iterable[str]) -> Mapping[str, StoredChunk]:
            return self._chunks(stored.collection, ids)

        return tuple(from_stored(turn, stored.collection, chunks) for turn in stored.turns)

    def stamp(self, conversation_id: str) -> tuple[int, int, int]:
        """Changes when turns come or go or are withdrawn, whichever process does it."""
        return self._ledger.conversation_stamp(conversation_id)

    def append(self, conversation_id: str, exchange: Exchange) -> Exchange:
        """Add a question, beginning the conversation when it is the first; the same with its number."""
        title = title_of(exchange.query.text) or "…"
        conversation = Conversation(conversation_id, exchange.query.collection, title)
        key = self._ledger.append_turn(conversation, to_stored(exchange))
        return replace(exchange, number=key)

    def update(self, exchange: Exchange) -> bool:
        """Write what came of a question; False when its conversation has been deleted meanwhile."""
        return self._ledger.update_turn(exchange.number, to_stored(exchange))

    def remove(self, number: int) -> None:
        """Forget one question and what came of it."""
        self._ledger.delete_turn(number)

    def rename(self, conversation_id: str, title: str) -> str:
        """Give it another title; returns it as it is kept. Raises InputError for an empty one, NotFoundError."""
        title = " ".join(title.split())[:LONGEST_TITLE]
        if not title:
            raise InputError("The conversation needs a name.", "Write one, or leave the old one.")
        self._ledger.rename_conversation(conversation_id, title)
        return title

    def delete(self, conversation_id: str) -> Conversation:
        """Forget a conversation; what is returned brings it back with `restore`. Raises NotFoundError."""
        conversation = self._ledger.conversation(conversation_id)
        self._ledger.delete_conversation(conversation_id)
        return conversation

    def restore(self, conversation: Conversation) -> None:
        """Bring a deleted conversation back as it was; quotes of documents that are gone by now stay away."""
        turns = tuple(self._without_lost(turn) for turn in conversation.turns)
        self._ledger.put_conversation(replace(conversation, turns=turns))

    def export(self, conversation_id: str) -> str:
        """The conversation as Markdown, with every source, its page and its quoted words. Raises NotFoundError."""
        return as_markdown(self._ledger.conversation(conversation_id).title, self.exchanges(conversation_id))

    def _without_lost(self, turn: StoredTurn) -> StoredTurn:
        if all(self._has_document(document) for document in turn.documents):
            return turn
        return replace(turn, answer="", details="{}", documents=(), withdrawn=True)

    def _has_document(self, document_id: str) -> bool:
        try:
            self._ledger.document(document_id)
        except NotFoundError:
            return False
        return True

    def _chunks(self, collection: str, ids: Iterable[str]) -> Mapping[str, StoredChunk]:
        keys = self._ledger.chunk_keys(collection, dict.fromkeys(ids))
        return {stored.chunk.id: stored for stored in self._ledger.chunks(list(keys.values()))}

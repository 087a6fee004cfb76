"""Values, feedback and conversations."""

from __future__ import annotations

import pytest

from rag.errors import NotFoundError
from rag.ledger import Conversation, Ledger, StoredTurn
from tests.rag.ledger.records import record


def test_value_is_replaced(ledger: Ledger) -> None:
    ledger.put_value("default", "weights", "[1]")
    ledger.put_value("default", "weights", "[2]")
    assert ledger.value("default", "weights") == "[2]" and ledger.value("default", "other") is None


def test_feedback_is_kept_in_order(ledger: Ledger) -> None:
    ledger.add_feedback("default", "one", "a", True)
    ledger.add_feedback("default", "two", "b", False)
    assert [(one.question, one.chunk_id, one.helpful) for one in ledger.feedback("default")] == [
        ("one", "a", True),
        ("two", "b", False),
    ]


def test_conversation_is_replaced_and_listed_latest_first(ledger: Ledger) -> None:
    ledger.put_conversation(Conversation("1", "default", "first", (StoredTurn("q", "a", '{"x": 1}', ("d",)),)))
    ledger.put_conversation(Conversation("2", "default", "second"))
    ledger.put_conversation(Conversation("1", "default", "first", (StoredTurn("q", "a"), StoredTurn("r", "b"))))
    assert [one.id for one in ledger.conversations("default")] == ["1", "2"]
    kept = ledger.conversation("1")
    assert [turn.answer for turn in kept.turns] == ["a", "b"] and kept.changed_at
    ledger.delete_conversation("1")
    ledger.delete_conversation("1")
    with pytest.raises(NotFoundError):
        ledger.conversation("1")


def test_deleting_a_document_withdraws_the_answers_that_quote_it(ledger: Ledger) -> None:
    one, two = ledger.put_document(record(1)), ledger.put_document(record(2))
    turns = (StoredTurn("p", "quotes one", "{}", (one.id, two.id)), StoredTurn("q", "quotes two", "{}", (two.id,)))
    ledger.put_conversation(Conversation("1", "default", "title", turns))
    ledger.delete_document(one.id)
    kept = ledger.conversation("1").turns
    assert [(turn.question, turn.answer, turn.withdrawn) for turn in kept] == [
        ("p", "", True),
        ("q", "quotes two", False),
    ]

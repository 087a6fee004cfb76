"""Conversations as rows: every turn its own, so that no writer undoes another's."""

from __future__ import annotations

import pytest

from rag.errors import NotFoundError
from rag.ledger import Conversation, Ledger, StoredTurn
from tests.rag.ledger.records import record

TALK = Conversation("1", "default", "first question")


def test_turns_are_appended_one_by_one_and_written_later(ledger: Ledger) -> None:
    one = ledger.append_turn(TALK, StoredTurn("first", ""))
    two = ledger.append_turn(TALK, StoredTurn("second", ""))
    assert ledger.update_turn(one, StoredTurn("first", "an answer", '{"x": 1}'))
    kept = ledger.conversation("1")
    assert [(turn.key, turn.question, turn.answer) for turn in kept.turns] == [
        (one, "first", "an answer"),
        (two, "second", ""),
    ]
    assert kept.title == "first question"


def test_turn_of_a_deleted_conversation_is_not_written(ledger: Ledger) -> None:
    key = ledger.append_turn(TALK, StoredTurn("first", ""))
    ledger.delete_conversation("1")
    assert not ledger.update_turn(key, StoredTurn("first", "too late"))
    assert ledger.conversation_entries() == []


def test_answer_over_a_document_that_was_deleted_meanwhile_is_withdrawn(ledger: Ledger) -> None:
    document = ledger.put_document(record(1))
    key = ledger.append_turn(TALK, StoredTurn("first", ""))
    ledger.delete_document(document.id)
    assert ledger.update_turn(key, StoredTurn("first", "quotes it", "{}", (document.id,)))
    (turn,) = ledger.conversation("1").turns
    assert (turn.question, turn.answer, turn.withdrawn) == ("first", "", True)


def test_entries_are_searched_by_title_question_and_answer(ledger: Ledger) -> None:
    ledger.append_turn(TALK, StoredTurn("how many boats", "There were 312."))
    ledger.append_turn(Conversation("2", "letters", "renamed 100%"), StoredTurn("other", "nothing"))
    assert [entry.id for entry in ledger.conversation_entries()] == ["2", "1"]
    assert [entry.id for entry in ledger.conversation_entries("BOATS")] == ["1"]
    assert [entry.id for entry in ledger.conversation_entries("312")] == ["1"]
    assert [entry.id for entry in ledger.conversation_entries("100%")] == ["2"]
    assert ledger.conversation_entries("_") == []


def test_stamp_tells_of_turns_that_come_go_or_are_withdrawn(ledger: Ledger) -> None:
    stamps = [ledger.conversation_stamp("1")]
    document = ledger.put_document(record(1))
    key = ledger.append_turn(TALK, StoredTurn("first", "quotes", "{}", (document.id,)))
    stamps.append(ledger.conversation_stamp("1"))
    ledger.delete_document(document.id)
    stamps.append(ledger.conversation_stamp("1"))
    ledger.delete_turn(key)
    stamps.append(ledger.conversation_stamp("1"))
    assert len(set(stamps)) == 3 and stamps[0] == stamps[3]


def test_conversation_is_renamed(ledger: Ledger) -> None:
    ledger.append_turn(TALK, StoredTurn("first", ""))
    ledger.rename_conversation("1", "boats")
    assert ledger.conversation("1").title == "boats"
    with pytest.raises(NotFoundError):
        ledger.rename_conversation("2", "boats")


def test_renamed_collection_keeps_conversations_and_makes_room_for_another(ledger: Ledger) -> None:
    old = ledger.put_document(record(1))
    ledger.append_turn(TALK, StoredTurn("first", "quotes", "{}", (old.id,)))
    ledger.rename_collection("default", "letters")
    new = ledger.put_document(record(1))
    (moved,) = ledger.documents("letters")
    assert len({old.id, moved.id}) == 2 and new.collection == "default"
    ledger.delete_document(new.id)
    assert ledger.conversation("1").collection == "letters"
    assert not ledger.conversation("1").turns[0].withdrawn
    ledger.delete_document(moved.id)
    assert ledger.conversation("1").turns[0].withdrawn

"""Vectors by space and key."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from rag.errors import SpaceMismatchError
from rag.ledger import Ledger, TokenVectors
from tests.rag.ledger.records import SPACE, record, vector_of


def test_vectors_come_in_the_order_of_the_keys_that_have_one(ledger: Ledger) -> None:
    ledger.put_document(record(1))
    keys, vectors = ledger.vectors(SPACE, [5, 99, 2])
    assert keys.tolist() == [5, 2] and vectors.dtype == np.float32
    assert np.allclose(vectors, [vector_of(1, 4), vector_of(1, 1)], atol=5e-4)


def test_vectors_of_an_unknown_space_are_none(ledger: Ledger) -> None:
    ledger.put_document(record(1))
    keys, vectors = ledger.vectors("other", [1])
    assert len(keys) == len(vectors) == 0 and vectors.ndim == 2


def test_all_vectors_are_those_of_the_collection_by_key(ledger: Ledger) -> None:
    gone = ledger.put_document(record(1))
    ledger.put_document(record(2, collection="other"))
    ledger.put_document(record(3))
    ledger.put_document(record(4))
    ledger.delete_document(gone.id)
    keys, vectors = ledger.all_vectors("default", SPACE)
    assert keys.tolist() == list(range(13, 25))
    assert np.allclose(vectors[0], vector_of(3, 0), atol=5e-4)
    assert ledger.spaces("default") == {SPACE: 12} and ledger.spaces("other") == {SPACE: 6}


def test_missing_vectors_are_put_in_batches_until_none_is_missing(ledger: Ledger) -> None:
    ledger.put_document(record(1))
    ledger.put_document(record(2))
    seen: list[int] = []
    while some := ledger.missing_vectors("default", "vision/4", ["image"], 3):
        ledger.put_vectors("vision/4", some, np.eye(4, dtype=np.float32)[: len(some)])
        seen += some
    assert seen == [3, 6, 9, 12]
    assert ledger.missing_vectors("default", "vision/4", ["text", "image"], 100) == [1, 2, 4, 5, 7, 8, 10, 11]
    assert ledger.spaces("default") == {SPACE: 12, "vision/4": 4}


def test_put_vectors_replaces_and_skips_the_deleted(ledger: Ledger) -> None:
    ledger.put_document(record(1))
    ledger.put_vectors(SPACE, [1, 999], np.stack([vector_of(8, 0), vector_of(8, 1)]))
    keys, vectors = ledger.all_vectors("default", SPACE)
    assert keys.tolist() == [1, 2, 3, 4, 5, 6]
    assert np.allclose(vectors[0], vector_of(8, 0), atol=5e-4)


def test_vector_of_another_dimension_is_refused_whole(ledger: Ledger) -> None:
    ledger.put_document(record(1))
    wrong = dataclasses.replace(record(2).vectors[0], vectors=np.ones((6, 9), dtype=np.float32))
    with pytest.raises(SpaceMismatchError, match="8 dimensions"):
        ledger.put_document(dataclasses.replace(record(2), vectors=(wrong,)))
    assert len(ledger.documents("default")) == 1


def test_token_vectors_come_back_as_they_were(ledger: Ledger) -> None:
    tokens = TokenVectors("late", np.array([4, 0]), (b"four", b"zero"))
    ledger.put_document(dataclasses.replace(record(1), token_vectors=(tokens,)))
    assert ledger.token_vectors("late", [1, 2, 5]) == {1: b"zero", 5: b"four"}
    assert ledger.missing_token_vectors("default", "late", ["image"], 9) == [3, 6]
    ledger.put_token_vectors("late", [3], [b"new"])
    assert ledger.token_vectors("late", [3]) == {3: b"new"} and ledger.token_spaces("default") == {"late": 3}
    assert "late" not in ledger.spaces("default")


def test_changes_tell_what_to_put_and_delete(ledger: Ledger) -> None:
    first = ledger.put_document(record(1))
    start = ledger.change()
    ledger.put_document(record(2))
    ledger.put_vectors("other", [7], np.ones((1, 2), dtype=np.float32))
    ledger.delete_document(first.id)
    changes = ledger.changes_since(start)
    assert [(change.kind, change.space, change.keys.tolist()) for change in changes] == [
        ("put", "", [7, 8, 9, 10, 11, 12]),
        ("put", SPACE, [7, 8, 9, 10, 11, 12]),
        ("put", "other", [7]),
        ("delete", "", [1, 2, 3, 4, 5, 6]),
    ]
    assert {change.collection for change in changes} == {"default"}
    assert [change.change for change in changes] == sorted({change.change for change in changes})
    assert changes[-1].change == ledger.change()


def test_vectors_of_other_spaces_are_deleted_in_one_collection_only(ledger: Ledger) -> None:
    ledger.put_document(record(1))
    ledger.put_document(record(2, collection="other"))
    keys = ledger.keys("default")
    ledger.put_vectors("new", keys, np.ones((len(keys), 4), dtype=np.float32))
    ledger.put_token_vectors("late", keys, [b"code"] * len(keys))
    before = ledger.change()
    assert ledger.delete_other_vectors("default", {"new"}, set()) == 2 * len(keys)
    assert ledger.spaces("default") == {"new": len(keys)} and ledger.token_spaces("default") == {}
    assert ledger.spaces("other") == {SPACE: 6}
    assert ledger.change() > before and all(change.kind == "put" for change in ledger.changes_since(before))
    assert ledger.n_chunks("default") == 6


def test_nothing_to_delete_changes_nothing(ledger: Ledger) -> None:
    ledger.put_document(record(1))
    before = ledger.change()
    assert ledger.delete_other_vectors("default", {SPACE}, set()) == 0
    assert ledger.delete_other_vectors("nowhere", set(), set()) == 0
    assert ledger.change() == before

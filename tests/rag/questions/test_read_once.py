"""A question is read once on its way through a whole library."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rag.library import Library
from rag.questions import question as reading
from rag.types import Query
from tests.corpus import put

QUESTION = "How much did revenue grow in the north?"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each text was read."""
    counted: Counter[str] = Counter()
    made = reading.Question

    def counting(*, query: Query, **found: object) -> reading.Question:
        counted[query.text] += 1
        return made(query=query, **found)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "Question", counting)
    return counted


@pytest.fixture
def library(tmp_path: Path) -> Library:
    opened = Library.open(tmp_path / "library")
    put(opened.ledger, "report.pdf", [(1, "text", "revenue grew by five percent in the north"), (2, "text", "bees")])
    return opened


def test_question_is_read_once_in_one_ask(library: Library, read: Counter[str]) -> None:
    with library:
        assert library.ask(QUESTION).status == "answered"
    assert read[QUESTION] == 1


def test_question_is_read_once_in_one_find(library: Library, read: Counter[str]) -> None:
    with library:
        assert library.find(QUESTION, 3)
    assert read[QUESTION] == 1

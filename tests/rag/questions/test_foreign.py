"""Questions in another language than a collection."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.questions.foreign import is_foreign
from rag.terms import terms

ENGLISH = "The library opens at nine in the morning. How many people work there, and what is the revenue of the year?"
CHINESE = "图书馆开放时间为上午九点至下午五点，节假日除外，读者有多少，是什么时候开始的。"


class Counts:
    def __init__(self, text: str) -> None:
        self._words = set(terms(text))

    def document_frequency(self, collection: str, terms: Sequence[str]) -> dict[str, int]:
        return {term: int(term in self._words) for term in terms}


@pytest.mark.parametrize(
    ("text", "question", "foreign"),
    [
        (ENGLISH, "How many zebras are there in the morning?", False),
        (ENGLISH, "图书馆几点开门？", True),
        (ENGLISH, "Wie viele Menschen arbeiten in der Bibliothek?", True),
        (ENGLISH, "¿Cuántas personas trabajan en la biblioteca?", True),
        (ENGLISH, "Serengeti", False),
        (CHINESE, "图书馆什么时候开放？", False),
        (CHINESE, "When does the library open?", True),
    ],
)
def test_question_of_few_common_words_is_foreign(text: str, question: str, foreign: bool) -> None:
    assert is_foreign(Counts(text), "default", question) == foreign

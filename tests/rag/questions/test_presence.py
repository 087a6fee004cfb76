from __future__ import annotations

from rag.questions.presence import present
from rag.terms import terms


def test_pair_that_joins_two_words_is_there_when_both_are() -> None:
    assert present(terms("公司收入"), set(terms("公司的收入"))) == [True, True, True]
    assert present(terms("公司收入"), set(terms("公司的支出"))) == [True, False, False]


def test_words_of_other_languages_are_there_or_not() -> None:
    assert present(["revenu", "grew", "north"], {"revenu", "north"}) == [True, False, True]

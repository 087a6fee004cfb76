"""Words become terms."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from rag.terms import terms


def test_terms_are_stemmed_folded_and_without_accents() -> None:
    assert (
        terms("The Companies' RÉSUMÉS grew") == terms("the company resume grew") == ["the", "compani", "resum", "grew"]
    )


def test_number_is_one_term_whatever_its_separators() -> None:
    assert terms("1,234.50") == terms("1234.50") == ["1234_50"]
    assert terms("２０２３年") == ["2023", "年"]


def test_chinese_becomes_bigrams() -> None:
    assert terms("收入增长") == ["收入", "入增", "增长"]


@given(st.text(max_size=80))
def test_terms_are_letters_digits_and_underscores(text: str) -> None:
    assert all(re.fullmatch(r"[\w]+", term) for term in terms(text))


@given(st.text(max_size=80))
def test_terms_do_not_depend_on_what_follows(text: str) -> None:
    assert terms(text + "\nend")[: len(terms(text))] == terms(text)

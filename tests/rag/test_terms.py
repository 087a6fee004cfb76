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


def test_blanks_and_line_ends_inside_chinese_are_closed() -> None:
    assert terms("基 金 项\n目") == terms("基金项目") == ["基金", "金项", "项目"]
    assert terms("收入 Revenue 增长") == ["收入", "revenu", "增长"]


def test_traditional_and_simplified_characters_are_the_same() -> None:
    assert terms("圖書館的報告") == terms("图书馆的报告")


def test_full_width_is_half_width() -> None:
    assert terms("ＡＢＣ１２３") == terms("ABC123")


def test_number_of_a_standard_is_the_same_with_and_without_a_blank() -> None:
    assert terms("GB/T3620.1-2016") == terms("GB/T 3620.1-2016") == ["gb", "t", "3620_1_2016"]
    assert terms("FY2023") == ["fy", "2023"]
    assert terms("F1 HM01-114") == ["f1", "hm01", "114"]


@given(st.text(max_size=80))
def test_terms_are_letters_digits_and_underscores(text: str) -> None:
    assert all(re.fullmatch(r"[\w]+", term) for term in terms(text))


@given(st.text(max_size=80))
def test_terms_do_not_depend_on_what_follows(text: str) -> None:
    assert terms(text + "\nend")[: len(terms(text))] == terms(text)

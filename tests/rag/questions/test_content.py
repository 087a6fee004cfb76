"""What a question is about."""

from __future__ import annotations

import pytest

from rag.questions.content import content_terms, fiscal_years, is_function_word, is_silent, plain_years
from rag.questions.question import read_text


def test_question_words_are_left_out() -> None:
    assert content_terms("According to this report, how many districts were sampled?") == ("district", "sampl")


def test_question_of_nothing_else_keeps_its_words() -> None:
    assert content_terms("What is this about?") == ("what", "is", "this", "about")


def test_fiscal_year_is_a_year() -> None:
    assert "2021" in content_terms("revenue in FY2021") and "2019" in content_terms("ratio in F2019")


def test_fiscal_years_are_read_as_documents_print_them() -> None:
    assert fiscal_years("FY2021 against F.Y. 2019 and FY2021") == ("2021", "2019")
    assert plain_years("revenue in FY2021") == "revenue in 2021"


def test_accounting_ratio_brings_the_lines_that_it_is_made_of() -> None:
    assert {"cost", "sale", "inventori"} <= set(
        read_text("What is the inventory turnover ratio for Nike?").search_terms
    )
    assert read_text("Who wrote it?").search_text == "Who wrote it?"


def test_words_that_say_how_to_answer_are_silent_only_in_questions() -> None:
    assert is_silent("Please") and not is_function_word("format")
    assert is_function_word("the") and is_function_word("?") and not is_silent("Nike")


def test_chinese_question_words_are_silent() -> None:
    assert content_terms("公司的收入是多少") == ("公司", "收入")


@pytest.mark.parametrize("word", ["有效", "请假", "目的", "现在", "参与", "申请", "公里", "几何"])
def test_chinese_words_with_a_function_character_are_kept_whole(word: str) -> None:
    assert word in content_terms(f"公司的{word}是多少")

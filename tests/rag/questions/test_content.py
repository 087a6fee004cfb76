"""What a question is about."""

from __future__ import annotations

from rag.questions.content import content_terms, is_function_word, is_silent, search_terms, search_text


def test_question_words_are_left_out() -> None:
    assert content_terms("According to this report, how many districts were sampled?") == ["district", "sampl"]


def test_question_of_nothing_else_keeps_its_words() -> None:
    assert content_terms("What is this about?") == ["what", "is", "this", "about"]


def test_fiscal_year_is_a_year() -> None:
    assert "2021" in content_terms("revenue in FY2021") and "2019" in content_terms("ratio in F2019")


def test_accounting_ratio_brings_the_lines_that_it_is_made_of() -> None:
    assert {"cost", "sale", "inventori"} <= set(search_terms("What is the inventory turnover ratio for Nike?"))
    assert search_text("Who wrote it?") == "Who wrote it?"


def test_words_that_say_how_to_answer_are_silent_only_in_questions() -> None:
    assert is_silent("Please") and not is_function_word("format")
    assert is_function_word("the") and is_function_word("?") and not is_silent("Nike")


def test_chinese_question_words_are_silent() -> None:
    assert content_terms("收入是多少") == ["收入", "入是"]

"""Scoring: what counts as said."""

from __future__ import annotations

import pytest

from benchmarks.answers import contains
from benchmarks.scoring import Given, n_words, outcome, plain, says, value_is_wrong


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        ("there were 1,944 farms", "1944", True),
        ("in 540 places", "54", False),
        ("it is 54.5", "54", False),
        ("in other words", "the", False),
        ("“Auto\u00adlock”", "autolock", True),
        ("价格为48克朗", "48", True),
    ],
)
def test_says_takes_strings_as_wholes(text: str, gold: str, expected: bool) -> None:
    assert says(plain(text), gold) is expected


def test_outcome_of_a_long_answer_is_no_help() -> None:
    assert outcome(Given("word " * 81 + "gold", "answered"), ["gold"], refuse=False) == "right_long"
    assert outcome(Given("the gold", "answered"), ["gold"], refuse=False) == "right"


def test_outcome_where_nothing_answers_declining_in_words_is_a_refusal() -> None:
    assert outcome(Given("Your documents do not say this.", "places"), [], refuse=True) == "refused_rightly"
    assert outcome(Given("It costs 5 [1].", "answered", "5"), [], refuse=True) == "wrong"


def test_value_of_a_list_is_right_with_one_item() -> None:
    gold = {"all": ["Audit", ["Pay", "Compensation"]], "least": 2}
    assert not value_is_wrong(Given("", "answered", "Compensation"), gold, refuse=False)
    assert value_is_wrong(Given("", "answered", "Finance"), gold, refuse=False)


def test_n_words_counts_two_chinese_characters_as_one() -> None:
    assert n_words("年票 costs **48** [1]") == 3


@pytest.mark.parametrize(
    ("text", "gold", "form", "expected"),
    [
        ("It rose to 1,234.5 units", "1234.5", "Float", True),
        ("It rose to 1,300 units", "1234.5", "Float", False),
        ("Red and green", "['green', 'red']", "List", True),
        ("Red only", "['green', 'red']", "List", False),
        ("87%", "87%", "Str", True),
    ],
)
def test_contains_compares_by_form(text: str, gold: str, form: str, expected: bool) -> None:
    assert contains(text, gold, form) is expected

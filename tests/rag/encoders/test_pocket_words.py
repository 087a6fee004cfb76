"""Chinese words on the way to an English encoder."""

from __future__ import annotations

import pytest

from rag.encoders.pocket_words import in_english


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("柱状图", "bar chart"),
        ("红色三角形", "red triangle"),
        ("2024年销售额柱状图", "2024 sales bar chart"),
        ("猫", "cat"),
    ],
)
def test_known_words_become_english(chinese: str, english: str) -> None:
    assert in_english(chinese) == english


def test_the_longest_word_wins() -> None:
    assert in_english("堆叠柱状图") == "stacked bar chart"


def test_text_without_chinese_stays_as_it_is() -> None:
    assert in_english("a  pie chart, 2024 ") == "a  pie chart, 2024 "


def test_chinese_of_which_no_word_is_known_stays_as_it_is() -> None:
    assert in_english("龘龘") == "龘龘"

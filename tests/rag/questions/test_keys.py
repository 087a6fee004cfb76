from __future__ import annotations

import pytest

from rag.questions.keys import missing
from rag.questions.question import read_text


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("How many Tweets are attributed to Boeing?", ("tweet", "boe")),
        ("What was it as of March 31, 2007 on page 12?", ("march", "31", "2007")),
        ("What is the title of Figure 7?", ()),
        ("what is the FY2019 asset turnover?", ("2019",)),
        ("What is “net debt” in Table 2?", ("net", "debt")),
        ("How many? Please write the answer in Int format.", ()),
    ],
)
def test_keys_are_names_numbers_and_quoted_words(question: str, keys: tuple[str, ...]) -> None:
    assert read_text(question).keys == keys


def test_missing_forgives_slips_and_ranges() -> None:
    vocabulary = {"activis", "18", "29", "boe"}
    assert missing(("activs", "18_29", "boe"), vocabulary) == 0
    assert missing(("2017", "amazon"), vocabulary) == 2


@pytest.mark.parametrize("printed", ["20_03_2018", "20_03_201", "000105_20_03_201813_30", "20_03_2018t09"])
def test_missing_forgives_a_date_that_runs_on_or_is_cut(printed: str) -> None:
    assert missing(("20_03_2018",), {printed}) == 0
    assert missing(("21_03_2018",), {printed}) == 1


def test_missing_forgives_words_that_a_scan_glued_together() -> None:
    assert missing(("tail", "sdn"), {"handicrafttailor"}) == 1

from __future__ import annotations

import pytest

from rag.questions.keys import key_terms, missing, pages_asked
from rag.questions.question import read_question


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
    assert key_terms(read_question(question)) == keys


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


@pytest.mark.parametrize(
    ("question", "pages"),
    [
        ("images in Pages 100-110?", (100, 110)),
        ("on page 3 and on slide 7", (3, 7)),
        ("第5页写了什么", (5,)),
        ("step 3", ()),
    ],
)
def test_pages_asked_are_read_from_the_words(question: str, pages: tuple[int, ...]) -> None:
    assert pages_asked(read_question(question)) == pages

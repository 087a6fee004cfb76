from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.span import is_literal, lines_of, part_of
from tests.hits import chunk, form, line


@pytest.mark.parametrize(
    ("quote", "literal"),
    [
        ("rose to  12 million", True),
        ("Revenue … 12 million", True),
        ("Revenue rose to 13 million", False),
        ("revenue rose", False),
        ("…", False),
    ],
)
def test_is_literal_forgives_white_space_and_nothing_else(quote: str, literal: bool) -> None:
    assert is_literal(quote, "Revenue rose\nto 12 million euros.") is literal


def test_quotation_inside_a_quote_may_be_written_straight() -> None:
    words = 'They fuss "like I was a puppy" here.'
    lines = (line("They fuss “like I was", 0), line("a puppy” here.", 1))
    assert is_literal(words, "They fuss “like I was\na puppy” here.")
    assert lines_of(words, lines) == lines


def test_lines_of_spans_lines_and_hyphenation() -> None:
    lines = (line("The multi-", 0), line("modal model wins.", 1), line("Nothing else.", 2))
    assert lines_of("multimodal model", lines) == lines[:2]


def test_lines_of_table_row_finds_its_cells() -> None:
    cells = (line("Year", 0, 0), line("Sales", 0, 99), line("2023", 1, 0), line("10", 1, 99))
    assert lines_of("2023 | 10", cells) == cells[2:]


def test_lines_of_repeated_words_are_those_of_one_row() -> None:
    receipt = form(("TEA", "5.00"), ("TOTAL", "5.00"), ("CASH", "10.00"))
    assert [each.box.y0 for each in lines_of("TOTAL … 5.00", receipt.lines)] == [74.0, 74.0]


def test_lines_of_missing_words_is_empty() -> None:
    assert lines_of("absent", chunk("present").lines) == ()


def test_part_of_is_the_share_of_the_line_that_holds_the_words() -> None:
    box = part_of(line("Rounding RM 182.00"), "182.00")
    assert (box.x0, box.x1) == (50.0 + 6 * 12, 50.0 + 6 * 18)


def test_a_line_of_its_own_comes_before_lines_that_make_its_text_together() -> None:
    lines = tuple(line(text, row) for row, text in enumerate(("1", "1", "11")))
    assert lines_of("11", lines) == (lines[2],)


# Three dots separate the pieces of a quotation.
TEXTS = st.text(alphabet="abc12.", min_size=1, max_size=12).filter(lambda text: "..." not in text)


@given(st.lists(TEXTS, min_size=1, max_size=6), st.data())
def test_lines_of_a_line_is_one_with_that_text(texts: list[str], data: st.DataObject) -> None:
    lines = tuple(line(text, row) for row, text in enumerate(texts))
    chosen = data.draw(st.sampled_from(lines))
    assert [found.text for found in lines_of(chosen.text, lines)] == [chosen.text]

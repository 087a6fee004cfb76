"""Reading: what is answered, and what is never an answer."""

from __future__ import annotations

import pytest

from tests.hits import chunk, form, line
from tests.rag.reading.reads import quoted, read, value

STATIONS = chunk(
    "| Station | District | Docks | Departures |\n|---|---|---|---|\n| Ferry Steps | Harbour | 18 | 52,300 |\n"
    "| Old Lighthouse | Harbour | 16 | 31,200 |\n| Quarry Hill | Hill | 14 | 22,800 |",
    "table",
)
TRIPS = chunk(
    "| Year | Stations | Trips |\n|---|---|---|\n| 2024 | 58 | 538,000 |\n| 2025 | 71 | 671,000 |",
    "table",
    context="Table 1: Stations and trips of Tidewheel.",
)
DASHBOARD = chunk(
    "Bicycles in use Open repairs\n347 26",
    "image",
    (line("Bicycles in use"), line("Open repairs", x0=300), line("347", 1), line("26", 1, 300)),
)
MANUAL = chunk(
    "Setting a PIN\n1 Set a PIN. Swipe down and go to Settings > PIN > Enable PIN.\n2 Enable Auto-lock in Settings.\n\n"
    "Changing the PIN\nSwipe down and go to Settings > PIN > Change PIN."
)
COVER = chunk(
    "Do not put a protector on the back of the watch. Its bottom cover contains a sensor that identifies your body. "
    "If the sensor is blocked, the measurement may fail."
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many docks does Old Lighthouse have?", "16"),
        ("Which station has the most departures?", "Ferry Steps"),
        ("Which station has the fewest docks?", "Quarry Hill"),
    ],
)
def test_tables_answer_with_cells_and_with_the_row_of_the_largest(question: str, expected: str) -> None:
    assert value(question, STATIONS) == expected


def test_difference_of_two_cells_is_calculated_from_both() -> None:
    reading = read("How many more trips were there in 2025 than in 2024?", TRIPS)
    assert (reading.findings[0].value, reading.findings[0].said) == ("133,000", "671,000 − 538,000")
    assert [one.value for one in reading.findings[0].statements] == ["671,000", "538,000"]


def test_value_below_its_label_is_read_off_a_picture() -> None:
    assert value("How many bicycles are in use?", DASHBOARD) == "347"


def test_total_of_another_receipt_is_not_the_answer() -> None:
    receipt = form(("MILLER TEA HOUSE",), ("GREEN TEA", "5.00"), ("TOTAL", "5.30"))
    assert value("How much did I pay at Miller Tea House?", receipt) == "5.30"
    assert value("How much did I pay at Brewery Tap?", receipt) == ""


def test_steps_are_those_under_the_heading_that_names_them() -> None:
    answer = quoted("How do I set a PIN?", MANUAL)
    assert "Enable PIN" in answer and "Change PIN" not in answer


def test_reason_comes_with_the_sentence_that_gives_it() -> None:
    assert "sensor" in quoted("Why should I not put a protector on the back of the watch?", COVER)


def test_definition_is_the_sentence_of_which_the_thing_is_the_subject() -> None:
    text = chunk(
        "Two inspectors and an expert by experience came. An expert by experience is a person who has used care."
    )
    assert "is a person" in read("What is an expert by experience?", text).findings[0].statements[0].text


def test_enumeration_that_follows_what_is_listed_comes_first() -> None:
    text = chunk(
        "The board, its chairman, and its members answer to the owners. "
        "There are three board committees – the Audit Committee, the Pay Committee and the Risk Committee."
    )
    assert "Risk Committee" in read("Which committees does the board have?", text).findings[0].statements[0].text


@pytest.mark.parametrize(
    "junk",
    [
        "Departures today by hour",
        "Table 3: Departures in 2025",
        "3.1 Departures ........................ 17",
        "has increased by 20 percentage points for departures.\nThe report is from the north.",
    ],
)
def test_headings_captions_contents_and_cut_sentences_are_never_quoted(junk: str) -> None:
    assert junk.split("\n")[0] not in quoted("How many departures were there?", chunk(junk))


def test_words_of_the_question_alone_are_no_answer() -> None:
    assert quoted("What is the service charge of the tea house?", chunk("The service charge of the tea house.")) == ""


def test_value_is_not_stressed_where_another_is_bound_as_firmly() -> None:
    text = chunk("Revenue in the north was 12 million euros. Revenue in the south was 15 million euros.")
    reading = read("What was the revenue?", text)
    assert reading.findings[0].value == "" and len(reading.findings) == 2


def test_what_the_question_names_and_nothing_has_is_seen_by_the_signals() -> None:
    from rag.reading.signals import reading_signals

    there = reading_signals(read("How many trips were there in 2025?", TRIPS))
    absent = reading_signals(read("How many trips were there in 1999?", TRIPS))
    assert (there.undated, absent.undated) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When does the ferry leave?", "The ferry leaves at nine."),
        ("Who guards the harbour?", "The harbour is guarded by four people from dusk to dawn."),
    ],
)
def test_what_is_told_in_words_of_no_set_form_is_quoted(question: str, sentence: str) -> None:
    page = chunk(f"{sentence} Tickets are sold on board.")
    assert quoted(question, page) == sentence
    assert value(question, page) == ""


def test_sentence_that_lacks_a_word_of_the_question_does_not_tell_when() -> None:
    assert quoted("When does the ferry to Skarn leave?", chunk("The ferry leaves at nine.")) == ""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("哪个业务的毛利率最低？", "工程"),
        ("Which business has the lowest margin?", "工程"),
        ("最低的毛利率是多少？", "21.3%"),
    ],
)
def test_row_is_named_where_the_row_is_asked_for(question: str, expected: str) -> None:
    margins = chunk(
        "| 业务 business | 毛利率 margin |\n|---|---|\n| 供水 | 38.2% |\n| 工程 | 21.3% |\n| 设备 | 30.1% |", "table"
    )
    assert value(question, margins) == expected

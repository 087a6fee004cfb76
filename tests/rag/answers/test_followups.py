from __future__ import annotations

import pytest

from rag.answers.followups import completed
from rag.types import Turn


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("How many stations were there in 2023?", "and in 2025?", "How many stations were there in 2025?"),
        ("What share of seniors aged 65 to 69 go online?", "and those 80 or older?", "80 or older"),
        ("How many people work in PwC Middle East Consulting?", "And in Deals?", "PwC Middle East Deals"),
        ("What share of Republicans agree?", "and how many Democrats?", "What share of Democrats agree?"),
        ("How much did I pay at Wan Sheng on 16 March 2018?", "and on 6 May 2018?", "at Wan Sheng on 6 May 2018?"),
        ("What is the annual report about?", "who wrote it?", "annual report"),
    ],
)
def test_completed_puts_what_is_new_in_the_place_of_what_was(before: str, question: str, expected: str) -> None:
    assert expected in completed(question, [Turn(before, "An answer.")])


@pytest.mark.parametrize("question", ["How many docks does Ferry Steps have?", "thank you", "Who founded Tidewheel?"])
def test_completed_leaves_a_question_that_stands_alone(question: str) -> None:
    assert completed(question, [Turn("How many stations are there?", "71")]) == question

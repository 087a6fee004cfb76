from __future__ import annotations

import pytest

from rag.answers.prompting import PromptBuilder
from rag.generators.extractive import ExtractiveGenerator
from rag.generators.fake import FakeGenerator
from rag.questions.question import read_text
from rag.types import Chunk
from tests.hits import chunk, form, hit

TABLE = chunk("| Item | 2023 | 2024 |\n|---|---|---|\n| Revenue | 10 | 12 |\n| Costs | 7 | 8 |", "table")
TEXT = chunk("The company sells tea. Revenue rose to 12 million euros in 2024. It was founded by Jane Miller in 1987.")
RECEIPT = form(("MILLER TEA HOUSE",), ("GREEN TEA", "5.00"), ("SUBTOTAL", "5.00"), ("TOTAL", "5.30"), ("CASH", "10.00"))


def _answer(question: str, *chunks: Chunk) -> str:
    prompt = PromptBuilder(FakeGenerator()).build(
        read_text(question), [hit(found, i) for i, found in enumerate(chunks, 1)]
    )
    return "".join(ExtractiveGenerator().stream(prompt))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What was the revenue in 2024?", "**12 million euros** — “Revenue rose to 12 million euros in 2024.” [1]"),
        ("Who founded the company?", "**Jane Miller** — “It was founded by Jane Miller in 1987.” [1]"),
    ],
)
def test_sentence_that_answers_is_quoted_with_its_value(question: str, answer: str) -> None:
    assert _answer(question, TEXT) == answer


def test_receipt_gives_its_total_and_not_its_subtotal() -> None:
    assert _answer("What is the total on the receipt from Miller?", RECEIPT) == "**5.30** — “TOTAL 5.30” [1]"


def test_table_gives_the_cell_of_row_and_column() -> None:
    assert _answer("What was the revenue in 2023?", TABLE) == "**10** (2023, Revenue) — “Revenue … 10” [1]"


def test_evidence_that_shares_nothing_gives_no_answer() -> None:
    assert _answer("How do zebras sleep?", TEXT, TABLE) == ""


def test_same_words_in_two_chunks_are_quoted_once() -> None:
    assert _answer("Who founded the company?", TEXT, TEXT).count("Jane Miller in 1987") == 1


def test_chinese_question_is_answered_from_chinese_text() -> None:
    text = chunk("公司成立于1987年。2024年收入为3.5亿元。员工有两千人。")
    assert _answer("2024年的收入是多少？", text) == "**3.5亿元** — “2024年收入为3.5亿元。” [1]"


def test_bullet_of_a_list_is_not_quoted() -> None:
    text = chunk("Powering off\n• Hold the Up button and touch Power off.\n• Press the Up button for Settings.")
    answer = _answer("How do I hold the Up button to power off?", text)
    assert "“Hold the Up button and touch Power off.” [1]" in answer and "•" not in answer


def test_list_question_gives_the_items_that_follow() -> None:
    text = chunk("The kit has three parts:\n• a lamp\n• a cable\n• a bag\n\nIt was sold in 2020.")
    answer = _answer("What are the parts of the kit?", text)
    assert all(item in answer for item in ("a lamp", "a cable", "a bag"))
    assert "2020" not in answer

from __future__ import annotations

from rag.questions.question import read_text
from rag.reading.passage import passages
from rag.reading.score import coverage, new_values, score_passages
from tests.hits import chunk


def _best(question: str, text: str) -> str:
    found = passages(chunk(text, "table" if "|" in text else "text"))
    return found[int(score_passages(read_text(question), found).argmax())].text


def test_score_prefers_the_sentence_with_the_rare_words() -> None:
    text = "The company is large. The company has a dividend policy. The company sells."
    assert _best("What is the dividend of the company?", text) == "The company has a dividend policy."


def test_score_prefers_a_sentence_with_the_wanted_value() -> None:
    text = "Revenue matters to the owners. Revenue was 12 million euros."
    assert _best("How much was the revenue?", text) == "Revenue was 12 million euros."


def test_score_of_table_row_reads_its_header() -> None:
    table = "| Item | 2023 | 2024 |\n|---|---|---|\n| Revenue | 10 | 12 |\n| Costs | 7 | 8 |"
    assert _best("What was the revenue in 2024?", table) == "Revenue | 10 | 12"


def test_score_without_common_words_is_zero() -> None:
    assert score_passages(read_text("zebra stripes"), passages(chunk("Nothing of it. Not here."))).max() == 0


def test_coverage_is_the_share_of_content_words() -> None:
    assert coverage(read_text("revenue in 2024"), "Revenue fell") == 0.5


def test_new_values_leave_out_those_of_the_question() -> None:
    assert new_values(read_text("What percent, not 5%, was it?"), "5% or 6%") == ["6%"]

from __future__ import annotations

import pytest

from rag.answers.rewriting import needs_context, usable


@pytest.mark.parametrize("question", ["And in 2018?", "Who wrote it?", "那2018年呢？", "Why?", "What about costs?"])
def test_follow_up_needs_the_conversation(question: str) -> None:
    assert needs_context(question)


@pytest.mark.parametrize(
    "question", ["What was the revenue of Acme in 2024?", "公司在二零二四年的总收入与净利润分别是多少？"]
)
def test_question_that_is_whole_needs_none(question: str) -> None:
    assert not needs_context(question)


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("What was the revenue of Acme in 2018?", "What was the revenue of Acme in 2018?"),
        ("Rewritten question: What was the revenue of Acme in 2018?", "What was the revenue of Acme in 2018?"),
        ("<think>they mean 2018</think>\n“What was the revenue in 2018?”", "What was the revenue in 2018?"),
        ("What was the revenue in 2019?", ""),
        ("The revenue in 2018 was 3 million.", ""),
        ("What was it in 2018? And in 2019?", ""),
        ("What was the revenue in 2018?\n\nThis asks for the revenue.", ""),
        ("I'm sorry, I cannot rewrite this about 2018?", ""),
        ("", ""),
    ],
)
def test_only_one_question_with_its_numbers_is_used(written: str, used: str) -> None:
    assert usable(written, "And in 2018?") == used


def test_names_of_the_person_stay() -> None:
    assert usable("What did Smith say about tea?", "And what did Miller say?") == ""

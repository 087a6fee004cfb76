from __future__ import annotations

import pytest

from rag.questions.question import read_text
from rag.reading.answer import stated_value


@pytest.mark.parametrize(
    ("question", "sentence", "value"),
    [
        ("How many tweets were sent by Airbus?", "Airbus sent 41 tweets on that day.", "41"),
        ("How many tweets were sent by Airbus?", "Airbus sent tweets at 41 airports.", ""),
        ("What was the revenue in 2024?", "Revenue in 2024 was 12 million, after 10 million.", ""),
        ("What was the revenue in 2024?", "Costs were 12 million.", ""),
        ("How many top itineraries are there?", "Top itineraries ....... 16", ""),
        ("What was the revenue?", "Revenue grew by 17% on that basis.", ""),
        ("Who signed the contract?", "The contract was signed by Jane Miller.", "Jane Miller"),
    ],
)
def test_value_is_stated_only_where_the_sentence_leaves_no_doubt(question: str, sentence: str, value: str) -> None:
    assert stated_value(read_text(question), sentence) == value

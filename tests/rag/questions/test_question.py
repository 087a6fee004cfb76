from __future__ import annotations

import pytest

from rag.questions.question import read_text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("What is the total on the receipt from KING'S dated 02/02/17?", "total"),
        ("How much did I pay on the invoice from Miller?", "total"),
        ("How much did I pay at Carrefour restaurant?", "total"),
        ("这张收据的总金额是多少？", "total"),
        ("我在家乐福花了多少钱？", "total"),
        ("What percentage of Republicans strongly favor it?", "percent"),
        ("女性占比是多少？", "percent"),
        ("When was the company founded?", "date"),
        ("会议的日期是什么？", "date"),
        ("In which year did sales peak?", "year"),
        ("What time does the shop open?", "time"),
        ("Who signed the letter?", "person"),
        ("谁签署了合同？", "person"),
        ("Where is the head office?", "place"),
        ("How many employees does it have?", "count"),
        ("What was the revenue in 2024?", "amount"),
        ("List all countries that are mentioned.", "list"),
        ("Does CFCs cause skin burn?", "yes_no"),
        ("Explain the second step", "text"),
    ],
)
def test_question_wanted_value_is_read_from_its_words(text: str, wanted: str) -> None:
    assert read_text(text).wanted == wanted


def test_question_names_and_numbers_are_found_literally() -> None:
    question = read_text('What did "net sales" of Activision Blizzard reach on 2019-12-31?')
    assert question.names == ("net sales", "Activision Blizzard")
    assert question.numbers == ("2019-12-31",)

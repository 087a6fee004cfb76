"""Answers without a language model: what kind of answer it is, and its fields."""

from __future__ import annotations

from dataclasses import replace

from rag.answers.offline import OfflineAnswerer
from rag.types import Chunk, Query, StreamScore, Turn
from tests.hits import FixedRetriever, chunk, form

TEXT = chunk("The company sells tea. Revenue rose to 12 million euros in 2024. It was founded by Jane Miller in 1987.")


def _over(*chunks: Chunk) -> OfflineAnswerer:
    """An answerer whose search finds these chunks, alike in meaning and words."""
    retriever = FixedRetriever(*chunks)
    streams = (StreamScore("text", 0.6, 2.0, 1.0, 0.5), StreamScore("lexical", 9.0, 2.0, 1.0, 0.5))
    retriever.hits = [replace(found, streams=streams) for found in retriever.hits]
    return OfflineAnswerer(retriever)


def test_answer_has_its_value_and_where_it_stands() -> None:
    answer = _over(TEXT).ask(Query("What was the revenue in 2024?"))
    assert (answer.status, answer.value) == ("answered", "12 million euros")
    assert answer.value_boxes and answer.citations[0].quote == "Revenue rose to 12 million euros in 2024."
    assert answer.plain.startswith("12 million euros")


def test_what_nothing_answers_is_shown_as_places_without_a_value() -> None:
    answer = _over(TEXT).ask(Query("What was the revenue of Zanzibar Spices in 1931?"))
    assert answer.status in ("places", "refused")
    assert answer.value == "" and "do not answer" in answer.text


def test_follow_up_says_what_was_searched() -> None:
    history = [Turn("What was the revenue in 2023?", "10 million euros")]
    answer = _over(TEXT).ask(Query("and in 2024?"), history)
    assert answer.searched == "What was the revenue in 2024?"
    assert answer.value == "12 million euros"


def test_nothing_found_is_refused() -> None:
    assert OfflineAnswerer(FixedRetriever()).ask(Query("What was the revenue?")).status == "refused"


def test_two_receipts_of_one_shop_are_named_and_asked_for() -> None:
    receipts = [
        form(("MILLER TEA HOUSE",), ("DATE", day), ("TOTAL", paid))
        for day, paid in (("1 May", "5.30"), ("2 May", "7.10"))
    ]
    answerer = _over(*receipts)
    retriever = answerer.retriever
    assert isinstance(retriever, FixedRetriever)
    retriever.hits = [
        replace(
            found, document=replace(found.document, id=str(i), source=replace(found.document.source, name=f"{i}.jpg"))
        )
        for i, found in enumerate(retriever.hits, 1)
    ]
    answer = answerer.ask(Query("How much did I pay at Miller Tea House?"))
    assert answer.status == "asks" and answer.value == ""
    assert answer.choices == (
        "How much did I pay at Miller Tea House (1.jpg)?",
        "How much did I pay at Miller Tea House (2.jpg)?",
    )
    assert "5.30" in answer.text and "7.10" in answer.text

"""Confidence across languages."""

from __future__ import annotations

from dataclasses import replace

from rag.answers.across import across_languages
from rag.answers.confidence import REFUSE_BELOW, Assessor
from rag.questions.question import read_text
from rag.types import Hit, StreamScore
from tests.hits import chunk, hit
from tests.rag.questions.test_foreign import ENGLISH, Counts


class Statistics(Counts):
    def n_chunks(self, collection: str) -> int:
        return 10


def hits(similarity: float, late: float) -> list[Hit]:
    streams = (StreamScore("text", similarity, 1, 1, 1), StreamScore("late", 0.5, late, 1, 1))
    return [replace(hit(chunk(ENGLISH), 1), streams=streams)]


def test_question_in_another_language_is_judged_by_meaning() -> None:
    assess, question = Assessor(Statistics(ENGLISH)), read_text("图书馆几点开门？")
    assert assess(question, hits(0.4, 1.2)) == across_languages(hits(0.4, 1.2)) > 0.6
    assert assess(question, hits(0.05, 0.2)) < REFUSE_BELOW
    assert assess(question, hits(0.0, 0.0)) < REFUSE_BELOW


def test_words_that_are_missing_count_in_the_collections_own_language() -> None:
    assess, question = Assessor(Statistics(ENGLISH)), read_text("How many zebras are there in Serengeti?")
    assert assess(question, hits(0.4, 1.2)) != across_languages(hits(0.4, 1.2))

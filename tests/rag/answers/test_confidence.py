from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from rag.answers.confidence import AMONG, WITHIN, Assessor, Signals, names
from rag.questions.question import read_text
from rag.types import Hit, StreamScore
from tests.hits import chunk, hit

REPORT = chunk("In 2007 the shareholders of ITC Hotels held 44.96 percent. Boeing bought three planes.")
OTHER = chunk("The weather in Oslo was fine in spring.")


def _hits(text_score: float = 0.6) -> list[Hit]:
    found = [hit(REPORT, 1), hit(OTHER, 2, "other.pdf")]
    return [replace(each, streams=(_text(text_score / each.rank),)) for each in found]


def _text(similarity: float, mean: float = 0.077, reach: float = 0.387) -> StreamScore:
    """What an encoder says whose strangers have this mean and reach."""
    return StreamScore("text", mean + reach * (similarity - 0.077) / 0.387, (similarity - 0.077) / 0.387, 1, 1)


def _signals(question: str) -> Signals:
    return Assessor().signals(read_text(question), _hits())


def test_no_hits_give_no_confidence() -> None:
    assert Assessor()(read_text("anything"), []) == 0.0


def test_picture_alone_is_not_refused() -> None:
    assert Assessor()(read_text(""), _hits()) == 1.0


def test_question_in_the_words_of_the_page_is_surer_than_a_foreign_one() -> None:
    assess = Assessor()
    known = assess(read_text("What did the shareholders of ITC Hotels hold in 2007?"), _hits())
    foreign = assess(read_text("Which zebras migrated through Serengeti in 1999?"), _hits(0.1))
    assert known > 0.5 > foreign


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What did the shareholders of ITC Hotels hold in 2007?", 0.0),
        ("What did the shareholders of ITC Hotels hold in 2017?", 0.5),
        ("What did the shareholders of Airbus hold in 2017?", 1.0),
        ("What did the shareholders of ITC Hotells hold?", 0.0),
    ],
)
def test_missing_counts_names_and_years_that_are_nowhere(question: str, missing: float) -> None:
    assert _signals(question).missing == missing


def test_words_on_one_page_are_covered_wholly() -> None:
    assert _signals("shareholders of ITC Hotels").coverage == 1.0
    assert _signals("shareholders of zebras").coverage == 0.5


def test_page_after_the_last_is_beyond() -> None:
    assert _signals("What is on page 100?").beyond == 1.0
    assert _signals("What is on page 1?").beyond == 0.0


def test_document_of_its_own_is_judged_by_the_model_for_one_document() -> None:
    one = Assessor()(read_text("shareholders"), _hits()[:1])
    assert one == pytest.approx(WITHIN.probability(Assessor().signals(read_text("shareholders"), _hits()[:1])))


@pytest.mark.parametrize("model", [WITHIN, AMONG])
def test_missing_keys_lower_and_coverage_raises_the_probability(model: object) -> None:
    low = Signals(*([0.0] * len(names())))
    assert isinstance(model, type(WITHIN))
    assert model.probability(replace(low, coverage=1.0)) > model.probability(low)
    assert model.probability(replace(low, missing=1.0)) < model.probability(low)


def test_signals_are_between_zero_and_one() -> None:
    assert all(0 <= value <= 1 for value in astuple(_signals("Who paid 10 dollars on page 9?")))


def test_name_of_the_file_is_not_missing_in_its_text() -> None:
    assert _signals("What does the Report say of ITC Hotels?").missing == 0
    assert _signals("What does the Letter say of ITC Hotels?").missing == 0.5


def test_similarity_does_not_depend_on_the_scale_of_the_encoder() -> None:
    question = read_text("shareholders of ITC Hotels")
    one, other = (
        [replace(hit, streams=(_text(0.6, *scale),)) for hit in _hits()] for scale in ((0.08, 0.4), (0.8, 0.1))
    )
    assert Assessor().signals(question, one) == Assessor().signals(question, other)


def test_stream_without_a_say_speaks_neither_for_nor_against() -> None:
    question = read_text("shareholders of ITC Hotels")
    silent = [replace(hit, streams=()) for hit in _hits()]
    low, high = (Assessor().signals(question, _hits(score)).similarity for score in (0.2, 0.9))
    assert low < Assessor().signals(question, silent).similarity < high

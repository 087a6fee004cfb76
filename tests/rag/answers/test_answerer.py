from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answers.answerer import Answerer, AnswerSettings
from rag.answers.prompting import REFUSAL, PromptBuilder
from rag.generators.extractive import ExtractiveGenerator
from rag.generators.fake import FakeGenerator
from rag.questions.question import Question
from rag.types import Hit, Query, Turn
from tests.hits import FixedRetriever, chunk

DEFAULTS = AnswerSettings()
LANGUAGE_MODEL = AnswerSettings(rewrites=True)
REVENUE = chunk("Revenue rose to 12 million euros in 2024.")


def _sure(question: Question, hits: Sequence[Hit]) -> float:
    return 0.9


def _answerer(generator: FakeGenerator | ExtractiveGenerator, settings: AnswerSettings = DEFAULTS) -> Answerer:
    return Answerer(FixedRetriever(REVENUE), generator, PromptBuilder(generator), assess=_sure, settings=settings)


def test_stream_grows_and_ends_with_a_final_answer() -> None:
    answers = list(_answerer(FakeGenerator(["Twelve ", "million [1", "]. Or", " so."])).stream(Query("revenue?")))
    assert [(answer.status, answer.text) for answer in answers] == [
        ("streaming", "Twelve million [1]. Or"),
        ("streaming", "Twelve million [1]. Or so."),
        ("answered", "Twelve million [1]. Or so."),
    ]
    assert answers[-1].confidence == 0.9


def test_extractive_answer_quotes_and_notes_what_is_missing() -> None:
    settings = AnswerSettings(notes=("No language model is configured.",))
    answer = _answerer(ExtractiveGenerator(), settings).ask(Query("What was the revenue in 2024?"))
    assert answer.text == "**12 million euros** — “Revenue rose to 12 million euros in 2024.” [1]"
    assert answer.citations[0].quote in REVENUE.text
    assert answer.notes == ("No language model is configured.",)


def test_low_confidence_refuses_with_the_nearest_and_asks_no_generator() -> None:
    generator = FakeGenerator()
    answer = _answerer(generator, AnswerSettings(refuse_below=0.95)).ask(Query("revenue?"))
    assert answer.status == "refused"
    assert answer.nearest[0].chunk == REVENUE
    assert generator.prompts == []


def test_empty_collection_refuses() -> None:
    generator = FakeGenerator()
    answer = Answerer(FixedRetriever(), generator, PromptBuilder(generator)).ask(Query("revenue?"))
    assert (answer.status, answer.nearest, answer.citations) == ("refused", (), ())


@pytest.mark.parametrize("pieces", [["NOT IN", " THE EVIDENCE"], ["NOT IN THE EVIDENCE."], ["  "]])
def test_refusal_of_the_generator_is_a_refusal_and_never_shown(pieces: list[str]) -> None:
    answers = list(_answerer(FakeGenerator(pieces)).stream(Query("revenue?")))
    assert [answer.status for answer in answers] == ["refused"]
    assert REFUSAL not in answers[0].text


def test_refusal_speaks_the_language_of_the_question() -> None:
    answer = _answerer(FakeGenerator(), AnswerSettings(refuse_below=0.95)).ask(Query("收入是多少？"))
    assert "文档" in answer.text


def test_failure_of_the_generator_leaves_the_answer_unwritten_and_the_evidence() -> None:
    generator = FakeGenerator(["Twelve [1]. "], fails_with="The answer was cut off.")
    answer = _answerer(generator).ask(Query("revenue?"))
    assert (answer.status, answer.reason, answer.hint) == ("unwritten", "The answer was cut off.", "This is a fake.")
    assert answer.text == "The answer was cut off. This is a fake."
    assert [found.chunk for found in answer.nearest] == [REVENUE] and answer.citations == ()


@pytest.mark.parametrize("reply", ["The documents do not say.", "I'm sorry, but there is no information on that."])
def test_refusal_of_a_language_model_in_its_own_words_is_the_refusal(reply: str) -> None:
    answers = list(_answerer(FakeGenerator([reply]), LANGUAGE_MODEL).stream(Query("revenue?")))
    assert [(answer.status, answer.nearest[0].chunk) for answer in answers] == [("refused", REVENUE)]


def test_answer_that_also_says_what_is_missing_is_an_answer() -> None:
    reply = "Revenue rose to 12 million euros in 2024 [1]. The documents do not say why."
    answer = _answerer(FakeGenerator([reply]), LANGUAGE_MODEL).ask(Query("revenue?"))
    assert (answer.status, answer.text, answer.ground) == ("answered", reply, "grounded")


def test_thoughts_are_never_shown() -> None:
    pieces = ["Okay, the user", " asks [1]. Let me", " see.</thi", "nk>", "Revenue rose [1]. ", "It did."]
    answers = list(_answerer(FakeGenerator(pieces), LANGUAGE_MODEL).stream(Query("revenue?")))
    assert not any("user" in answer.text or "think" in answer.text for answer in answers)
    assert answers[-1].text.startswith("Revenue rose [1].")


@pytest.mark.parametrize("reply", ["<think>Hm, revenue [1]", "<think>Hm.</think>"])
def test_model_that_only_thinks_has_failed(reply: str) -> None:
    answer = _answerer(FakeGenerator([reply]), LANGUAGE_MODEL).ask(Query("revenue?"))
    assert answer.status == "unwritten" and "though" in answer.reason


def test_rewritten_question_is_shown_and_a_useless_one_is_not_used() -> None:
    history = (Turn("Revenue in 2024?", "12"),)
    good = FakeGenerator(["What was the revenue in 2023?"])
    assert _answerer(good, LANGUAGE_MODEL).ask(Query("And in 2023?"), history).searched == good.prompts[1].question
    bad = FakeGenerator(["It was 5 million [1]."])
    assert _answerer(bad, LANGUAGE_MODEL).ask(Query("And in 2023?"), history).searched == ""
    assert bad.prompts[1].question == "And in 2023?"


def test_failure_while_rewriting_is_told_with_the_evidence() -> None:
    generator = FakeGenerator(["What"], fails_with="Gone.")
    answer = _answerer(generator, LANGUAGE_MODEL).ask(Query("And in 2023?"), (Turn("Revenue in 2024?", "12"),))
    assert (answer.status, answer.reason) == ("unwritten", "Gone.") and answer.nearest
    assert len(generator.prompts) == 1


def test_follow_up_is_rewritten_when_a_language_model_is_there() -> None:
    generator = FakeGenerator(["What was the revenue in 2023?"])
    _answerer(generator, AnswerSettings(rewrites=True)).ask(Query("And in 2023?"), (Turn("Revenue in 2024?", "12"),))
    assert "And in 2023?" in generator.prompts[0].question
    assert generator.prompts[1].question == "What was the revenue in 2023?"


def test_first_question_is_not_rewritten() -> None:
    generator = FakeGenerator()
    _answerer(generator, AnswerSettings(rewrites=True)).ask(Query("Revenue?"))
    assert [prompt.question for prompt in generator.prompts] == ["Revenue?"]


def test_modes_change_the_instructions_only() -> None:
    generator = FakeGenerator()
    _answerer(generator).ask(Query("Revenue fell."), mode="verify")
    assert "Contradicted" in generator.prompts[0].system

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answers.answerer import Answerer, AnswerSettings
from rag.answers.prompting import REFUSAL, PromptBuilder
from rag.errors import GeneratorError
from rag.generators.extractive import ExtractiveGenerator
from rag.generators.fake import FakeGenerator
from rag.questions.question import Question
from rag.types import Hit, Query, Turn
from tests.hits import FixedRetriever, chunk

DEFAULTS = AnswerSettings()
REVENUE = chunk("Revenue rose to 12 million euros in 2024.")


def _sure(question: Question, hits: Sequence[Hit]) -> float:
    return 0.9


def _answerer(generator: FakeGenerator | ExtractiveGenerator, settings: AnswerSettings = DEFAULTS) -> Answerer:
    return Answerer(FixedRetriever(REVENUE), generator, PromptBuilder(generator), assess=_sure, settings=settings)


def test_stream_grows_and_ends_with_a_final_answer() -> None:
    answers = list(_answerer(FakeGenerator(["Twelve ", "million [1", "]."])).stream(Query("revenue?")))
    assert [answer.status for answer in answers] == ["streaming", "streaming", "streaming", "answered"]
    assert [answer.text for answer in answers] == [
        "Twelve ",
        "Twelve million",
        "Twelve million [1].",
        "Twelve million [1].",
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


def test_failure_of_the_generator_is_raised() -> None:
    with pytest.raises(GeneratorError, match="cut off"):
        list(_answerer(FakeGenerator(["Twelve "], fails_with="The answer was cut off.")).stream(Query("revenue?")))


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

"""Models that a developer hands over as objects, and questions that cannot be asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel

from ingestion import ingest
from rag.config import Config
from rag.encoders.fake import HashEncoder
from rag.errors import InputError
from rag.generators.fake import FakeGenerator
from rag.library import MAX_QUESTION, Library
from rag.types import Filters, Query
from tests.builders import pdf_file, write

CONFIG = Config(vision_model="none", late_model="none", refuse_below=0.0, workers=1)
QUESTION = "What was the revenue in 2024?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    (folder / "report.txt").write_text("Revenue in 2024 was 12 million euros.\n", encoding="utf-8")
    with Library.open(folder / "library", CONFIG, text_encoder=HashEncoder()) as library:
        assert ingest([folder / "report.txt"], library).files[0].outcome == "added"
    return folder / "library"


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with Library.open(folder, CONFIG, generator=FakeGenerator(), text_encoder=HashEncoder()) as library:
        yield library


def test_encoder_object_encodes_texts_and_questions(folder: Path) -> None:
    with Library.open(folder, CONFIG, text_encoder=HashEncoder()) as library:
        assert library.text_encoder.space == HashEncoder().space
        (hit,) = library.find(QUESTION)
        assert any(score.stream == "text" and score.raw > 0.3 for score in hit.streams)


def test_generator_object_writes_the_answers(folder: Path) -> None:
    generator = FakeGenerator(["It was 12 million [1]."])
    with Library.open(folder, CONFIG, generator=generator, text_encoder=HashEncoder()) as library:
        answer = library.ask(QUESTION)
    assert (answer.text, answer.ground) == ("It was 12 million [1].", "grounded")
    assert len(generator.prompts) == 1


def test_chat_model_of_langchain_writes_the_answers_and_it_is_said_that_it_does_not_see(folder: Path) -> None:
    model = GenericFakeChatModel(messages=iter(["It was 12 million [1]."]))
    with Library.open(folder, CONFIG, generator=model, text_encoder=HashEncoder()) as library:
        answer = library.ask(QUESTION)
    assert answer.text == "It was 12 million [1]."
    assert any("is sent no pictures" in note for note in answer.notes)


def test_pages_that_were_sent_as_pictures_are_named(tmp_path: Path) -> None:
    pdf_file(tmp_path / "report.pdf", lambda canvas: write(canvas, 72, 90, ["Revenue in 2024 was 12 million euros."]))
    generator = FakeGenerator(["It was 12 million [1]."], sees_images=True)
    with Library.open(tmp_path / "library", CONFIG, generator=generator, text_encoder=HashEncoder()) as library:
        ingest([tmp_path / "report.pdf"], library)
        answer = library.ask(QUESTION)
    assert generator.prompts[0].evidence[0].image is not None
    assert any("as pictures" in note and "report.pdf" in note for note in answer.notes)


def test_pages_that_are_set_from_words_go_as_words(folder: Path) -> None:
    generator = FakeGenerator(["It was 12 million [1]."], sees_images=True)
    with Library.open(folder, CONFIG, generator=generator, text_encoder=HashEncoder()) as library:
        library.ask(QUESTION)
    assert generator.prompts[0].evidence[0].image is None


@pytest.mark.parametrize("question", ["", "  \n"])
def test_empty_question_is_told(library: Library, question: str) -> None:
    with pytest.raises(InputError, match="empty"):
        library.ask(question)


def test_question_of_fifty_thousand_characters_is_told(library: Library) -> None:
    with pytest.raises(InputError, match="50,000 characters"):
        library.ask("x" * 50_000)
    assert library.find("revenue " * (MAX_QUESTION // 8))


@pytest.mark.parametrize(
    ("filters", "named"),
    [
        (Filters(pages=frozenset({90, 91})), "pages 90, 91"),
        (Filters(modalities=frozenset({"image"})), "only pictures and figures"),
        (Filters(media_types=frozenset({"application/pdf"})), "application/pdf"),
        (Filters(documents=frozenset({"gone"})), "1 chosen document"),
    ],
)
def test_filter_that_leaves_nothing_is_named(library: Library, filters: Filters, named: str) -> None:
    answer = library.ask(Query(QUESTION, filters=filters))
    assert answer.status == "refused" and named in answer.text
    assert "第 90 页" in library.ask(Query("收入是多少？", filters=Filters(pages=frozenset({90})))).text


def test_question_in_a_language_that_nobody_supports_is_an_outcome(library: Library) -> None:
    assert library.ask("ᎦᏙ ᎤᏍᏗ ᎠᏕᎳ?").status in ("answered", "refused")

"""The contract of `Generator`, for every implementation that needs no model."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from rag.answers.prompting import PromptBuilder
from rag.generators.base import Generator
from rag.generators.chat_model import connect
from rag.generators.extractive import ExtractiveGenerator
from rag.generators.fake import FakeGenerator
from rag.questions.question import read_text
from tests.chat_server import chat_server
from tests.hits import chunk, hit

TEXT = "Revenue rose to 12 million euros in 2024."


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with chat_server() as address:
        yield address


class GeneratorContract:
    @pytest.fixture
    def generator(self) -> Generator:
        raise NotImplementedError

    def test_pieces_are_text_and_their_concatenation_cites_the_evidence(self, generator: Generator) -> None:
        prompt = PromptBuilder(generator).build(read_text("What was the revenue in 2024?"), [hit(chunk(TEXT))])
        pieces = list(generator.stream(prompt))
        assert all(isinstance(piece, str) for piece in pieces)
        assert "12 million" in "".join(pieces)
        assert "[1]" in "".join(pieces)

    def test_same_prompt_gives_the_same_answer(self, generator: Generator) -> None:
        prompt = PromptBuilder(generator).build(read_text("What was the revenue in 2024?"), [hit(chunk(TEXT))])
        assert list(generator.stream(prompt)) == list(generator.stream(prompt))

    def test_it_says_what_it_is_and_how_much_it_reads(self, generator: Generator) -> None:
        assert generator.name
        assert isinstance(generator.sees_images, bool)
        assert generator.context_tokens >= 1024

    def test_stream_can_be_left_early(self, generator: Generator) -> None:
        prompt = PromptBuilder(generator).build(read_text("What was the revenue in 2024?"), [hit(chunk(TEXT))])
        stream = iter(generator.stream(prompt))
        assert next(stream)
        close: Callable[[], None] = getattr(stream, "close", lambda: None)
        close()


class TestFakeGenerator(GeneratorContract):
    @pytest.fixture
    def generator(self) -> Generator:
        return FakeGenerator()


class TestExtractiveGenerator(GeneratorContract):
    @pytest.fixture
    def generator(self) -> Generator:
        return ExtractiveGenerator()


class TestChatModelGenerator(GeneratorContract):
    @pytest.fixture
    def generator(self, url: str) -> Generator:
        return connect("openai:good", url)

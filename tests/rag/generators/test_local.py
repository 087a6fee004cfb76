"""A multimodal model on this machine, loaded by the real code from a folder that the test saves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import GeneratorError
from rag.generators.base import Evidence, Prompt
from rag.generators.local import LocalGenerator
from rag.types import Chunk, Document, Hit, Locator, Page, Source, Turn
from tests import tiny_models

SOURCE = Source("0" * 64, "a.pdf", "application/pdf", 1)
DOCUMENT = Document("d", "default", SOURCE, "/a.pdf", 1, 1, "2026-01-01T00:00:00+00:00")
HIT = Hit(Chunk("c", "chart of revenue", "figure", Locator(SOURCE.sha256, 1)), DOCUMENT, Page(1, 100, 100), 1.0, 1)


def prompt(colour: int | None, words: str = "chart of revenue") -> Prompt:
    image = None if colour is None else np.full((48, 64, 3), colour, dtype=np.uint8)
    return Prompt("answer", "what is on the page?", (Evidence(1, HIT, words, image),))


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> LocalGenerator:
    return LocalGenerator(tiny_models.llava(tmp_path_factory.mktemp("llava")))


def test_stream_gives_text_in_pieces_and_always_the_same(generator: LocalGenerator) -> None:
    first, second = list(generator.stream(prompt(200))), list(generator.stream(prompt(200)))
    assert len(first) > 1 and first == second


def test_picture_of_the_evidence_reaches_the_model(generator: LocalGenerator, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    processor = generator._processor.image_processor
    original = processor.preprocess

    def spy(images: object, *args: object, **kwargs: object) -> object:
        seen.append(np.asarray(images[0] if isinstance(images, list) else images))
        return original(images, *args, **kwargs)

    monkeypatch.setattr(processor, "preprocess", spy)
    list(generator.stream(prompt(123)))
    assert any((pixels == 123).all() for pixels in seen)


def test_pixels_reach_the_tensors(generator: LocalGenerator) -> None:
    dark, light = (generator._inputs(prompt(colour))["pixel_values"] for colour in (10, 240))
    assert dark.shape[0] == light.shape[0] == 1
    assert float(light.mean()) > float(dark.mean()) + 1


def test_closing_the_stream_stops_the_model(generator: LocalGenerator) -> None:
    import threading

    stream = generator.stream(prompt(None))
    next(stream)
    before = threading.active_count()
    stream.close()
    assert threading.active_count() < before


def test_prompt_too_long_is_a_named_error(tmp_path: Path) -> None:
    small = LocalGenerator(tiny_models.llava(tmp_path, n_tokens=64))
    with pytest.raises(GeneratorError, match="tokens"):
        list(small.stream(prompt(None, "word " * 200)))


def test_conversation_reaches_the_model(generator: LocalGenerator) -> None:
    told = replace(prompt(None), history=(Turn("revenue?", "chart of revenue", ("a.pdf, page 1: revenue",)),))
    alone, after = (int(generator._inputs(each)["input_ids"].shape[1]) for each in (prompt(None), told))
    assert after > alone + 5

"""Without a model that sees: which picture this is, and what the picture encoder saw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.answers.recognised import PictureAssessor
from rag.generators.base import Evidence, Prompt
from rag.generators.fake import FakeGenerator
from rag.generators.pictures import PictureNaming
from rag.questions.question import read_question
from rag.types import LOOKS_LIKE, Hit, Pixels, Query, StreamScore
from tests.hits import FixedRetriever, chunk

PICTURE: Pixels = np.zeros((4, 4, 3), dtype=np.uint8)


def hit(streams: tuple[str, ...] = (), seen: str = "") -> Hit:
    found = FixedRetriever(chunk("", "image")).retrieve(read_question(Query("")), 1)[0]
    context = f"{LOOKS_LIKE}{seen}" if seen else ""
    scores = tuple(StreamScore(name, 1.0, 1.0, 1.0, 1.0) for name in streams)
    return replace(found, chunk=replace(found.chunk, context=context), streams=scores)


def written(query: Query, found: Hit) -> str:
    prompt = Prompt("", query.text, (Evidence(1, found, ""),), asked=read_question(query))
    return "".join(PictureNaming(FakeGenerator()).stream(prompt))


@pytest.mark.parametrize("words", ["", "Which is this?", "what is this"])
def test_a_recognised_picture_is_named_with_its_page(words: str) -> None:
    found = hit(("same",), "dog, animal")
    text = written(Query(words, PICTURE), found)
    assert found.document.source.name in text and "page 1" in text and "[1]" in text and "dog, animal" in text


@pytest.mark.parametrize("words", ["这是什么？", "这是哪一张？"])
def test_the_same_in_chinese(words: str) -> None:
    assert "第 1 页" in written(Query(words, PICTURE), hit(("same",)))


@pytest.mark.parametrize("words", ["What does this picture show?", "what can be seen in the photo", "这张图里有什么？"])
def test_what_was_seen_is_said(words: str) -> None:
    assert "dog, animal" in written(Query(words), hit((), "dog, animal")).replace("、", ", ")


def test_other_questions_go_to_the_other_generator() -> None:
    found = hit((), "dog")
    query = Query("What is the total?")
    prompt = Prompt("", query.text, (Evidence(1, found, ""),), asked=read_question(query))
    assert written(query, found) == "".join(FakeGenerator().stream(prompt))


def test_confidence_of_pictures() -> None:
    assess = PictureAssessor(lambda question, hits: 0.1)
    which, total = read_question(Query("which is this?", PICTURE)), read_question(Query("What is the total?", PICTURE))
    shown = read_question(Query("What does the picture harbour.png show?"))
    assert assess(which, [hit(("same",))]) == assess(total, [hit(("same",))]) > 0.9
    assert assess(which, [hit(("vision",))]) == 0.0 and assess(which, []) == 0.0
    assert assess(shown, [hit(("reference",), "boat")]) == 0.5
    assert assess(shown, [hit(("reference",))]) == assess(shown, [hit((), "boat")]) == 0.1

from __future__ import annotations

import pytest

from rag.answers.about.aspects import aspect_of, topic_of
from rag.questions.question import read_text


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("How many pages does this guide have?", "pages"),
        ("who wrote this?", "author"),
        ("When was this report released?", "date"),
        ("what is the title of this paper?", "title"),
        ("What is this about?", "summary"),
        ("How many files are in here?", "count"),
        ("list all documents", "list"),
        ("Which documents are about China?", "mentions"),
        ("What does harbour.png show?", "picture"),
        ("thanks a lot!", "small talk"),
        ("这份文件有几页？", "pages"),
        ("How many pages of advertising did the shop buy?", None),
        ("Who wrote the letter to the king?", None),
        ("When was the bridge opened?", None),
    ],
)
def test_aspect_of_tells_the_document_from_what_it_says(question: str, aspect: str | None) -> None:
    found = aspect_of(read_text(question))
    assert found == aspect


def test_topic_of_is_what_the_documents_should_speak_of() -> None:
    assert topic_of(read_text("Which files mention heat pumps?")) == "heat pumps"

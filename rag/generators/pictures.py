"""Answers about pictures without a model that sees: which picture this is, and what the picture encoder saw in one.

Knows: hits and what encoders said of them. Does not know: how a picture was recognised.
"""

from __future__ import annotations

from collections.abc import Iterator

from rag.generators.base import Evidence, Generator, Prompt
from rag.questions.pictures import asks_what_is_shown, asks_which
from rag.questions.question import Question


class PictureNaming:
    """Another generator; a picture that was recognised is named, and what was seen in one is said."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator

    @property
    def name(self) -> str:
        return self._generator.name

    @property
    def sees_images(self) -> bool:
        return self._generator.sees_images

    @property
    def context_tokens(self) -> int:
        return self._generator.context_tokens

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """The name, the page, what is seen; else what the other generator writes."""
        question, first = prompt.asked, next(iter(prompt.evidence), None)
        if question is None or first is None:
            yield from self._generator.stream(prompt)
        elif asks_which(question):
            yield " ".join(filter(None, (_named(first, question), _seen(first, question))))
        elif asks_what_is_shown(question) and first.hit.chunk.looks_like:
            yield _seen(first, question)
        else:
            yield from self._generator.stream(prompt)


def _named(evidence: Evidence, question: Question) -> str:
    name, page = evidence.hit.document.source.name, evidence.hit.page.number
    if question.language == "zh":
        return f"这是**{name}**，第 {page} 页。[{evidence.marker}]"
    return f"This is **{name}**, page {page}. [{evidence.marker}]"


def _seen(evidence: Evidence, question: Question) -> str:
    """Empty where nothing was seen."""
    words = evidence.hit.chunk.looks_like
    if not words:
        return ""
    if question.language == "zh":
        return f"图中看起来有：{'、'.join(words)}。[{evidence.marker}]"
    return f"The picture looks like: {', '.join(words)}. [{evidence.marker}]"

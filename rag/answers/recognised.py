"""How sure an answer about a picture is: a picture that was recognised needs no words in common with the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.questions.pictures import asks_what_is_shown, asks_which
from rag.questions.question import Question
from rag.retrievers.lookalike import shows_the_same
from rag.types import Hit

_SURE = 0.95
_SEEN = 0.5
"""What the picture encoder saw in a picture that the question names: as likely right as wrong."""

Assess = Callable[[Question, Sequence[Hit]], float]


class PictureAssessor:
    """Another assessment, of the words; pictures have their own."""

    def __init__(self, of_words: Assess) -> None:
        self._of_words = of_words

    def __call__(self, question: Question, hits: Sequence[Hit]) -> float:
        """0 to 1."""
        if hits and question.query.image is not None and shows_the_same(hits[0]):
            return _SURE
        if asks_which(question):
            return 0.0
        confidence = self._of_words(question, hits)
        if hits and asks_what_is_shown(question) and hits[0].chunk.looks_like and _is_named(hits[0]):
            return max(confidence, _SEEN)
        return confidence


def _is_named(hit: Hit) -> bool:
    return any(score.stream == "reference" and score.raw > 0 for score in hit.streams)

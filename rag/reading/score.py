"""Scores passages for a question: which of them says what is asked. The one scorer of regions and quotations.

A passage scores the share of the question's terms that it has, each weighted by how rare it is among the passages
(inverse document frequency); a neighbour, a header or the chunk's context lends a part of what it has; a value of the
wanted kind adds a little. All in all 0 to about 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.questions.presence import present
from rag.questions.question import Question
from rag.questions.values import values
from rag.reading.passage import Passage
from rag.terms import terms

Scores = NDArray[np.float32]

NEIGHBOUR = 0.3
CONTEXT = 0.2
VALUE = 0.15


def score_passages(
    question: Question, passages: Sequence[Passage], weights: Scores | None = None, context: str = ""
) -> Scores:
    """(n,) float32 scores of the passages of one chunk; 0 where a passage shares nothing with the question.

    `weights` are those of the question's terms, as `rarity` makes them; by default from these passages.
    """
    if not passages or not question.terms:
        return np.zeros(len(passages), np.float32)
    has = np.array([_presence(question, passage.text) for passage in passages])
    weights = rarity(question, passages) if weights is None else weights
    lent = np.maximum(NEIGHBOUR * _beside(has), CONTEXT * _presence(question, context)[None, :])
    for i, passage in enumerate(passages):
        if passage.header:
            lent[i] = np.maximum(lent[i], 2 * NEIGHBOUR * _presence(question, " ".join(passage.header)))
    own = has @ weights
    score = np.maximum(has, lent) @ weights + VALUE * np.array([_has_value(question, p) for p in passages])
    return np.asarray(np.where(own > 0, score, 0.3 * score), np.float32)


def announces(question: Question, passage: Passage) -> bool:
    """Whether a passage only says what comes after it: a heading, the beginning of a list, the question's own words."""
    new_words = set(terms(passage.text)) - set(terms(question.text))
    return passage.form != "row" and (len(new_words) <= 1 or passage.text.endswith((":", "：")))


def coverage(question: Question, text: str) -> float:
    """The share of the question's terms that `text` has, 0 to 1."""
    return float(_presence(question, text).mean()) if question.terms else 0.0


def new_values(question: Question, text: str) -> list[str]:
    """The values of the wanted kind in `text` that the question does not have itself."""
    return [value for value in values(text, question.wanted) if value not in question.text]


def _presence(question: Question, text: str) -> Scores:
    return np.array(present(question.terms, set(terms(text))), np.float32)


def rarity(question: Question, passages: Sequence[Passage]) -> Scores:
    """Weights of the question's terms that sum to 1; a term that no passage has weighs as the rarest."""
    has = np.array([_presence(question, passage.text) for passage in passages])
    weights = np.log1p(len(has) / (has.sum(axis=0) + 0.5))
    return np.asarray(weights / weights.sum(), np.float32)


def _beside(has: Scores) -> Scores:
    """What the passage before has, and half of what the one after has."""
    before = np.vstack([np.zeros_like(has[:1]), has[:-1]])
    after = np.vstack([has[1:], np.zeros_like(has[:1])])
    return np.asarray(np.maximum(before, after / 2), np.float32)


def _has_value(question: Question, passage: Passage) -> float:
    return 1.0 if new_values(question, passage.text) else 0.0

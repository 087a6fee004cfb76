"""How probable it is that the evidence answers the question: a calibrated number, and the threshold of refusal.

A logistic model over signals that a person could name: are the question's words together on one page, are its names and
numbers there at all, do the streams agree. Knows nothing of what will be written.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import PurePath
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.answers.across import across_languages
from rag.questions.foreign import is_foreign
from rag.questions.keys import missing
from rag.questions.presence import present
from rag.questions.question import Question
from rag.terms import terms
from rag.types import Hit

N_JUDGED = 50
"""How many hits are looked at."""
_RARE = 6.0
_FIRST = 10
_STRANGERS = (0.077, 0.387)
"""Mean and reach of the text stream's strangers in the collection that the models below were fitted on."""
_UNTOLD, _FEW_CHUNKS = 0.55, 100
"""Chosen on Chinese questions over 110 passages and 6 files, each asked with and without what answers it, with the
English encoder (silent there) and the multilingual one: of 8 pairs the one that is wrong least on both sides."""


class TermStatistics(Protocol):
    """How common terms are in a collection; a `Ledger` knows it."""

    def document_frequency(self, collection: str, terms: Sequence[str]) -> dict[str, int]: ...

    def n_chunks(self, collection: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Signals:
    """What is looked at, each from 0 to about 1."""

    coverage: float
    """Share of the question's words on the best page, rare words counting more."""
    rare_coverage: float
    """Share of its rare words in the first hits."""
    match: float
    """The best chunk's BM25 on the collection's scale, for each word of the question: many rare words side by side."""
    similarity: float
    """The best similarity of the text stream, on the scale that strangers have in a collection of English reports: a
    cosine of one encoder is not one of another. Without a say of that stream, neither high nor low."""
    missing: float
    """Its names and numbers that are nowhere in the first hit's document: none 0, one 0.5, more 1."""
    apart: float
    """Share of its names and numbers that are not on the page that has most of them."""
    same_page: float
    """Whether the words and the meaning find the same page first."""
    same_document: float
    """Whether they find the same document first."""
    together: float
    """Share of the first hits that are of the first one's document."""
    spread: float
    """Over how many documents the hits are spread: logarithm, a hundred is 1."""
    beyond: float
    """Whether it asks for a page after the last."""
    percent: float
    """Whether it asks for a percentage: such questions are missed more often."""


@dataclass(frozen=True, slots=True)
class Model:
    """Logistic regression over the signals."""

    bias: float
    weights: Signals

    def probability(self, signals: Signals) -> float:
        total = self.bias + sum(
            weight * value for weight, value in zip(astuple(self.weights), astuple(signals), strict=True)
        )
        return 1 / (1 + math.exp(-total))


# Fitted on 33 documents by `python -m benchmarks.refusal DATA`, which prints them.
WITHIN = Model(-0.52, Signals(0.47, 0.35, 1.26, 0.01, -2.01, -1.01, 0.09, 0.00, 0.00, 0.00, -1.17, -0.61))
"""For questions to one document."""
AMONG = Model(-2.63, Signals(1.29, 0.01, 1.99, 2.39, -1.23, -1.11, 0.06, 0.23, 0.56, -0.37, 0.51, -0.23))
"""For questions to many documents."""
FITTED_ON = "f57b32930f3e32f5"
"""First digits of the SHA-256 of the file of questions that both were fitted on."""
REFUSE_BELOW = 0.3
"""Refuses one answerable question in thirty, two trick questions of five, and half of those whose document is not there
(benchmarks.refusal)."""


class Assessor:
    """Judges the hits of a query."""

    def __init__(self, statistics: TermStatistics | None = None) -> None:
        self._statistics = statistics

    def __call__(self, question: Question, hits: Sequence[Hit]) -> float:
        """Probability, 0 to 1, that the best hits answer; 0 without hits."""
        if not hits or not question.text.strip():
            return float(bool(hits))  # a picture alone asks nothing that could be missing
        statistics, collection = self._statistics, question.query.collection
        if statistics is not None and is_foreign(statistics, collection, question.text):
            return across_languages(hits)
        model = WITHIN if len({hit.document.id for hit in hits}) == 1 else AMONG
        return model.probability(self.signals(question, hits))

    def signals(self, question: Question, hits: Sequence[Hit]) -> Signals:
        """What speaks for and against the hits, of which there must be one."""
        subject = question.subject or question.terms
        weights = self._weights(question.query.collection, subject)
        view = _View(hits)
        coverage = [_covered(subject, weights, words) for words in view.pages.values()]
        apart = min(missing(question.keys, words) for words in view.pages.values()) / max(1, len(question.keys))
        return Signals(
            coverage=max(coverage, default=0.0),
            rare_coverage=_covered(subject, (weights > _RARE) * weights, view.first),
            match=max(_calibrated(hit, "lexical") for hit in hits) / max(1, len(question.terms)),
            similarity=self._similarity(question.query.collection, hits),
            missing=min(2, missing(question.keys, view.document)) / 2,
            apart=apart,
            same_page=float(view.best("text", "page") == view.best("lexical", "page")),
            same_document=float(view.best("text", "document") == view.best("lexical", "document")),
            together=float(np.mean([hit.document.id == hits[0].document.id for hit in hits[:_FIRST]])),
            spread=math.log(len({hit.document.id for hit in hits})) / math.log(100),
            beyond=_beyond(question, hits[0], view.document),
            percent=float(question.wanted == "percent"),
        )

    def _similarity(self, collection: str, hits: Sequence[Hit]) -> float:
        """Of few chunks the scale is hardly known, so that little is made of it."""
        if not any(score.stream == "text" for hit in hits for score in hit.streams):
            return _UNTOLD
        n_chunks = math.inf if self._statistics is None else self._statistics.n_chunks(collection)
        known = 1.0 / (1.0 + _FEW_CHUNKS / max(n_chunks, 1))
        mean, reach = _STRANGERS
        return known * (mean + reach * max(_calibrated(hit, "text") for hit in hits)) + (1 - known) * _UNTOLD

    def _weights(self, collection: str, subject: Sequence[str]) -> NDArray[np.float64]:
        """Inverse document frequency of the terms; all alike where nobody knows."""
        if self._statistics is None:
            return np.full(len(subject), _RARE)
        found = self._statistics.document_frequency(collection, subject)
        n_chunks = self._statistics.n_chunks(collection)
        counts = np.array([found.get(term, 0) for term in subject], np.float64)
        return np.asarray(np.log1p((n_chunks - counts + 0.5) / (counts + 0.5)))


class _View:
    """The words of the hits by page and by document."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = hits
        self.pages: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.first: set[str] = set()
        self.document: set[str] = set()
        for hit in hits:
            # A question that names its file is not missing that name in the text.
            name = PurePath(hit.document.source.name).stem.replace("_", " ")
            words = {*terms(hit.chunk.searchable), *terms(name)}
            self.pages[_place(hit)] |= words
            if hit.rank <= _FIRST // 2:
                self.first |= words
            if hit.document.id == hits[0].document.id:
                self.document |= words

    def best(self, stream: str, unit: str) -> object:
        """The page or document that one stream would have put first."""
        hit = max(self._hits, key=lambda found: _raw(found, stream))
        return _place(hit) if unit == "page" else hit.document.id


def _place(hit: Hit) -> tuple[str, int]:
    return hit.document.id, hit.page.number


def _raw(hit: Hit, stream: str) -> float:
    return max((score.raw for score in hit.streams if score.stream == stream), default=0.0)


def _calibrated(hit: Hit, stream: str) -> float:
    return max((score.calibrated for score in hit.streams if score.stream == stream), default=0.0)


def _covered(subject: Sequence[str], weights: NDArray[np.float64], words: set[str]) -> float:
    has = np.array(present(subject, words), np.float64)
    return float(has @ weights / weights.sum()) if weights.sum() > 0 else 1.0


def _beyond(question: Question, hit: Hit, words: set[str]) -> float:
    return float(any(page > hit.document.n_pages and str(page) not in words for page in question.references.pages))


def names() -> tuple[str, ...]:
    """The names of the signals, in the order of their values."""
    return tuple(known.name for known in fields(Signals))

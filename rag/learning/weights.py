"""A collection's own weights: gathers pairs, learns from them, and keeps what gains.

Pairs come from feedback, from sentences that mention a figure or table ("as Figure 3 shows, …" → that figure), and from
a file of questions. Knows: the ledger and the joint retriever. Does not know: how weights are fitted (`learning`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np

from rag.learning.evaluation import Question
from rag.learning.fitting import Example, Learned, learn
from rag.ledger import Ledger, StoredChunk
from rag.questions.question import Question as ReadQuestion
from rag.questions.question import read_question
from rag.retrievers.joint import DEFAULT_WEIGHTS, ScoredCandidates
from rag.retrievers.weights import VALUE
from rag.types import Filters, Query

_DEPTH = 100
_MAX_MENTIONS = 500
_LABEL = re.compile(r"\b(fig(?:ure)?|table|chart)\.?\s*(\d+)\b|([图圖表])\s*(\d+)", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]?")
_LEAST_WORDS = 5


class Scores(Protocol):
    """A retriever that tells every candidate's similarities: the joint one."""

    @property
    def stream_names(self) -> tuple[str, ...]: ...

    def score(self, question: ReadQuestion, depth: int, weights: Mapping[str, float]) -> ScoredCandidates: ...


IsRight = Callable[[StoredChunk], bool]


@dataclass(frozen=True, slots=True)
class Pair:
    """A query, which chunks answer it, and where the pair comes from."""

    query: Query
    is_right: IsRight
    source: str
    left_out: str = ""
    """Id of the chunk that the query was taken from, which would find itself."""


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """What is kept for a collection."""

    weights: dict[str, float]
    pairs: dict[str, int]
    """How many pairs of each source they were learned from."""
    before: float
    """Mean reciprocal rank on held-out pairs with the default weights."""
    after: float
    applied: bool


def learn_weights(
    ledger: Ledger, retriever: Scores, collection: str, questions: Sequence[Question] = ()
) -> LearnedWeights:
    """Learn from every pair that there is, and keep the outcome; weights that do not gain are not applied."""
    pairs = [
        *_from_feedback(ledger, collection),
        *_from_questions(ledger, collection, questions),
        *_from_mentions(ledger, collection),
    ]
    names = [name for name in retriever.stream_names if DEFAULT_WEIGHTS.get(name)]
    examples = [(pair, _example(ledger, retriever, pair, names)) for pair in pairs]
    usable = [(pair, example) for pair, example in examples if example is not None]
    start = np.array([DEFAULT_WEIGHTS[name] for name in names])
    found = learn([example for _, example in usable], start) if usable else Learned(start, 0, 0.0, 0.0)
    outcome = LearnedWeights(
        {name: round(float(weight), 4) for name, weight in zip(names, found.weights, strict=True)},
        dict(Counter(pair.source for pair, _ in usable)),
        round(found.before, 4),
        round(found.after, 4),
        found.gains,
    )
    ledger.put_value(collection, VALUE, json.dumps(asdict(outcome)))
    return outcome


def _example(ledger: Ledger, retriever: Scores, pair: Pair, names: Sequence[str]) -> Example | None:
    """The candidates of a pair as numbers; None when no right chunk is among them, or nothing else."""
    scored = retriever.score(read_question(pair.query), _DEPTH, DEFAULT_WEIGHTS)
    stored = {chunk.key: chunk for chunk in ledger.chunks(scored.keys)}
    rows = [
        row for row, key in enumerate(scored.keys) if int(key) in stored and stored[int(key)].chunk.id != pair.left_out
    ]
    right = np.array([pair.is_right(stored[int(scored.keys[row])]) for row in rows], dtype=bool)
    if not right.any() or right.all():
        return None
    empty = np.zeros(len(scored.keys))
    columns = np.stack([scored.calibrated.get(name, empty)[rows] for name in names], axis=1)
    return Example(np.asarray(columns, dtype=np.float64), right)


def _from_feedback(ledger: Ledger, collection: str) -> Iterator[Pair]:
    """Every chunk that somebody found helpful."""
    for said in ledger.feedback(collection):
        if said.helpful:
            yield Pair(Query(said.question, collection=collection), _has_id(said.chunk_id), "feedback")


def _from_questions(ledger: Ledger, collection: str, questions: Sequence[Question]) -> Iterator[Pair]:
    """Questions whose document and pages are known, asked within their document."""
    ids = {document.source.name: document.id for document in ledger.documents(collection)}
    for question in questions:
        if question.pages and question.document in ids:
            document = ids[question.document]
            query = Query(question.text, collection=collection, filters=Filters(documents=frozenset({document})))
            yield Pair(query, _is_on(document, frozenset(question.pages)), "questions")


def _from_mentions(ledger: Ledger, collection: str) -> Iterator[Pair]:
    """Sentences that name a figure or table of their own document, without the name."""
    n_given = 0
    for document in ledger.documents(collection):
        stored = ledger.chunks(ledger.keys(collection, Filters(documents=frozenset({document.id}))))
        labelled = {label: chunk for chunk in stored for label in _caption_label(chunk)}
        for chunk in stored:
            for label, rest in _mentions(chunk):
                target = labelled.get(label)
                if target is not None and target.key != chunk.key and n_given < _MAX_MENTIONS:
                    n_given += 1
                    scope = Filters(documents=frozenset({document.id}))
                    query = Query(rest, collection=collection, filters=scope)
                    yield Pair(query, _has_id(target.chunk.id), "mentions", chunk.chunk.id)


def _mentions(stored: StoredChunk) -> Iterator[tuple[str, str]]:
    """(label, the sentence without it) of each sentence of running text that names something."""
    if stored.chunk.kind != "text":
        return
    for sentence in _SENTENCE.findall(stored.chunk.text):
        found = _LABEL.search(sentence)
        rest = _LABEL.sub(" ", sentence).strip()
        if found and (len(rest.split()) >= _LEAST_WORDS or len(rest.encode()) > 3 * _LEAST_WORDS * len(rest.split())):
            yield _name(found), rest


def _caption_label(stored: StoredChunk) -> Iterator[str]:
    """The label with which a figure's or table's own caption begins."""
    if stored.chunk.kind in ("figure", "image", "table"):
        for line in stored.chunk.context.splitlines():
            found = _LABEL.match(line.strip())
            if found:
                yield _name(found)


def _name(found: re.Match[str]) -> str:
    kind, number = (found[1] or found[3]).lower()[:3], found[2] or found[4]
    return f"{'fig' if kind in ('fig', '图', '圖') else 'tab' if kind in ('tab', '表') else kind} {number}"


def _has_id(chunk_id: str) -> IsRight:
    return lambda stored: stored.chunk.id == chunk_id


def _is_on(document: str, pages: frozenset[int]) -> IsRight:
    return lambda stored: stored.document.id == document and stored.page.number in pages

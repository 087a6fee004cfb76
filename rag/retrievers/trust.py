"""How far a picture encoder is believed: measured on a collection's own pairs of words and pictures.

A picture's caption, the words around it and the name of its file say what it shows. How far the picture lies ahead of
the collection's others, in standard deviations, is the encoder's strength there; weights grow with it. It is measured
once for a space and kept in the ledger, as backgrounds are.

Knows: streams and the ledger. Does not know: which encoder a stream has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from rag.ledger import Ledger, StoredChunk
from rag.questions.pictures import asks_for_photograph
from rag.questions.question import Question, read_question
from rag.retrievers.calibration import CHANGED_BY
from rag.streams.base import Keys, Stream
from rag.terms import terms
from rag.types import LOOKS_LIKE, Filters, Query

N_PAIRS = 64
"""Pairs that are asked, spread evenly over the collection's pictures."""
_LEAST_PAIRS = 12
_MOST_WORDS, _LEAST_WORDS = 24, 2
UNKNOWN = 2.0
"""The strength that is taken where a collection has too few pairs: right among a few pictures, wrong among many."""
_CHANCE, _GAIN, _MOST = 1.2, 6.0, 20.0
"""Up to a strength of 1.2 deviations an encoder is not believed more than by default; from there on its weight for what
is seen grows by 6 with each, to at most 20. benchmarks/eyes.py measures both."""
_OF_WORDS = 0.05
"""The part of that weight where a question does not say that it asks for something seen."""


@dataclass(frozen=True, slots=True)
class PicturePair:
    """Words that say what a picture shows, and the picture."""

    words: str
    key: int


@dataclass(frozen=True, slots=True)
class Strength:
    """By how many deviations the right picture is ahead, by what is asked for."""

    figures: float
    """Something seen on a page: in a chart, a diagram, a drawing."""
    photographs: float
    """A picture of something."""


class PictureTrust:
    """The weight of the vision stream for a question, by how strong its encoder is on the question's collection."""

    def __init__(self, ledger: Ledger, stream: Stream, space: str, known: Mapping[str, Strength]) -> None:
        """`space` is that of the stream's encoder; the strengths of `known` spaces, by their beginning, are given."""
        self._ledger = ledger
        self._stream = stream
        self._given = next((known[beginning] for beginning in known if space.startswith(beginning)), None)
        self._name = f"strength:{space}"
        self._kept: dict[str, tuple[float, int]] = {}

    def weight(self, question: Question, least: float) -> float:
        """At least `least`, which is what the collection gives the stream whatever it is."""
        strength = self.strength(question.query.collection)
        if asks_for_photograph(question):
            return max(least, weight_of(strength.photographs))
        return max(least, weight_of(strength.figures) * (1.0 if question.seen else _OF_WORDS))

    def strength(self, collection: str) -> Strength:
        """That of the encoder on a collection; of one that is measured the same whatever is asked for."""
        if self._given is not None:
            return self._given
        n_chunks = self._ledger.n_chunks(collection)
        known = self._kept.get(collection) or self._read(collection)
        if known is None or not n_chunks / CHANGED_BY <= known[1] <= n_chunks * CHANGED_BY:
            known = measured_strength(self._stream, self._ledger, collection), n_chunks
            self._ledger.remember(collection, self._name, json.dumps({"strength": known[0], "n_chunks": n_chunks}))
        self._kept[collection] = known
        return Strength(known[0], known[0])

    def _read(self, collection: str) -> tuple[float, int] | None:
        text = self._ledger.value(collection, self._name)
        if text is None:
            return None
        found = json.loads(text)
        return float(found["strength"]), int(found["n_chunks"])


def weight_of(strength: float) -> float:
    """The weight for what is seen of an encoder whose right picture is so many deviations ahead."""
    return min(_MOST, _GAIN * max(0.0, strength - _CHANCE))


def measured_strength(stream: Stream, ledger: Ledger, collection: str) -> float:
    """The mean number of deviations by which pictures are ahead of others for their own words."""
    pairs = picture_pairs(ledger, collection, N_PAIRS)
    if len(pairs) < _LEAST_PAIRS:
        return UNKNOWN
    keys = np.array([pair.key for pair in pairs], dtype=np.int64)
    ahead = []
    for at, pair in enumerate(pairs):
        search = stream.open(read_question(Query(pair.words, collection=collection)))
        if search is None:
            continue
        scores = search.scores(keys).astype(np.float64)
        others = np.delete(scores, at)
        others = others[np.isfinite(others)]
        if np.isfinite(scores[at]) and len(others) > 1 and others.std() > 0:
            ahead.append((scores[at] - others.mean()) / others.std())
    return float(np.mean(ahead)) if len(ahead) >= _LEAST_PAIRS else UNKNOWN


def picture_pairs(ledger: Ledger, collection: str, limit: int) -> list[PicturePair]:
    """At most `limit` pairs, evenly spread; no words are taken for two pictures."""
    keys = ledger.keys(collection, Filters(modalities=frozenset({"image"})))
    found: dict[str, PicturePair] = {}
    twice: set[str] = set()
    for stored in ledger.chunks(_spread(keys, 4 * limit)):
        words = next(_says(stored), "")
        if words in found:
            twice.add(words)
        elif words:
            found[words] = PicturePair(words, stored.key)
    pairs = [pair for words, pair in found.items() if words not in twice]
    return [pairs[int(at)] for at in _spread(np.arange(len(pairs)), limit)]


def _says(stored: StoredChunk) -> Iterator[str]:
    """Words about the picture, the most telling first: its own context, then its file's name."""
    for line in stored.chunk.context.splitlines():
        words = line.split()[:_MOST_WORDS]
        if len(words) >= _LEAST_WORDS and not line.startswith(LOOKS_LIKE):
            yield " ".join(words)
    stem = re.sub(r"[_\W\d]+", " ", PurePath(stored.document.source.name).stem).strip()
    if len([word for word in terms(stem) if len(word) > _LEAST_WORDS]) >= _LEAST_WORDS:
        yield stem


def _spread(keys: Keys, n: int) -> Keys:
    return keys if len(keys) <= n else keys[np.linspace(0, len(keys) - 1, n).astype(np.int64)]

"""Puts each stream's similarities on one scale, with what similarity is between things that do not belong together.

The background belongs to the collection: it is measured once on sampled pairs, kept in the ledger, and measured again
when the collection has changed by much. It is never that of one query's results, which lost clearly when measured.

The unit is the way from the mean to what one strange pair in two hundred reaches. A standard deviation says too little
of streams whose similarities are mostly 0 (words): their matches lie 6 to 10 of them above the mean, those of dense
vectors 2 to 3, and drown them. First hits of `benchmarks.products` with equal weights: .31 with deviations, .42 with
this unit, .42 with the best weights of a grid.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from rag.ledger import Ledger
from rag.questions.question import read_question
from rag.streams.base import Keys, Sample, Scores, Stream
from rag.types import Query

N_QUESTIONS = 32
N_CHUNKS = 256
QUESTION_WORDS = 14
CHANGED_BY = 1.5
"""A collection that has grown or shrunk by this factor is measured again."""
_HIGH = 0.995
_BELOW = 0.1
_LEAST_SPREAD = 1e-6
_LEAST_REACH = 0.05
"""Cosines of strangers that are all alike, which a small collection may have, would else count a hundredfold."""


@dataclass(frozen=True, slots=True)
class Background:
    """A stream's similarities of pairs that do not belong together: their mean, and how far above it they reach."""

    mean: float = 0.0
    reach: float = 1.0

    def calibrate(self, raw: Scores) -> Scores:
        """1 for what strangers hardly reach, 0 for their mean and where there is nothing to compare (NaN).

        Less than the mean is hardly held against a chunk: a picture with a stray word that OCR read would else come
        after the pictures without any. A little is, so that chunks that are all below it keep their order.
        """
        above = np.nan_to_num((raw - self.mean) / self.reach, nan=0.0)
        return np.asarray(np.where(above < 0, _BELOW * above, above), dtype=np.float32)


ABSOLUTE = Background()


class Calibrator:
    """The backgrounds of a ledger's collections."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[tuple[str, str], tuple[Background, int]] = {}

    def background(self, stream: Stream, scale: str, collection: str) -> Background:
        """That of a stream on one of its scales; measured, and kept in the ledger, when it is not known."""
        if not scale:
            return ABSOLUTE
        n_chunks = self._ledger.n_chunks(collection)
        known = self._known.get((collection, scale)) or self._kept(collection, stream.name, scale)
        if known is None or _has_changed(known[1], n_chunks):
            known = measure(stream, scale, sample(self._ledger, collection)), n_chunks
            self._keep(collection, stream.name, scale, known)
        self._known[collection, scale] = known
        return known[0]

    def _kept(self, collection: str, stream: str, scale: str) -> tuple[Background, int] | None:
        text = self._ledger.value(collection, _name(stream, scale))
        if text is None:
            return None
        found = json.loads(text)
        return Background(found["mean"], found["reach"]), found["n_chunks"]

    def _keep(self, collection: str, stream: str, scale: str, known: tuple[Background, int]) -> None:
        background, n_chunks = known
        found = {"mean": background.mean, "reach": background.reach, "n_chunks": n_chunks}
        self._ledger.remember(collection, _name(stream, scale), json.dumps(found))


def measure(stream: Stream, scale: str, of: Sample) -> Background:
    """The background of a stream over a sample; an absolute scale where the sample says nothing."""
    scores = stream.background(scale, of)
    known = scores[np.isfinite(scores)].astype(np.float64)
    if len(known) < 2 or known.std() < _LEAST_SPREAD:
        return Background(float(known.mean()) if len(known) else 0.0, 1.0)
    reach = np.quantile(known, _HIGH) - known.mean()
    # Where fewer pairs than that are alike at all, the quantile is below the mean.
    return Background(float(known.mean()), float(max(reach, known.std(), _LEAST_REACH)))


def sample(ledger: Ledger, collection: str) -> Sample:
    """Chunks spread evenly over a collection, and the beginnings of some of them as questions."""
    keys = ledger.keys(collection)
    chosen, asked = ledger.chunks(_spread_evenly(keys, N_CHUNKS)), ledger.chunks(_spread_evenly(keys, 2 * N_QUESTIONS))
    asked = [stored for stored in asked if stored.chunk.text.strip()][:N_QUESTIONS]
    beginnings = [" ".join(stored.chunk.text.split()[:QUESTION_WORDS]) for stored in asked]
    questions = tuple(read_question(Query(text, collection=collection)) for text in beginnings)
    places = [(stored.document.id, stored.page.number) for stored in chosen]
    strange = [[(stored.document.id, stored.page.number) != place for place in places] for stored in asked]
    found = np.array([stored.key for stored in chosen], dtype=np.int64)
    return Sample(collection, questions, found, np.array(strange, dtype=np.bool_).reshape(len(asked), len(found)))


def _spread_evenly(keys: Keys, n: int) -> Keys:
    return keys if len(keys) <= n else keys[np.linspace(0, len(keys) - 1, n).astype(np.int64)]


def _has_changed(before: int, now: int) -> bool:
    return max(before, now) > CHANGED_BY * max(1, min(before, now))


def _name(stream: str, scale: str) -> str:
    return f"reach:{stream}:{scale}"

"""The default retriever: joint similarity over all streams, exact for every candidate.

Late interaction alone looks at the best pages only, because it costs the most.

Knows: streams, their scales and weights. Does not know: models, or how a weight was learned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.ledger import Ledger
from rag.questions.question import Question
from rag.retrievers.calibration import Background, Calibrator
from rag.retrievers.candidates import allowed_keys, candidate_keys
from rag.retrievers.fusion import joint_similarity, stream_scores
from rag.retrievers.hits import best_hits
from rag.streams.base import Keys, Scores, Search, Stream, spread
from rag.types import Hit, StreamScore

DEFAULT_WEIGHTS: Mapping[str, float] = {
    "text": 0.8,
    "lexical": 3.0,
    "page": 6.0,
    "late": 0.9,
    "vision": 0.3,
    "reference": 16.0,
}
"""Chosen by a grid over benchmarks/page_retrieval.py and benchmarks/receipts.py; see benchmarks/README.md."""
_OF_WORDS = ("text", "lexical", "page", "late")
DEPTH = 80
"""Candidates of each stream; benchmarks/query_latency.py measures what is lost."""
N_PAGES = 32
"""The best pages, of which all chunks are scored, whoever found them."""
N_SECOND_LOOKS = 16
"""Late interaction costs the most: it looks only at so many of these pages."""

WeightsOf = Callable[[str], Mapping[str, float]]
Believed = Callable[[Question, float], float]
"""The weight of pictures for a question, given that of the collection: `rag.retrievers.trust.PictureTrust.weight`."""


@dataclass(frozen=True, slots=True)
class ScoredCandidates:
    """Every candidate in every stream."""

    keys: Keys
    raw: Mapping[str, Scores]
    calibrated: Mapping[str, Scores]

    def explain(self, row: int, weights: Mapping[str, float]) -> tuple[StreamScore, ...]:
        """Each stream's part in one candidate's score."""
        raw = {name: 0.0 if np.isnan(column[row]) else float(column[row]) for name, column in self.raw.items()}
        return stream_scores(raw, {name: float(column[row]) for name, column in self.calibrated.items()}, weights)

    def with_others(self, others: ScoredCandidates) -> ScoredCandidates:
        """These, then others, in the same streams."""
        return ScoredCandidates(
            np.concatenate([self.keys, others.keys]),
            {name: np.concatenate([column, others.raw[name]]) for name, column in self.raw.items()},
            {name: np.concatenate([column, others.calibrated[name]]) for name, column in self.calibrated.items()},
        )

    def joint(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """(n,) the weighted sum."""
        return joint_similarity(self.calibrated, weights) if self.calibrated else np.zeros(len(self.keys))


@dataclass(frozen=True, slots=True)
class _Opened:
    search: Search
    background: Background


class JointRetriever:
    """s(q, c) = Σ w · a(sim) over the union of the streams' candidates."""

    def __init__(
        self,
        ledger: Ledger,
        streams: Sequence[Stream],
        calibrator: Calibrator,
        weights_of: WeightsOf = lambda collection: DEFAULT_WEIGHTS,
        believed: Believed = lambda question, least: least,
        depth: int = DEPTH,
    ) -> None:
        self._ledger = ledger
        self._streams = {stream.name: stream for stream in streams}
        self._calibrator = calibrator
        self._weights_of = weights_of
        self._believed = believed
        self._depth = depth

    @property
    def streams(self) -> tuple[Stream, ...]:
        return tuple(self._streams.values())

    @property
    def stream_names(self) -> tuple[str, ...]:
        """In the order in which hits explain them."""
        return tuple(self._streams)

    def retrieve(self, question: Question, k: int) -> list[Hit]:
        weights = self.weights(question)
        scored = self.score(question, max(k, self._depth), weights)
        return best_hits(self._ledger, scored.keys, scored.joint(weights), k, lambda row: scored.explain(row, weights))

    def weights(self, question: Question) -> dict[str, float]:
        """The collection's weights, that of pictures as far as they are believed for such a question, then a person's.

        A picture in the query says as much as its words: its stream weighs no less than those of the words together.
        """
        query = question.query
        weights = dict(self._weights_of(query.collection))
        if query.image is not None:
            of_words = sum(weights.get(name, 0.0) for name in _OF_WORDS)
            weights["vision"] = max(weights.get("vision", 0.0), of_words)
        elif "vision" in self._streams:
            weights["vision"] = self._believed(question, weights.get("vision", 0.0))
        return {**weights, **dict(query.weights)}

    def score(self, question: Question, depth: int, weights: Mapping[str, float]) -> ScoredCandidates:
        """The candidates of the streams that have a weight, in each of these streams."""
        opened = self._open(question, weights)
        allowed = allowed_keys(self._ledger, question.query)
        found = _first_look(opened, candidate_keys([each.search for each in opened.values()], allowed, depth))
        pages = self._best_pages(found, weights, N_PAGES)
        beside = np.setdiff1d(self._ledger.keys_on_pages(pages)[0], found.keys)
        if allowed is not None:
            beside = np.intersect1d(beside, allowed)
        if len(beside):
            found = found.with_others(_first_look(opened, beside))
        return self._second_look(opened, found, weights)

    def score_keys(self, question: Question, keys: Keys, weights: Mapping[str, float]) -> ScoredCandidates:
        """The same of given chunks."""
        opened = self._open(question, weights)
        return self._second_look(opened, _first_look(opened, keys), weights)

    def _open(self, question: Question, weights: Mapping[str, float]) -> dict[str, _Opened]:
        opened = {}
        for name, stream in self._streams.items():
            if weights.get(name, 0.0) and (search := stream.open(question)) is not None:
                background = self._calibrator.background(stream, search.scale, question.query.collection)
                opened[name] = _Opened(search, background)
        return opened

    def _best_pages(self, found: ScoredCandidates, weights: Mapping[str, float], n: int) -> Keys:
        """The n pages of the best chunks, ties by key."""
        pages = self._ledger.page_keys(found.keys)
        order = np.lexsort((found.keys, -found.joint(weights)))
        _, first = np.unique(pages[order], return_index=True)
        return pages[order][np.sort(first)[:n]]

    def _second_look(
        self, opened: Mapping[str, _Opened], found: ScoredCandidates, weights: Mapping[str, float]
    ) -> ScoredCandidates:
        if all(each.search.second_look for each in opened.values()):
            # Nobody has looked before, so no page is better than another.
            worth = np.ones(len(found.keys), dtype=np.bool_)
        else:
            worth = np.isin(self._ledger.page_keys(found.keys), self._best_pages(found, weights, N_SECOND_LOOKS))
        raw, calibrated = dict(found.raw), dict(found.calibrated)
        for name, each in opened.items():
            if each.search.second_look and worth.any():
                raw[name] = spread(found.keys[worth], each.search.scores(found.keys[worth]), found.keys)
                calibrated[name] = each.background.calibrate(raw[name])
        return ScoredCandidates(found.keys, raw, calibrated)


def _first_look(opened: Mapping[str, _Opened], keys: Keys) -> ScoredCandidates:
    """All streams but those that look a second time, of which nothing is known yet."""
    unknown = np.full(len(keys), np.nan, dtype=np.float32)
    raw = {name: unknown if each.search.second_look else each.search.scores(keys) for name, each in opened.items()}
    return ScoredCandidates(keys, raw, {name: opened[name].background.calibrate(raw[name]) for name in opened})

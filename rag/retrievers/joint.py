"""The default retriever: joint similarity over all streams, exact for every candidate.

Knows: streams, their scales and weights. Does not know: models, or how a weight was learned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.calibration import Calibrator
from rag.fusion import joint_similarity, stream_scores
from rag.ledger import Ledger
from rag.retrievers.candidates import candidate_keys
from rag.retrievers.hits import best_hits
from rag.streams.base import Keys, Scores, Search, Stream
from rag.types import Hit, Query, StreamScore

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
DEPTH = 40
"""Candidates of each stream; benchmarks/query_latency.py measures what is lost."""

WeightsOf = Callable[[str], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class ScoredCandidates:
    """Every candidate in every stream."""

    keys: Keys
    raw: Mapping[str, Scores]
    calibrated: Mapping[str, Scores]

    def explain(self, row: int, weights: Mapping[str, float]) -> tuple[StreamScore, ...]:
        """Each stream's part in one candidate's score."""
        raw = {name: float(np.nan_to_num(column[row])) for name, column in self.raw.items()}
        return stream_scores(raw, {name: float(column[row]) for name, column in self.calibrated.items()}, weights)

    def joint(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """(n,) the weighted sum."""
        return joint_similarity(self.calibrated, weights) if self.calibrated else np.zeros(len(self.keys))


class JointRetriever:
    """s(q, c) = Σ w · a(sim) over the union of the streams' candidates."""

    def __init__(
        self,
        ledger: Ledger,
        streams: Sequence[Stream],
        calibrator: Calibrator,
        weights_of: WeightsOf = lambda collection: DEFAULT_WEIGHTS,
        depth: int = DEPTH,
    ) -> None:
        self._ledger = ledger
        self._streams = {stream.name: stream for stream in streams}
        self._calibrator = calibrator
        self._weights_of = weights_of
        self._depth = depth

    @property
    def streams(self) -> tuple[Stream, ...]:
        return tuple(self._streams.values())

    @property
    def stream_names(self) -> tuple[str, ...]:
        """In the order in which hits explain them."""
        return tuple(self._streams)

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        weights = self.weights(query)
        scored = self.score(query, max(k, self._depth), weights)
        return best_hits(self._ledger, scored.keys, scored.joint(weights), k, lambda row: scored.explain(row, weights))

    def weights(self, query: Query) -> dict[str, float]:
        """The collection's weights, the person's own in their place.

        A picture in the query says as much as its words: its stream weighs no less than those of the words together.
        """
        weights = dict(self._weights_of(query.collection))
        if query.image is not None:
            of_words = sum(weights.get(name, 0.0) for name in _OF_WORDS)
            weights["vision"] = max(weights.get("vision", 0.0), of_words)
        return {**weights, **dict(query.weights)}

    def score(self, query: Query, depth: int, weights: Mapping[str, float]) -> ScoredCandidates:
        """The candidates of the streams that have a weight, in each of these streams."""
        searches = self._open(query, weights)
        keys = candidate_keys(self._ledger, query, list(searches.values()), depth)
        return self._score(query, searches, keys)

    def score_keys(self, query: Query, keys: Keys, weights: Mapping[str, float]) -> ScoredCandidates:
        """The same of given chunks."""
        return self._score(query, self._open(query, weights), keys)

    def _open(self, query: Query, weights: Mapping[str, float]) -> dict[str, Search]:
        return {
            name: search
            for name, stream in self._streams.items()
            if weights.get(name, 0.0) and (search := stream.open(query)) is not None
        }

    def _score(self, query: Query, searches: Mapping[str, Search], keys: Keys) -> ScoredCandidates:
        if not len(keys):
            return ScoredCandidates(keys, {}, {})
        raw = {name: search.scores(keys) for name, search in searches.items()}
        background = self._calibrator.background
        calibrated = {
            name: background(self._streams[name], searches[name].scale, query.collection).calibrate(column)
            for name, column in raw.items()
        }
        return ScoredCandidates(keys, raw, calibrated)

"""The fused index: one index of concatenated unit blocks, whose inner product is exactly Σ w · cos.

Knows: spaces, blocks and an index. Does not know: words or calibration; it is fast, and fuses vectors only.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

import numpy as np

from rag.encoders.base import Encoder
from rag.index.base import VectorIndex
from rag.ledger import Ledger
from rag.questions.question import Question
from rag.retrievers.candidates import allowed_keys, fetch_allowed
from rag.retrievers.fusion import stream_scores
from rag.retrievers.hits import best_hits
from rag.types import Content, Filters, Hit, Query, StreamScore, Vectors


class FusedIndexRetriever:
    """Σ w · cos over dense streams in one search. Weights belong to the query, so changing them re-indexes nothing."""

    def __init__(
        self,
        ledger: Ledger,
        index: VectorIndex,
        encoders: Mapping[str, Encoder],
        weights: Mapping[str, float],
    ) -> None:
        """`encoders` by stream name; `index` measures inner products and holds nothing else."""
        self._ledger = ledger
        self._index = index
        self._encoders = dict(encoders)
        self._weights = dict(weights)
        self._built: dict[str, int] = {}
        self._guard = threading.Lock()

    def retrieve(self, question: Question, k: int) -> list[Hit]:
        """The query's weights come before the retriever's; a stream with nothing to encode adds 0 to every score."""
        query = question.query
        vectors = {name: vector for name, enc in self._encoders.items() if (vector := _encoded(enc, query)) is not None}
        weights = {**self._weights, **dict(query.weights)}
        if not vectors or k < 1:
            return []
        self._refresh(query.collection)
        asked = self._blocks({name: weights.get(name, 0.0) * vector for name, vector in vectors.items()})
        found: dict[int, float] = {}

        def fetch(limit: int) -> np.ndarray:
            neighbours = self._index.search(_name(query.collection), asked, limit)
            found.update(zip(neighbours.keys.tolist(), neighbours.similarities.tolist(), strict=True))
            return neighbours.keys

        keys = fetch_allowed(fetch, allowed_keys(self._ledger, query), k)
        scores = np.array([found[int(key)] for key in keys])
        raw = self._cosines(keys, vectors)
        return best_hits(self._ledger, keys, scores, k, lambda row: _explained(raw, row, weights))

    def _refresh(self, collection: str) -> None:
        """Build the collection's index anew when the ledger has changed."""
        with self._guard:
            change = self._ledger.change()
            if self._built.get(collection) == change:
                return
            keys = self._ledger.keys(collection, Filters())
            rows = [self._dense(encoder.space, keys, encoder.dim) for encoder in self._encoders.values()]
            self._index.drop(_name(collection))
            if len(keys):
                self._index.put(_name(collection), keys.tolist(), np.concatenate(rows, axis=1))
            self._built[collection] = change

    def _dense(self, space: str, keys: np.ndarray, dim: int) -> Vectors:
        """(n, dim) the vectors of the keys, zeros where there is none."""
        rows = np.zeros((len(keys), dim), dtype=np.float32)
        found, vectors = self._ledger.vectors(space, keys)
        if len(found):
            rows[np.searchsorted(keys, found)] = vectors
        return rows

    def _blocks(self, vectors: Mapping[str, Vectors]) -> Vectors:
        parts = [vectors.get(name, np.zeros(enc.dim, dtype=np.float32)) for name, enc in self._encoders.items()]
        return np.concatenate(parts).astype(np.float32)

    def _cosines(self, keys: np.ndarray, vectors: Mapping[str, Vectors]) -> dict[str, Vectors]:
        order = np.argsort(keys)
        cosines = {}
        for name, vector in vectors.items():
            rows = self._dense(self._encoders[name].space, keys[order], self._encoders[name].dim)
            cosines[name] = np.zeros(len(keys), dtype=np.float32)
            cosines[name][order] = rows @ vector
        return cosines


def _explained(raw: Mapping[str, Vectors], row: int, weights: Mapping[str, float]) -> tuple[StreamScore, ...]:
    values = {name: float(column[row]) for name, column in raw.items()}
    return stream_scores(values, values, weights)


def _encoded(encoder: Encoder, query: Query) -> Vectors | None:
    text = query.text if "text" in encoder.modalities else ""
    image = query.image if "image" in encoder.modalities else None
    if not text and image is None:
        return None
    vector: Vectors = encoder.encode_queries([Content(text, image)])[0]
    return vector


def _name(collection: str) -> str:
    return f"fused:{collection}"

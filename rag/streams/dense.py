"""Streams of one vector for each chunk: text and vision. Know encoders and indexes, not what the vectors mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rag.encoders.base import Encoder
from rag.index.base import Neighbours
from rag.ledger import Ledger
from rag.questions.question import Question
from rag.streams import background
from rag.streams.base import READS, Keys, Sample, Scores, Search, spread
from rag.types import Content, Vectors


class Nearest(Protocol):
    """Where neighbours are looked up: `rag.index.follower.IndexFollower`."""

    def search(self, collection: str, space: str, vector: Vectors, k: int) -> Neighbours: ...


class DenseStream:
    """Cosines between the query's vector and those of the chunks that have one in the encoder's space.

    Silent where the encoder does not know the language of the words: a cosine of what it cannot read is noise.
    """

    def __init__(self, name: str, encoder: Encoder, ledger: Ledger, index: Nearest, floor: float = 0.0) -> None:
        """`floor` is the cosine of texts that have nothing in common: the raw similarity is 0 there, and 1 at 1."""
        self._floor = floor
        self._name = name
        self._encoder = encoder
        self._ledger = ledger
        self._index = index

    @property
    def name(self) -> str:
        return self._name

    def open(self, question: Question) -> Search | None:
        """The search for what of the question this encoder can read; None where that is nothing."""
        content = self._readable(question)
        if content is None:
            return None
        vector = self._encoder.encode_queries([content])[0]
        # Texts and pictures are not equally alike by nature, so each form of question has a background of its own.
        parts = f"{'text' if content.text else ''}{'image' if content.image is not None else ''}"
        space = self._encoder.space
        return _DenseSearch(self._ledger, self._index, question.query.collection, space, vector, parts, self._floor)

    def background(self, scale: str, sample: Sample) -> Scores:
        """Of a query with a picture: the chunks' own vectors, because pictures to ask with are not kept."""
        if scale.endswith(":text"):
            return background.of_questions(self, sample)
        _, vectors = self._ledger.vectors(self._encoder.space, sample.keys)
        if not len(vectors):
            return np.zeros(0, dtype=np.float32)
        return (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]

    def _readable(self, question: Question) -> Content | None:
        reads = "text" in self._encoder.modalities and self._encoder.reads(question.search_text) >= READS
        text = question.search_text if reads else ""
        image = question.query.image if "image" in self._encoder.modalities else None
        return Content(text, image) if text or image is not None else None


@dataclass(frozen=True, slots=True)
class _DenseSearch:
    ledger: Ledger
    index: Nearest
    collection: str
    space: str
    vector: Vectors
    parts: str
    floor: float
    second_look: bool = False

    @property
    def scale(self) -> str:
        return f"{self.space}{f'-{self.floor}' if self.floor else ''}:{self.parts}"

    def candidates(self, limit: int) -> Keys:
        return self.index.search(self.collection, self.space, self.vector, limit).keys

    def scores(self, keys: Keys) -> Scores:
        found, vectors = self.ledger.vectors(self.space, keys)
        cosines = vectors @ self.vector if len(found) else np.zeros(0)
        return spread(found, (cosines - self.floor) / (1 - self.floor), keys)

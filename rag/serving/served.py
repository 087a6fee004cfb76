"""Searches every collection with the models that serve it now. Knows nothing of how models are built or changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rag.encoders.base import MultiVectorEncoder
from rag.ledger import Ledger, StoredChunk
from rag.questions.question import Question
from rag.retrievers.joint import JointRetriever, ScoredCandidates
from rag.serving.models import Models, serving
from rag.streams.base import Stream
from rag.streams.late import LateStream
from rag.types import Hit


class ServedRetriever:
    """One joint retriever for each combination of models; `ask_for_change` hears of collections with other ones.

    `has_others` says whether a collection has vectors of models that the settings do not name.
    """

    def __init__(
        self,
        ledger: Ledger,
        wanted: Callable[[str], Models],
        build: Callable[[Models], JointRetriever],
        ask_for_change: Callable[[str], None],
        has_others: Callable[[str], bool] = lambda collection: False,
        look_at: Callable[[Question], None] = lambda question: None,
    ) -> None:
        """`wanted` gives the models that a collection shall have; `look_at` hears every question before."""
        self._look_at = look_at
        self._has_others = has_others
        self._looked_at: set[str] = set()
        self._ledger = ledger
        self._wanted = wanted
        self._build = build
        self._ask_for_change = ask_for_change
        self._built: dict[Models, JointRetriever] = {}

    @property
    def streams(self) -> tuple[Stream, ...]:
        """Of the models that a new collection has."""
        return self._of(self._wanted("")).streams

    @property
    def stream_names(self) -> tuple[str, ...]:
        """Of the models that a new collection has, in the order in which hits explain them."""
        return self._of(self._wanted("")).stream_names

    def retrieve(self, question: Question, k: int) -> list[Hit]:
        self._look_at(question)
        return self.of(question.query.collection).retrieve(question, k)

    def score(self, question: Question, depth: int, weights: Mapping[str, float]) -> ScoredCandidates:
        """As `JointRetriever.score`."""
        return self.of(question.query.collection).score(question, depth, weights)

    def of(self, collection: str) -> JointRetriever:
        """The retriever that serves a collection now."""
        wanted = self._wanted(collection)
        models = serving(self._ledger, collection, wanted)
        if models != wanted or self._is_left_over(collection):
            self._ask_for_change(collection)
        return self._of(models)

    def _is_left_over(self, collection: str) -> bool:
        """Whether a change was cut short after its switch, so that the old vectors are still there; looked at once."""
        if collection in self._looked_at:
            return False
        self._looked_at.add(collection)
        return self._has_others(collection)

    def late_encoder(self, collection: str) -> MultiVectorEncoder | None:
        """The late-interaction encoder of the models that serve a collection now."""
        streams = (stream for stream in self.of(collection).streams if isinstance(stream, LateStream))
        return next((stream.encoder for stream in streams), None)

    def _of(self, models: Models) -> JointRetriever:
        if models not in self._built:
            self._built[models] = self._build(models)
        return self._built[models]


def as_hit(stored: StoredChunk) -> Hit:
    """A chunk as a hit of no query, for rendering."""
    return Hit(stored.chunk, stored.document, stored.page, 0.0, 1)

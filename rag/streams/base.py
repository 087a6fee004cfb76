"""What a stream is: one way of comparing a query with chunks. Knows nothing of how streams are fused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.questions.question import Question

READS = 0.7
"""The least share of a text that an encoder has to know to have a say. Of English questions MiniLM knows .89 or more,
of German and Spanish ones .87, of 99 in 100 Chinese ones .67 or less (questions of two public collections)."""

Keys = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sample:
    """Some of a collection, for learning what similarity means nothing in it."""

    collection: str
    questions: tuple[Question, ...]
    """The beginnings of chunks, in the place of questions."""
    keys: Keys
    """(m,) chunks of all of the collection, sorted."""
    strange: NDArray[np.bool_]
    """(n, m) whether a question and a chunk are of different pages; those of one page belong together."""


class Search(Protocol):
    """One question as one stream sees it.

    Contract: `candidates` gives at most `limit` keys of the query's collection, best first, ties by key, whatever the
    filters say; `scores` gives one raw similarity for each key, higher is better, NaN where the chunk has nothing
    that the stream could compare. A key's score depends on nothing but the query, the key and the library.
    """

    @property
    def scale(self) -> str:
        """Names what the scale of the scores depends on besides the collection; empty when it is absolute."""

    @property
    def second_look(self) -> bool:
        """Whether only the pages that are best without this stream are worth its scores, because these cost much."""

    def candidates(self, limit: int) -> Keys: ...

    def scores(self, keys: Keys) -> Scores: ...


class Stream(Protocol):
    """A named source of similarities."""

    @property
    def name(self) -> str: ...

    def open(self, question: Question) -> Search | None:
        """None when the question has nothing that this stream reads."""

    def background(self, scale: str, sample: Sample) -> Scores:
        """Raw similarities, on that scale, of pairs that do not belong together."""


def spread(found: Keys, values: NDArray[np.floating[Any]], keys: Keys) -> Scores:
    """The values of `found` at the places that these have in `keys`, NaN elsewhere."""
    scores = np.full(len(keys), np.nan, dtype=np.float32)
    if len(found):
        order = np.argsort(found)
        place = order[np.minimum(np.searchsorted(found, keys, sorter=order), len(found) - 1)]
        has = found[place] == keys
        scores[has] = values[place[has]]
    return scores

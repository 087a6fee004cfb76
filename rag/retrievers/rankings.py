"""One ranking for each stream: what the retrievers that fuse ranks start from. Knows streams and filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rag.ledger import Ledger
from rag.questions.question import Question
from rag.retrievers.candidates import EXHAUSTIVE, allowed_keys, fetch_allowed
from rag.streams.base import Keys, Search, Stream
from rag.types import Query


def rankings(ledger: Ledger, streams: Sequence[Stream], question: Question, depth: int) -> list[list[int]]:
    """The best `depth` keys of each stream that reads the question, best first, ties by key."""
    weights = dict(question.query.weights)
    opened = (stream.open(question) for stream in streams if weights.get(stream.name, 1.0))
    return list(_rankings(ledger, [search for search in opened if search is not None], question.query, depth))


def _rankings(ledger: Ledger, searches: Sequence[Search], query: Query, depth: int) -> Iterator[list[int]]:
    allowed = allowed_keys(ledger, query)
    for search in searches:
        if allowed is not None and len(allowed) <= EXHAUSTIVE:
            yield _ranked(search, allowed)[:depth]
        else:
            yield fetch_allowed(search.candidates, allowed, depth).tolist()


def _ranked(search: Search, keys: Keys) -> list[int]:
    """By exact score; a chunk without anything in common with the query has no rank."""
    scores = search.scores(keys)
    matching = np.flatnonzero(np.isfinite(scores) & (scores != 0))
    order = matching[np.lexsort((keys[matching], -scores[matching]))]
    return [int(key) for key in keys[order]]

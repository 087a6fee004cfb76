"""Which chunks are worth an exact score. Knows streams and filters, not scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rag.ledger import Ledger
from rag.streams.base import Keys, Search
from rag.types import Filters, Query

EXHAUSTIVE = 5000
"""Filters that allow at most so many chunks have all of them scored."""
_OVERFETCH = 4
_MAX_FETCHED = 20_000
_NO_FILTERS = Filters()


def allowed_keys(ledger: Ledger, query: Query) -> Keys | None:
    """The chunks that the query's filters allow; None for all."""
    return None if query.filters == _NO_FILTERS else ledger.keys(query.collection, query.filters)


def candidate_keys(searches: Sequence[Search], allowed: Keys | None, depth: int) -> Keys:
    """The union of each stream's best `depth` that are allowed, or all that are where these are few; sorted."""
    if allowed is not None and len(allowed) <= EXHAUSTIVE:
        return allowed
    found = [fetch_allowed(search.candidates, allowed, depth) for search in searches]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def fetch_allowed(fetch: Callable[[int], Keys], allowed: Keys | None, depth: int) -> Keys:
    """The best `depth` that are allowed: indexes cannot filter, so more are fetched until enough are left."""
    limit = depth
    while True:
        found = fetch(limit)
        kept = found if allowed is None else found[np.isin(found, allowed)]
        if allowed is None or len(kept) >= depth or len(found) < limit or limit >= _MAX_FETCHED:
            return kept[:depth]
        limit *= _OVERFETCH

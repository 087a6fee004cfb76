"""From scored keys to hits in order. Knows the ledger, not where scores come from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rag.ledger import Ledger
from rag.types import Hit, StreamScore

Explain = Callable[[int], tuple[StreamScore, ...]]


def best_hits(
    ledger: Ledger, keys: NDArray[np.int64], scores: NDArray[np.floating], k: int, explain: Explain | None = None
) -> list[Hit]:
    """The k best, ties by chunk id; `explain` gives the stream scores of a row of `keys`."""
    if k < 1 or not len(keys):
        return []
    order = np.lexsort((keys, -scores))
    # Everything that ties with the last place is read, so that the id decides and not the order of writing.
    n_wanted = int(np.searchsorted(-scores[order], -scores[order[min(k, len(order)) - 1]], side="right"))
    rows = {int(keys[row]): int(row) for row in order[:n_wanted]}
    stored = sorted(ledger.chunks(list(rows)), key=lambda found: (-scores[rows[found.key]], found.chunk.id))
    hits = []
    for rank, found in enumerate(stored[:k], 1):
        row = rows[found.key]
        streams = explain(row) if explain else ()
        hits.append(Hit(found.chunk, found.document, found.page, float(scores[row]), rank, streams))
    return hits

"""The weights of a collection: those that it learned where they gain, else the defaults."""

from __future__ import annotations

import json
from collections.abc import Mapping

from rag.ledger import Ledger
from rag.retrievers.joint import DEFAULT_WEIGHTS

VALUE = "weights"


def weights_of(ledger: Ledger, collection: str) -> Mapping[str, float]:
    """The weights of a collection: what was learned where it gains, else the defaults."""
    kept = ledger.value(collection, VALUE)
    found = json.loads(kept) if kept else {}
    return {**DEFAULT_WEIGHTS, **found["weights"]} if found.get("applied") else DEFAULT_WEIGHTS

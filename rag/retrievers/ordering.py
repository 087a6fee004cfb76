"""Puts scored hits in order. Knows nothing of where the scores come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.types import Hit


def reordered(hits: Sequence[Hit], scores: Sequence[float]) -> list[Hit]:
    """The hits with new scores and ranks, best first, ties by chunk id."""
    scored = [replace(hit, score=score) for hit, score in zip(hits, scores, strict=True)]
    scored.sort(key=lambda hit: (-hit.score, hit.chunk.id))
    return [replace(hit, rank=rank) for rank, hit in enumerate(scored, start=1)]

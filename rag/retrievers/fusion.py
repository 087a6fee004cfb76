"""The mathematics of fusing streams. Knows scores and ranks, not where they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.types import StreamScore

Column = NDArray[np.float32]
RRF_K = 60


def joint_similarity(calibrated: Mapping[str, Column], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """(n,) s(q, c) = Σ_m w_m · a_m(sim_m(q_m, c_m)) over the streams (MUST, arXiv 2312.06397); missing parts are 0."""
    columns = [weights.get(name, 0.0) * column.astype(np.float64) for name, column in calibrated.items()]
    return np.sum(columns, axis=0) if columns else np.zeros(0)


def stream_scores(
    raw: Mapping[str, float], calibrated: Mapping[str, float], weights: Mapping[str, float]
) -> tuple[StreamScore, ...]:
    """Why one chunk has its score: every stream's part, in the order of the streams."""
    # What lies below its background pulls the score down; it has no share in what made it.
    parts = {name: max(0.0, weights.get(name, 0.0) * value) for name, value in calibrated.items()}
    total = sum(parts.values()) or 1.0
    return tuple(
        StreamScore(name, raw[name], value, weights.get(name, 0.0), parts[name] / total)
        for name, value in calibrated.items()
    )


def reciprocal_ranks(rankings: Sequence[Sequence[int]], k: int = RRF_K) -> dict[int, float]:
    """Σ 1 / (k + rank) of each key over rankings, ranks from 1 (Cormack, Clarke & Büttcher 2009)."""
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, 1):
            fused[key] = fused.get(key, 0.0) + 1.0 / (k + rank)
    return fused


def merged(rankings: Sequence[Sequence[int]]) -> list[int]:
    """One search per modality, merged (the baseline MR of MUST): what more of them found first, then by best rank."""
    places: dict[int, list[tuple[int, int]]] = {}
    for at, ranking in enumerate(rankings):
        for rank, key in enumerate(ranking):
            places.setdefault(key, []).append((rank, at))
    return sorted(places, key=lambda key: (-len(places[key]), min(places[key]), key))

"""The field's measures through ir_measures, with bootstrap confidence intervals. Knows ids, not documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from numpy.typing import NDArray

MEASURES = ("R@1", "R@5", "R@10", "nDCG@10", "RR")
_N_RESAMPLES = 2000
_SEED = 0

Gold = Mapping[str, Mapping[str, int]]
"""Of each question, the ids that answer it, with their grade."""
Run = Mapping[str, Sequence[str]]
"""Of each question, the ids that were found, best first."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int


def per_question(gold: Gold, run: Run, measures: Sequence[str] = MEASURES) -> dict[str, NDArray[np.float64]]:
    """Of each measure, its value for every question in the order of `gold`; 0 where nothing was found."""
    order = {question: row for row, question in enumerate(gold)}
    values = {name: np.zeros(len(order)) for name in measures}
    parsed = [ir_measures.parse_measure(name) for name in measures]
    # The order is the score: ir_measures would break ties of the scores themselves in a way of its own.
    found = {question: {at: 1.0 / rank for rank, at in enumerate(ids, 1)} for question, ids in run.items() if ids}
    if found:
        for metric in ir_measures.iter_calc(parsed, {q: dict(ids) for q, ids in gold.items()}, found):
            values[str(metric.measure)][order[metric.query_id]] = metric.value
    return values


def estimate(values: NDArray[np.float64]) -> Estimate:
    """The mean of per-question values; the interval is of resampled means, the same on every run."""
    if not len(values):
        return Estimate(0.0, 0.0, 0.0, 0)
    resamples = np.random.default_rng(_SEED).integers(0, len(values), (_N_RESAMPLES, len(values)))
    low, high = np.quantile(values[resamples].mean(axis=1), (0.025, 0.975))
    return Estimate(float(values.mean()), float(low), float(high), len(values))

"""Learns the streams' weights of a collection from questions whose evidence is known.

Loss: -log(e^{s+} / (e^{s+} + Σ e^{s-})) with s = Σ w_m · a_m (MUST, arXiv 2312.06397), the mean over pairs. Negatives
are the current best k under the current weights minus the positives, mined again each round; the round with the best
reciprocal rank is kept. Then each weight is tried larger and smaller by that rank itself, for which the loss only
stands in. Weights stay positive, and a ridge on their logarithms holds them to those that they start from, which
matters only as long as pairs are few.

Knows: calibrated similarities. Does not know: streams, models, or where pairs come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

N_NEGATIVES = 10
ROUNDS = 8
RIDGE = 1.0
"""In squared logarithms, as much as one pair's loss."""
STEPS = (4.0, 2.0, 1.5, 1.25)
"""Factors by which a weight is tried larger and smaller."""
N_FOLDS = 5
LEAST_PAIRS = 20
SURE = 2.5
"""Standard errors that a gain must exceed: of a hundred collections of noise, one at most is given weights."""

Columns = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One question's candidates."""

    columns: Columns
    """(n, streams) calibrated similarities."""
    positive: NDArray[np.bool_]
    """(n,) which of them answer it; at least one."""

    def __post_init__(self) -> None:
        if not self.positive.any():
            raise ValueError(f"none of {len(self.positive)} candidates answers the question")


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights, and what they are worth on pairs that they were not fitted to."""

    weights: NDArray[np.float64]
    n_pairs: int
    before: float
    """Mean reciprocal rank of the starting weights."""
    after: float
    """Mean reciprocal rank of weights learned without the pairs that are ranked, by cross-validation."""
    error: float = 0.0
    """Standard error of the mean difference between the two, pair by pair."""

    @property
    def gains(self) -> bool:
        """Whether the weights are worth applying: better on pairs that they have not seen, by more than chance."""
        gain = self.after - self.before
        return self.n_pairs >= LEAST_PAIRS and gain > 0 and gain > SURE * self.error


def learn(examples: Sequence[Example], start: NDArray[np.float64]) -> Learned:
    """Weights fitted to all examples, with their gain estimated by cross-validation over the examples."""
    folds = [list(range(fold, len(examples), N_FOLDS)) for fold in range(min(N_FOLDS, len(examples)))]
    before = np.array([reciprocal_rank(example, start) for example in examples])
    after = np.zeros(len(examples))
    for held_out in folds:
        kept = [example for row, example in enumerate(examples) if row not in set(held_out)]
        weights = fit(kept, start) if kept else start
        after[held_out] = [reciprocal_rank(examples[row], weights) for row in held_out]
    if not examples:
        return Learned(start, 0, 0.0, 0.0)
    error = float(np.std(after - before) / np.sqrt(len(examples)))
    return Learned(fit(examples, start), len(examples), float(before.mean()), float(after.mean()), error)


def fit(examples: Sequence[Example], start: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of the best round; `start` has no zeros."""
    best, best_quality = start, quality(examples, start)
    weights = start
    for _ in range(ROUNDS if examples else 0):
        weights = _round(examples, weights, start)
        reached = quality(examples, weights)
        if reached > best_quality:
            best, best_quality = weights, reached
    return _tried(examples, best, best_quality)


def _tried(examples: Sequence[Example], best: NDArray[np.float64], reached: float) -> NDArray[np.float64]:
    """One weight after another by the reciprocal rank itself, in smaller and smaller steps."""
    for step, stream, up in product(STEPS if examples else (), range(len(best)), (True, False)):
        tried = best.copy()
        tried[stream] *= step if up else 1 / step
        found = quality(examples, tried)
        if found > reached:
            best, reached = tried, found
    return best


def _round(
    examples: Sequence[Example], weights: NDArray[np.float64], start: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mine negatives under `weights`, then minimise the loss over them."""
    from scipy.optimize import minimize  # a third of a second that only learning should pay for

    mined = [_mined(example, weights) for example in examples]
    anchor = np.log(start)

    def objective(logs: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        current = np.exp(logs)
        terms = [_loss(positive, negatives, current) for positive, negatives in mined]
        loss = sum(term[0] for term in terms) / len(terms)
        gradient = np.sum([term[1] for term in terms], axis=0) / len(terms) * current
        pull = logs - anchor
        ridge = RIDGE / len(terms)
        return loss + ridge * float(pull @ pull), gradient + 2 * ridge * pull

    found = minimize(objective, np.log(weights), jac=True, method="L-BFGS-B", bounds=[(-10.0, 10.0)] * len(start))
    return np.exp(np.asarray(found.x, dtype=np.float64))


def _mined(example: Example, weights: NDArray[np.float64]) -> tuple[Columns, Columns]:
    """The best positive (streams,), and the best negatives (k, streams)."""
    scores = example.columns @ weights
    order = np.argsort(-scores, kind="stable")
    positives, negatives = order[example.positive[order]], order[~example.positive[order]]
    return example.columns[positives[0]], example.columns[negatives[:N_NEGATIVES]]


def _loss(positive: Columns, negatives: Columns, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """-log of the softmax of the positive, and its gradient by the weights."""
    differences = negatives - positive
    margins = np.concatenate([[0.0], differences @ weights])
    top = margins.max()
    exponentials = np.exp(margins - top)
    total = exponentials.sum()
    return float(top + np.log(total)), (exponentials[1:] / total) @ differences


def quality(examples: Sequence[Example], weights: NDArray[np.float64]) -> float:
    """Mean reciprocal rank of the first positive."""
    ranks = [reciprocal_rank(example, weights) for example in examples]
    return float(np.mean(ranks)) if ranks else 0.0


def reciprocal_rank(example: Example, weights: NDArray[np.float64]) -> float:
    """1 over the rank of the best positive; a tie counts against it."""
    scores = example.columns @ weights
    best = scores[example.positive].max()
    return 1.0 / (1 + int((scores[~example.positive] >= best).sum()))

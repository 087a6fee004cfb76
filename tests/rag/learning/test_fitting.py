"""Weights are learned from questions whose evidence is known."""

from __future__ import annotations

import numpy as np
import pytest

from rag.learning.fitting import LEAST_PAIRS, Example, Learned, fit, learn, quality


def examples(n: int, seed: int = 0, scale: float = 1.0, useful: bool = True) -> list[Example]:
    """Fifty candidates of two streams; the first stream tells the right one from the rest, the second is noise."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(n):
        columns = random.normal(size=(50, 2))
        if useful:
            columns[7, 0] += 4.0
        columns[:, 0] *= scale
        positive = np.zeros(50, dtype=bool)
        positive[7] = True
        made.append(Example(columns, positive))
    return made


@pytest.mark.parametrize("scale", [0.1, 1.0, 4.0])
def test_wrong_scale_is_made_up_for(scale: float) -> None:
    weights = fit(examples(150, scale=scale), np.ones(2))
    best = max(quality(examples(150, 1, scale), np.array([ratio, 1.0])) for ratio in np.logspace(-2, 3, 40))
    assert quality(examples(150, 1, scale), weights) >= 0.98 * best


def test_gain_is_of_pairs_that_were_not_fitted() -> None:
    found = learn(examples(60, scale=0.1), np.ones(2))
    assert found.gains and found.after > found.before + 0.2


@pytest.mark.parametrize("seed", range(8))
def test_noise_is_not_worth_applying(seed: int) -> None:
    assert not learn(examples(40, seed, useful=False), np.ones(2)).gains


def test_gain_must_exceed_what_chance_gives() -> None:
    assert Learned(np.ones(2), 40, before=0.5, after=0.55, error=0.02).gains
    assert not Learned(np.ones(2), 40, before=0.5, after=0.55, error=0.03).gains
    assert not Learned(np.ones(2), 40, before=0.5, after=0.5, error=0.0).gains
    assert not Learned(np.ones(2), 40, before=0.5, after=0.4, error=0.0).gains


def test_error_is_that_of_the_mean_difference_of_pairs() -> None:
    """Equal weights before and after leave no difference, and so no error."""
    perfect = [Example(np.array([[5.0, 5.0], [0.0, 0.0]]), np.array([True, False]))] * 30
    found = learn(perfect, np.ones(2))
    assert (found.before, found.after, found.error) == (1.0, 1.0, 0.0)
    noise = learn(examples(40, useful=False), np.ones(2))
    assert 0.0 < noise.error < 0.2


def test_few_pairs_are_not_worth_applying() -> None:
    assert not learn(examples(LEAST_PAIRS - 1, scale=0.1), np.ones(2)).gains


def test_no_pairs_leave_the_start() -> None:
    found = learn([], np.array([1.0, 2.0]))
    assert not found.gains and found.weights.tolist() == [1.0, 2.0]


def test_weights_stay_positive() -> None:
    made = [Example(-example.columns, example.positive) for example in examples(50)]
    assert (fit(made, np.ones(2)) > 0).all()


def test_a_question_that_no_candidate_answers_teaches_nothing() -> None:
    with pytest.raises(ValueError, match="none of 0 candidates"):
        Example(np.zeros((0, 2)), np.zeros(0, dtype=bool))

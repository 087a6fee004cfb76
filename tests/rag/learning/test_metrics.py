"""Measures by ir_measures, and their intervals."""

from __future__ import annotations

import numpy as np
import pytest

from rag.learning.metrics import estimate, per_question


def test_values_are_in_the_order_of_the_questions() -> None:
    gold = {"q2": {"a": 1, "b": 1}, "q1": {"c": 1}}
    values = per_question(gold, {"q1": ["x", "c"], "q2": ["a", "y"]}, ("R@1", "R@5", "RR"))
    assert values["R@1"].tolist() == [0.5, 0.0]
    assert values["R@5"].tolist() == [0.5, 1.0]
    assert values["RR"].tolist() == [1.0, 0.5]


def test_question_without_hits_counts_as_zero() -> None:
    assert per_question({"a": {"x": 1}, "b": {"x": 1}}, {"a": ["x"], "b": []}, ("RR",))["RR"].tolist() == [1.0, 0.0]


def test_interval_holds_the_mean_and_repeats() -> None:
    values = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
    found = estimate(values)
    assert found.low <= found.mean <= found.high and found.mean == pytest.approx(0.6) and found.n == 5
    assert estimate(values) == found
    assert estimate(np.zeros(0)).n == 0

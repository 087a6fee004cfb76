"""The mathematics of fusion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrievers.fusion import joint_similarity, merged, reciprocal_ranks, stream_scores

values = st.lists(st.floats(-5, 5, width=32), min_size=1, max_size=20)


@given(values, st.floats(0, 4))
def test_joint_similarity_is_the_weighted_sum(column: list[float], weight: float) -> None:
    a = np.array(column, dtype=np.float32)
    fused = joint_similarity({"a": a, "b": a[::-1]}, {"a": weight, "b": 1.0})
    assert np.allclose(fused, weight * a.astype(float) + a[::-1])


@given(values)
def test_weights_of_zero_and_one_are_the_single_stream(column: list[float]) -> None:
    a = np.array(column, dtype=np.float32)
    assert np.array_equal(joint_similarity({"a": a, "b": -a}, {"a": 1.0, "b": 0.0}), a.astype(float))


def test_shares_are_of_the_positive_parts() -> None:
    found = stream_scores({"a": 0.9, "b": 0.1}, {"a": 3.0, "b": -1.0}, {"a": 0.5, "b": 2.0})
    assert [(part.stream, part.share) for part in found] == [("a", 1.0), ("b", 0.0)]
    assert sum(part.share for part in stream_scores({"a": 0}, {"a": -1.0}, {"a": 1.0})) == 0.0


def test_reciprocal_ranks_count_from_one() -> None:
    assert reciprocal_ranks([[7, 8], [8]]) == pytest.approx({7: 1 / 61, 8: 1 / 62 + 1 / 61})


def test_merged_prefers_what_more_searches_found() -> None:
    assert merged([[1, 2, 3], [3, 4]]) == [3, 1, 2, 4]

"""The scale of a stream: what strangers reach in the collection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from rag.questions.question import Question
from rag.retrievers.calibration import Background, measure
from rag.streams.base import Sample, Scores, Search

NOTHING = Sample("default", (), np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.bool_))


@dataclass(frozen=True)
class Strangers:
    """A stream whose background is given."""

    values: Scores
    name: str = "given"

    def open(self, question: Question) -> Search | None:
        raise AssertionError("nothing is searched")

    def background(self, scale: str, sample: Sample) -> Scores:
        return self.values


def background_of(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Background:
    return measure(Strangers(values.astype(np.float32)), "scale", NOTHING)


def test_one_stranger_in_two_hundred_reaches_one() -> None:
    values = np.random.default_rng(0).normal(0.3, 0.1, 20_000)
    scores = background_of(values).calibrate(values.astype(np.float32))
    assert np.mean(scores > 0) == pytest.approx(0.5, abs=0.02)
    assert np.mean(scores > 1) == pytest.approx(0.005, abs=0.0005)


def test_words_that_are_mostly_absent_reach_no_higher_than_dense_vectors() -> None:
    """In standard deviations the matches of a sparse stream lie three times as high."""
    rng = np.random.default_rng(1)
    sparse = np.where(rng.random(20_000) < 0.02, rng.uniform(0.3, 0.6, 20_000), 0.0)
    dense = rng.normal(0.3, 0.1, 20_000)
    highest = [background_of(values).calibrate(values.astype(np.float32)).max() for values in (sparse, dense)]
    assert highest[0] == pytest.approx(highest[1], rel=0.6)
    assert ((sparse.max() - sparse.mean()) / sparse.std()) > 1.5 * (dense.max() - dense.mean()) / dense.std()


def test_hardly_anything_alike_keeps_a_scale() -> None:
    values = np.zeros(1_000)
    values[0] = 5.0
    found = background_of(values)
    assert found.reach == pytest.approx(float(values.std()), rel=1e-3)
    assert background_of(np.zeros(1_000)) == Background(0.0, 1.0)


def test_a_stray_word_is_hardly_held_against_a_chunk() -> None:
    scores = Background(0.3, 0.2).calibrate(np.array([0.1, np.nan, 0.5], dtype=np.float32))
    assert scores.tolist() == pytest.approx([-0.1, 0.0, 1.0])


def test_strangers_that_are_all_alike_do_not_blow_up_the_scale() -> None:
    assert background_of(np.array([0.2082, 0.2081, 0.2083])).reach == pytest.approx(0.05)

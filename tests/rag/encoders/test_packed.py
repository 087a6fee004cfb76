"""Packed token vectors and their best matches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.encoders.packed import best_matches, max_sim, pack, page_matches, rotated, unpack
from rag.types import Vectors


def unit(n: int, dim: int, seed: int) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize(("dim", "n_bytes", "error"), [(384, 96, 0.10), (128, 64, 0.05), (64, 32, 0.06)])
def test_packed_vectors_keep_cosines(dim: int, n_bytes: int, error: float) -> None:
    vectors = unit(50, dim, 0)
    packed = pack(vectors)
    assert len(packed) == 8 + 50 * n_bytes
    found, sizes = unpack([packed])
    cosines = (found * rotated(vectors)).sum(axis=1) / np.linalg.norm(found, axis=1)
    assert sizes.tolist() == [50] and cosines.min() > 1 - error


def test_rotation_keeps_inner_products() -> None:
    vectors = unit(20, 384, 1)
    assert np.allclose(rotated(vectors) @ rotated(vectors).T, vectors @ vectors.T, atol=1e-5)


def test_matching_chunk_is_best() -> None:
    chunks = [unit(30, 128, seed) for seed in range(5)]
    matches = max_sim(best_matches(chunks[3][:8], [pack(chunk) for chunk in chunks]))
    assert int(np.argmax(matches)) == 3


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.integers(0, 99))
def test_chunk_alone_scores_as_in_any_batch(sizes: list[int], seed: int) -> None:
    codes = [pack(unit(n, 64, seed + at)) for at, n in enumerate(sizes)]
    query = unit(3, 64, seed + 1000)
    together = best_matches(query, codes)
    alone = np.concatenate([best_matches(query, [code]) for code in codes])
    assert np.allclose(together, alone, atol=1e-6)


def test_page_has_the_best_of_its_chunks() -> None:
    matches = np.array([[1, 0], [0, 1], [0.5, 0.5]], dtype=np.float32)
    assert page_matches(matches, np.array([4, 4, 9])).tolist() == [[1, 1], [1, 1], [0.5, 0.5]]


def test_no_chunks_and_no_tokens_give_no_matches() -> None:
    assert best_matches(unit(2, 64, 0), []).shape == (0, 2)
    assert best_matches(unit(2, 64, 0), [pack(np.zeros((0, 64), dtype=np.float32))]).tolist() == [[0, 0]]
    assert max_sim(np.zeros((3, 0), dtype=np.float32)).tolist() == [0, 0, 0]

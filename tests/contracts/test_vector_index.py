"""What every vector index does, over each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rag.index.base import VectorIndex
from rag.index.chroma import ChromaIndex
from rag.index.exact import ExactIndex
from rag.types import Vectors

FACTORIES: dict[str, Callable[[Path], VectorIndex]] = {
    "chroma": ChromaIndex,
    "exact": lambda _: ExactIndex(),
}


def unit_vectors(n: int, dim: int = 16, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(params=sorted(FACTORIES))
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    made = FACTORIES[request.param](tmp_path / "index")
    yield made
    made.close()


def test_search_finds_the_nearest_first(index: VectorIndex) -> None:
    vectors = unit_vectors(300)
    index.put("a", range(300), vectors)
    found = index.search("a", vectors[7], 10)
    expected = np.argsort(-(vectors @ vectors[7]))[:10]
    assert found.keys.tolist() == expected.tolist()
    assert np.allclose(found.similarities, (vectors @ vectors[7])[expected], atol=1e-4)
    assert found.keys.dtype == np.int64 and found.similarities.dtype == np.float32


def test_equal_vectors_come_by_key(index: VectorIndex) -> None:
    vector = unit_vectors(1)
    index.put("a", [9, 3, 6], np.repeat(vector, 3, axis=0))
    assert index.search("a", vector[0], 3).keys.tolist() == [3, 6, 9]


def test_similarity_is_the_inner_product(index: VectorIndex) -> None:
    blocks = np.array([[1, 0, 0, 1], [1, 0, 0, 0]], dtype=np.float32)
    index.put("fused", [1, 2], blocks)
    found = index.search("fused", np.array([1, 0, 0, 0.5], dtype=np.float32), 2)
    assert found.keys.tolist() == [1, 2] and np.allclose(found.similarities, [1.5, 1.0])


def test_search_gives_at_most_k_and_at_most_all(index: VectorIndex) -> None:
    vectors = unit_vectors(5)
    index.put("a", range(5), vectors)
    assert [len(index.search("a", vectors[0], k).keys) for k in (0, 2, 5, 500)] == [0, 2, 5, 5]


def test_put_replaces_an_equal_key(index: VectorIndex) -> None:
    vectors = unit_vectors(2)
    index.put("a", [5], vectors[:1])
    index.put("a", [5], vectors[1:])
    assert index.count("a") == 1
    assert index.search("a", vectors[1], 1).similarities[0] == pytest.approx(1.0, abs=1e-4)


def test_delete_of_a_missing_key_does_nothing(index: VectorIndex) -> None:
    vectors = unit_vectors(3)
    index.put("a", [1, 2, 3], vectors)
    index.delete("a", [2, 99])
    index.delete("never put", [1])
    assert sorted(index.search("a", vectors[0], 10).keys.tolist()) == [1, 3]


def test_everything_deleted_gives_nothing(index: VectorIndex) -> None:
    vectors = unit_vectors(3)
    index.put("a", [1, 2, 3], vectors)
    index.delete("a", [1, 2, 3])
    assert index.count("a") == 0 and len(index.search("a", vectors[0], 5).keys) == 0
    index.put("a", [4], vectors[:1])
    assert index.search("a", vectors[0], 5).keys.tolist() == [4]


def test_names_are_kept_apart_and_dropped_alone(index: VectorIndex) -> None:
    index.put("default/space", [1], unit_vectors(1))
    index.put("默认/…", [2], unit_vectors(1, dim=4))
    index.drop("default/space")
    index.drop("never put")
    assert (index.count("default/space"), index.count("默认/…")) == (0, 1)


def test_dropped_set_starts_anew_in_another_dimension(index: VectorIndex) -> None:
    index.put("a", [1], unit_vectors(1))
    index.drop("a")
    index.put("a", [2], unit_vectors(1, dim=4))
    assert index.search("a", unit_vectors(1, dim=4)[0], 5).keys.tolist() == [2]


def test_search_of_an_empty_set_gives_nothing(index: VectorIndex) -> None:
    assert len(index.search("nothing", unit_vectors(1)[0], 5).keys) == 0
    assert index.count("nothing") == 0


def test_put_takes_more_than_one_batch(index: VectorIndex) -> None:
    vectors = unit_vectors(6000, dim=4)
    index.put("a", np.arange(6000), vectors)
    assert index.count("a") == 6000


def test_more_sets_than_are_held_open(index: VectorIndex) -> None:
    vectors = unit_vectors(12)
    for n in range(12):
        index.put(f"set {n}", [n], vectors[n : n + 1])
    assert [index.search(f"set {n}", vectors[n], 1).keys.tolist() for n in range(12)] == [[n] for n in range(12)]


def test_threads_search_while_one_puts(index: VectorIndex) -> None:
    vectors = unit_vectors(400)
    index.put("a", range(100), vectors[:100])
    with ThreadPoolExecutor(4) as pool:
        putting = [pool.submit(index.put, "a", range(at, at + 100), vectors[at : at + 100]) for at in (100, 200, 300)]
        found = [pool.submit(index.search, "a", vectors[n], 1) for n in range(100)]
        assert [task.result().keys.tolist() for task in found] == [[n] for n in range(100)]
        assert [task.result() for task in putting] == [None] * 3
    assert index.count("a") == 400

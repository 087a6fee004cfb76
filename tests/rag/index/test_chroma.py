"""What is Chroma's own: files on disk, and how their damage shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.errors import VectorIndexError
from rag.index.chroma import ChromaIndex
from tests.contracts.test_vector_index import unit_vectors


def test_reopened_index_finds_what_was_put(tmp_path: Path) -> None:
    first = ChromaIndex(tmp_path)
    first.put("a", range(1500), unit_vectors(1500))
    first.close()
    second = ChromaIndex(tmp_path)
    assert second.count("a") == 1500
    assert second.search("a", unit_vectors(1500)[1400], 1).keys.tolist() == [1400]
    second.close()


def test_dropped_set_leaves_no_file(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path)
    index.put("a", range(50), unit_vectors(50))
    index.drop("a")
    assert list(tmp_path.iterdir()) == []


def test_wrong_dimension_is_a_vector_index_error(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path)
    index.put("a", [1], unit_vectors(1))
    with pytest.raises(VectorIndexError):
        index.put("a", [2], unit_vectors(1, dim=4))
    with pytest.raises(VectorIndexError):
        index.search("a", unit_vectors(1, dim=4)[0], 1)
    with pytest.raises(VectorIndexError):
        index.put("a", [3], np.full((1, 16), np.nan, dtype=np.float32))
    index.close()


def test_recall_of_the_graph_is_nearly_exact(tmp_path: Path) -> None:
    vectors = unit_vectors(3000, dim=32)
    queries = unit_vectors(50, dim=32, seed=1)
    index = ChromaIndex(tmp_path)
    index.put("a", range(3000), vectors)
    exact = np.argsort(-(queries @ vectors.T), axis=1)[:, :10]
    found = [set(index.search("a", query, 10).keys.tolist()) for query in queries]
    index.close()
    assert sum(len(one & set(row.tolist())) for one, row in zip(found, exact, strict=True)) >= 495

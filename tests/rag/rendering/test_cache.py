"""The cache of page images is bounded, forgets, and is never in the way."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from rag.rendering.cache import PageCache
from rag.types import Pixels


def _page(value: int, side: int = 64) -> Pixels:
    return np.full((side, side, 3), value, np.uint8)


def test_get_returns_what_was_put(tmp_path: Path) -> None:
    cache = PageCache(tmp_path)
    assert cache.get("source", "page") is None
    cache.put("source", "page", _page(80))
    kept = cache.get("source", "page")
    assert kept is not None
    assert kept.shape == (64, 64, 3)
    assert np.array_equal(kept, _page(80))


def test_forget_removes_every_image_of_a_source(tmp_path: Path) -> None:
    cache = PageCache(tmp_path)
    for source in ("one", "two"):
        cache.put(source, "page", _page(80))
    cache.forget("one")
    assert cache.get("one", "page") is None
    assert not (tmp_path / "one").exists()
    assert cache.get("two", "page") is not None


def test_longest_unused_image_goes_first(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    PageCache(tmp_path).put("size", "page", noise)
    size = next(tmp_path.glob("size/*.png")).stat().st_size
    cache = PageCache(tmp_path / "cache", max_bytes=int(2.5 * size))
    for age, key in ((300, "old"), (200, "older_but_used")):
        cache.put("source", key, noise)
        os.utime(tmp_path / "cache" / "source" / f"{key}.png", (1e9 - age, 1e9 - age))
    os.utime(tmp_path / "cache" / "source" / "old.png", (1e9, 1e9))
    cache.put("source", "new", noise)
    assert cache.get("source", "older_but_used") is None
    assert cache.get("source", "old") is not None
    assert cache.get("source", "new") is not None


def test_damaged_image_is_a_miss(tmp_path: Path) -> None:
    cache = PageCache(tmp_path)
    cache.put("source", "page", _page(80))
    (tmp_path / "source" / "page.png").write_bytes(b"half")
    assert cache.get("source", "page") is None


def test_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = PageCache(tmp_path / "file")
    cache.put("source", "page", _page(80))
    assert cache.get("source", "page") is None

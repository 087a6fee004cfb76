"""The region of a picture from the similarity of its patches, on grids whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from rag.encoders.patches import PatchGrid, central_square, grid_of_aspect, hot_region, square_grid, within
from rag.types import Box


def test_region_is_the_box_round_the_hot_patches() -> None:
    heat = np.zeros((3, 4), dtype=np.float32)
    heat[1, 2], heat[1, 3], heat[0, 0] = 1.0, 0.9, 0.95
    tokens = np.stack([heat.ravel(), heat.ravel()])
    assert hot_region(tokens, PatchGrid(4, 3)) == Box(0.5, 1 / 3, 1.0, 2 / 3)


def test_token_that_matches_everything_alike_does_not_count() -> None:
    sharp, flat = np.zeros((1, 9), dtype=np.float32), np.full((1, 9), 0.9, dtype=np.float32)
    sharp[0, 8] = 0.5
    assert hot_region(np.concatenate([sharp, flat]), PatchGrid(3, 3)) == hot_region(sharp, PatchGrid(3, 3))


@pytest.mark.parametrize("similarities", [np.ones((2, 9)), np.ones((2, 8)), np.ones((0, 9))])
def test_nothing_stands_out_gives_no_region(similarities: np.ndarray) -> None:
    assert hot_region(similarities.astype(np.float32), PatchGrid(3, 3)) is None


def test_box_in_shares_becomes_points_from_the_top_left() -> None:
    assert within(Box(0.5, 0.0, 1.0, 0.25), Box(100, 200, 300, 600)) == Box(200, 200, 300, 300)


def test_cropped_picture_is_seen_in_its_middle() -> None:
    assert central_square(2.0) == Box(0.25, 0, 0.75, 1)
    assert central_square(0.5) == Box(0, 0.25, 1, 0.75)
    heat = np.array([[1.0, 0.0, 0.0, 0.0]], dtype=np.float32)
    assert hot_region(heat, PatchGrid(2, 2, central_square(2.0))) == Box(0.25, 0, 0.5, 0.5)


def test_grid_keeps_the_proportions_or_is_square() -> None:
    assert grid_of_aspect(24, 1.5) == PatchGrid(6, 4)
    assert grid_of_aspect(24, 0.7) == PatchGrid(4, 6)
    assert grid_of_aspect(0, 1.0) is None
    assert square_grid(16) == PatchGrid(4, 4)
    assert square_grid(12) is None

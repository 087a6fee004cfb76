"""Crops of a picture: whole first, tiles that cover it, nothing stretched."""

from __future__ import annotations

import numpy as np
import pytest

from rag.encoders.pocket_crops import crops, fit


@pytest.mark.parametrize(
    ("height", "width", "n"), [(1, 1, 2), (64, 159, 2), (300, 300, 5), (100, 900, 4), (900, 100, 4)]
)
def test_large_pictures_have_tiles_small_ones_a_second_view(height: int, width: int, n: int) -> None:
    found = crops(np.zeros((height, width, 3), dtype=np.uint8))
    assert len(found) == n
    assert all(square.shape == (64, 64, 3) and square.dtype == np.uint8 for square in found)


def test_fit_keeps_the_shape_and_fills_with_the_edge_colour() -> None:
    pixels = np.full((50, 100, 3), (10, 200, 30), dtype=np.uint8)
    pixels[20:30, 45:55] = 255
    square = fit(pixels)
    assert (square[0] == (10, 200, 30)).all() and (square[-1] == (10, 200, 30)).all()
    white = (square == 255).all(axis=2)
    assert np.ptp(np.flatnonzero(white.any(axis=0))) == np.ptp(np.flatnonzero(white.any(axis=1)))


def test_a_small_pictures_second_view_has_room_around() -> None:
    whole, farther = crops(np.pad(np.zeros((62, 62, 3), dtype=np.uint8), ((1, 1), (1, 1), (0, 0)), constant_values=255))
    assert 0.6 < (farther < 128).sum() / (whole < 128).sum() < 0.8


def test_tiles_show_every_corner() -> None:
    for corner in ((0, 0), (0, -1), (-1, 0), (-1, -1)):
        pixels = np.zeros((320, 400, 3), dtype=np.uint8)
        pixels[corner] = 255
        assert any(tile.any() for tile in crops(pixels)[1:])

"""The names of a picture's colours."""

from __future__ import annotations

import numpy as np
import pytest

from rag.encoders.pocket_colours import NAMES, colour_shares


def square(
    paper: tuple[int, int, int], *stripes: tuple[int, int, int]
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Equal stripes of colours on paper."""
    pixels = np.full((64, 64, 3), paper, dtype=np.uint8)
    for at, colour in enumerate(stripes):
        pixels[16:48, 8 + 12 * at : 18 + 12 * at] = colour
    return pixels


def shares(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> dict[str, float]:
    return {name: float(share) for name, share in zip(NAMES, colour_shares(pixels), strict=True) if share > 0}


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        ("red", (220, 20, 60)),
        ("orange", (255, 140, 0)),
        ("yellow", (255, 215, 0)),
        ("green", (34, 139, 34)),
        ("blue", (65, 105, 225)),
        ("purple", (102, 51, 153)),
        ("pink", (255, 105, 180)),
        ("brown", (139, 69, 19)),
        ("grey", (112, 128, 144)),
        ("black", (0, 0, 0)),
    ],
)
def test_colours_have_the_names_that_people_give_them(name: str, colour: tuple[int, int, int]) -> None:
    assert shares(square((255, 255, 255), colour)) == {name: pytest.approx(1.0)}


def test_paper_does_not_count_unless_all_is_paper() -> None:
    assert set(shares(square((30, 30, 40), (255, 255, 255)))) == {"white"}
    assert set(shares(square((255, 255, 255)))) == {"white"}


def test_two_colours_share_the_picture() -> None:
    found = shares(square((255, 255, 255), (200, 30, 40), (40, 90, 190)))
    assert found == {"red": pytest.approx(0.5), "blue": pytest.approx(0.5)}

"""Marks are seen at once, and what is under them stays readable."""

from __future__ import annotations

import numpy as np
import pytest

from rag.rendering.mark import mark
from rag.types import Box, Page, Pixels

PAGE = Page(1, 200, 100)
BEST, SECOND = Box(20, 20, 80, 40), Box(120, 60, 180, 80)


def _paper(value: int = 255) -> Pixels:
    return np.full((400, 800, 3), value, np.uint8)


def _change(pixels: Pixels, x: int, y: int, before: int = 255) -> int:
    """How much the point at (x, y) in points has changed."""
    return int(np.abs(pixels[y * 4, x * 4].astype(int) - before).sum())


@pytest.mark.parametrize("paper", [255, 0, 128])
def test_mark_colours_the_boxes_and_nothing_else(paper: int) -> None:
    marked = mark(_paper(paper), [BEST, SECOND], PAGE)
    assert _change(marked, 50, 30, paper) > 60
    assert _change(marked, 150, 70, paper) > 30
    assert _change(marked, 100, 50, paper) == 0


def test_mark_best_stands_out_most() -> None:
    marked = mark(_paper(), [BEST, SECOND], PAGE)
    assert _change(marked, 50, 30) > 1.4 * _change(marked, 150, 70)


def test_mark_keeps_letters_dark() -> None:
    paper = _paper()
    paper[100:140, 150:160] = 0
    marked = mark(paper, [BEST], PAGE)
    assert int(marked[120, 155].sum()) < 0.5 * int(marked[120, 300].sum())


def test_mark_has_an_outline() -> None:
    marked = mark(_paper(), [BEST], PAGE)
    red, green, _ = marked[120, ((20 - 2) * 4)]
    assert red > 200 > 80 > green


def test_mark_of_the_whole_page_is_an_outline_only() -> None:
    marked = mark(_paper(), [Box(0, 0, 200, 100)], PAGE)
    assert _change(marked, 100, 50) == 0
    assert _change(marked, 0, 0) > 0


def test_mark_leaves_its_argument_and_ignores_boxes_off_the_page() -> None:
    paper = _paper()
    marked = mark(paper, [Box(500, 500, 600, 600)], PAGE)
    assert np.array_equal(marked, _paper())
    mark(paper, [BEST], PAGE)
    assert np.array_equal(paper, _paper())

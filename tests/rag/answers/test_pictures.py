from __future__ import annotations

import numpy as np
import pytest

from rag.answers.budget import PIXELS_PER_TOKEN, estimate_tokens, picture_tokens, shorten
from rag.answers.pictures import LONGEST_PX, reduced, trimmed


@pytest.mark.parametrize("shape", [(2500, 1900), (300, 5000), (1000, 1000)])
def test_reduced_picture_takes_no_more_tokens_than_it_may(shape: tuple[int, int]) -> None:
    small = reduced(np.zeros((*shape, 3), np.uint8), 600)
    assert 400 < picture_tokens(small) <= 600 or max(small.shape) == LONGEST_PX


def test_small_picture_stays_as_it_is() -> None:
    small = np.arange(30 * 40 * 3, dtype=np.uint8).reshape(30, 40, 3)
    assert reduced(small, 600) is small


def test_reduction_is_filtered() -> None:
    """Every second column black: dropping pixels would give all black or all white, a filter gives grey."""
    stripes = np.zeros((1000, 1000, 3), np.uint8)
    stripes[:, ::2] = 255
    small = reduced(stripes, 1000 * 1000 // PIXELS_PER_TOKEN // 4)
    assert 110 < small[50:-50, 50:-50].mean() < 145


def test_blank_margins_go_and_a_blank_page_stays() -> None:
    page = np.full((200, 100, 3), 250, np.uint8)
    assert trimmed(page).shape == page.shape
    page[90:110, 40:60] = 10
    assert trimmed(page).shape == (24, 24, 3)


def test_estimate_tokens_counts_chinese_by_character() -> None:
    assert estimate_tokens("收入" * 50) >= 100


def test_shortened_text_fits() -> None:
    assert 80 < estimate_tokens(shorten("word " * 500, 100)) <= 100

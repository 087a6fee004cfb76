"""The loss falls when pictures meet their captions, and a caption's double is no negative."""

from __future__ import annotations

import torch
from torch.nn import functional

from training.loss import SoftContrast, hard_captions


def unit(n: int, seed: int) -> torch.Tensor:
    return functional.normalize(torch.randn(n, 384, generator=torch.Generator().manual_seed(seed)), dim=1)


def test_right_pictures_have_a_smaller_loss_than_wrong_ones() -> None:
    texts, bank = unit(16, 1), unit(64, 2)
    assert SoftContrast()(texts, texts, bank) < SoftContrast()(texts.roll(1, 0), texts, bank)


def test_a_caption_that_is_said_twice_is_no_negative_of_itself() -> None:
    """The picture is not pushed away from its caption by the caption's double in the bank."""
    images, texts, bank = unit(8, 1).requires_grad_(), unit(8, 1), unit(64, 2)
    SoftContrast()(images, texts, torch.cat([bank, texts])).backward()
    assert images.grad is not None
    # As a negative the double would push with about 0.7; soft targets alone leave a few ten-thousandths.
    assert ((images.grad * texts).sum(dim=1) <= 1e-2).all()


def test_the_queue_keeps_the_newest() -> None:
    loss = SoftContrast(queue=8)
    for seed in range(3):
        loss(unit(6, seed), unit(6, seed), unit(4, 9))
    assert loss.filled == 8
    assert torch.equal(loss.images[:6], unit(6, 2))


def test_hard_captions_are_the_similar_ones() -> None:
    torch.manual_seed(0)
    candidates = unit(200, 1)
    assert {0, 1, 2} <= set(hard_captions(candidates[:3], candidates, 3).tolist())

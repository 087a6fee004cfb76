"""Contrastive loss into a space that does not move.

Soft targets from the text-text similarities (a caption's synonyms are not its negatives), negatives sampled from the
model's own similarities and a queue of past pictures, as in ALBEF (arXiv 2107.07651); the text side is locked, as in
LiT (arXiv 2111.07991).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

_SCALE = 22.0
_TEXT_TEMPERATURE = 0.08


class SoftContrast(nn.Module):
    """Pictures against a bank of captions, captions against a queue of pictures."""

    def __init__(self, queue: int = 3072, dim: int = 384) -> None:
        super().__init__()
        self.register_buffer("images", torch.zeros(queue, dim))
        self.register_buffer("texts", torch.zeros(queue, dim))
        self.images: Tensor
        self.texts: Tensor
        self.filled = 0

    def forward(self, images: Tensor, texts: Tensor, bank: Tensor) -> Tensor:
        """`images`, `texts` (n, dim) belong together; `bank` (m, dim) are other captions. All unit rows."""
        captions = torch.cat([texts, bank])
        loss = _cross_entropy(_SCALE * _cosines(images, captions), _targets(texts, captions))
        past_images, past_texts = self.images[: self.filled], self.texts[: self.filled]
        pictures, labels = torch.cat([images, past_images]), torch.cat([texts, past_texts])
        loss = loss + _cross_entropy(_SCALE * _cosines(texts, pictures), _targets(texts, labels))
        self._remember(images.detach(), texts)
        return loss / 2

    def _remember(self, images: Tensor, texts: Tensor) -> None:
        """Newest first; the oldest fall out."""
        size = len(self.images)
        self.images = torch.cat([images, self.images])[:size]
        self.texts = torch.cat([texts, self.texts])[:size]
        self.filled = min(size, self.filled + len(images))


def hard_captions(images: Tensor, candidates: Tensor, n: int) -> Tensor:
    """Rows of `candidates` (m, dim), drawn for each picture with the odds that the model itself gives them."""
    odds = functional.softmax(30 * _cosines(images.detach(), candidates), dim=1)
    return torch.multinomial(odds, n).flatten().unique()


def _cosines(left: Tensor, right: Tensor) -> Tensor:
    """Multiplied in bfloat16, which takes a third less time and is exact enough under the temperatures here."""
    return (left.bfloat16() @ right.bfloat16().T).float()


def _targets(texts: Tensor, others: Tensor) -> Tensor:
    return functional.softmax(_cosines(texts, others) / _TEXT_TEMPERATURE, dim=1)


def _cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    return -(targets * functional.log_softmax(logits, dim=1)).sum(dim=1).mean()

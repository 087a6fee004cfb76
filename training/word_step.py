"""The second stage: words learn where the tower puts pictures, with the tower at rest.

A caption's vector and its pictures' mean are pairs of the contrastive loss, among thousands of other captions' means.
Captions are many and pictures of one few, so this takes a minute. Knows: the trained tower and its data. Does not know:
the first stage.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from rag.encoders.pocket_tower import DIM, Tower, WordStep
from rag.types import Vectors
from training.icons import Icons
from training.pictures import Pictures

_STEPS, _BATCH, _OTHERS = 1500, 256, 2048
_SCALE, _TEMPERATURE, _NOISE = 20.0, 0.05, 0.02
_AT_ONCE = 256


def fit_word_step(
    tower: Tower, icons: Icons, pictures: Pictures, rows: NDArray[np.int64], texts: Vectors, seed: int
) -> WordStep:
    """From every caption and keyword of the training rows to the mean of the pictures that it belongs to."""
    numbers, means = _means(tower, icons, pictures, rows)
    captions, targets = torch.from_numpy(texts[numbers]), torch.from_numpy(means)
    torch.manual_seed(seed)
    step = WordStep()
    optimizer = torch.optim.AdamW(step.parameters(), lr=1e-3, weight_decay=0.05)
    for _ in range(_STEPS):
        optimizer.zero_grad()
        _loss(step, captions, targets).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return step.eval().requires_grad_(False)


def _loss(step: WordStep, captions: Tensor, targets: Tensor) -> Tensor:
    """Soft cross-entropy, as in `training.loss`; a little noise stands for words that are nearly these."""
    asked = torch.randint(len(captions), (_BATCH,))
    among = torch.cat([asked, torch.randint(len(captions), (_OTHERS,))])
    words = functional.normalize(captions[asked] + _NOISE * torch.randn(_BATCH, DIM), dim=1)
    wanted = functional.softmax(captions[asked] @ captions[among].T / _TEMPERATURE, dim=1)
    found = functional.log_softmax(_SCALE * step(words) @ targets[among].T, dim=1)
    return -(wanted * found).sum(dim=1).mean()


def _means(
    tower: Tower, icons: Icons, pictures: Pictures, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Vectors]:
    """The numbers of all texts that belong to pictures, and the unit mean (n, 384) of each one's pictures."""
    totals = np.zeros((1 + max(number for row in rows for number in pictures.captions[row]), DIM), dtype=np.float32)
    for part in np.array_split(rows, max(1, len(rows) // _AT_ONCE)):
        for row, vector in zip(part, _seen(tower, icons, pictures, part), strict=True):
            totals[list(set(pictures.captions[row]))] += vector
    lengths = np.linalg.norm(totals, axis=1)
    numbers = np.flatnonzero(lengths)
    return numbers, totals[numbers] / lengths[numbers, None]


def _seen(tower: Tower, icons: Icons, pictures: Pictures, rows: NDArray[np.int64]) -> Vectors:
    """(n, 384) of pictures as they come, icons on white."""
    drawn = pictures.n_icons
    pixels = np.stack([icons.on_white(int(row)) if row < drawn else pictures.drawn[row - drawn] for row in rows])
    device = next(tower.parameters()).device
    with torch.inference_mode():
        return np.asarray(tower(torch.from_numpy(pixels).permute(0, 3, 1, 2).float().to(device) / 255).cpu().numpy())

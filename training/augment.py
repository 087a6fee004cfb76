"""Random looks: colours, place, size, turn, blur and noise, for whole batches at once.

Knows: pixels. Does not know: what they show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.colours import SPOKEN, any_colour, dark, luminance, pale, shade

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Looks:
    """Of each icon: ink and paper of 0 to 1, and the ink's place in SPOKEN, or -1."""

    ink: Floats
    paper: Floats
    colours: NDArray[np.int64]


def random_looks(mono: NDArray[np.bool_], rng: np.random.Generator) -> Looks:
    """Inks and papers that differ enough to see; plain black on white for a third."""
    looks = [_one_look(bool(single), rng) for single in mono]
    ink = np.array([look[0] for look in looks], dtype=np.float32) / np.float32(255)
    paper = np.array([look[1] for look in looks], dtype=np.float32) / np.float32(255)
    return Looks(ink, paper, np.array([look[2] for look in looks], dtype=np.int64))


def _one_look(mono: bool, rng: np.random.Generator) -> tuple[tuple[int, int, int], tuple[int, int, int], int]:
    kind = rng.random()
    paper = (255, 255, 255) if rng.random() < 0.5 else pale(rng)
    if not mono:
        return (0, 0, 0), paper if kind < 0.8 else dark(rng), -1
    if kind < 0.35:
        return (0, 0, 0), (255, 255, 255), -1
    if kind < 0.45:
        return (255, 255, 255), any_colour(rng) if rng.random() < 0.5 else dark(rng), -1
    if kind < 0.85:
        spoken = int(rng.integers(len(SPOKEN)))
        ink = shade(rng, SPOKEN[spoken])
        return ink, dark(rng) if luminance(ink) > 150 and rng.random() < 0.6 else paper, spoken
    ink, ground = any_colour(rng), any_colour(rng)
    apart = abs(luminance(ink) - luminance(ground)) > 60
    return ink, ground if apart else ((255, 255, 255) if luminance(ink) < 128 else (0, 0, 0)), -1


def compose(layers: Tensor, looks: Looks, rng: np.random.Generator) -> Tensor:
    """(n, 4, 64, 64) colour and cover → (n, 3, 64, 64), moved, on paper, with a camera's faults."""
    cover = torch.cat([layers[:, :3] * layers[:, 3:], layers[:, 3:]], dim=1)
    moved = _move(cover, rng, turn=0.2, smallest=0.62, largest=1.2, shift=0.16)
    paper = torch.from_numpy(looks.paper)[:, :, None, None]
    return _faults(moved[:, :3] + paper * (1 - moved[:, 3:]), rng)


def photograph(pixels: Tensor, rng: np.random.Generator) -> Tensor:
    """Drawn pictures, moved only a little, the room around them filled with their own edge."""
    return _faults(_move(pixels, rng, turn=0.03, smallest=0.85, largest=1.12, shift=0.06), rng)


def _move(
    pixels: Tensor, rng: np.random.Generator, *, turn: float, smallest: float, largest: float, shift: float
) -> Tensor:
    n = len(pixels)
    angle = rng.normal(0, turn, n) * (rng.random(n) < 0.6)
    size = np.exp(rng.uniform(np.log(smallest), np.log(largest), n))
    stretch = np.exp(rng.normal(0, 0.06, n))
    theta = np.zeros((n, 2, 3), dtype=np.float32)
    theta[:, 0, 0], theta[:, 0, 1] = np.cos(angle) / size * stretch, -np.sin(angle) / size
    theta[:, 1, 0], theta[:, 1, 1] = np.sin(angle) / size, np.cos(angle) / size / stretch
    theta[:, :, 2] = rng.uniform(-shift, shift, (n, 2))
    grid = functional.affine_grid(torch.from_numpy(theta), list(pixels.shape), align_corners=False)
    padding = "zeros" if pixels.shape[1] == 4 else "border"
    return functional.grid_sample(pixels, grid, padding_mode=padding, align_corners=False)


def _faults(pixels: Tensor, rng: np.random.Generator) -> Tensor:
    """Blur of a third, contrast and brightness, noise of half."""
    n = len(pixels)
    blurred = torch.from_numpy(rng.random(n) < 0.3)
    pixels[blurred] = functional.avg_pool2d(pixels[blurred], 3, stride=1, padding=1, count_include_pad=False)
    factor = torch.from_numpy(rng.uniform(0.75, 1.05, (n, 1, 1, 1)).astype(np.float32))
    pixels = (pixels - 0.5) * factor + 0.5 + torch.from_numpy(rng.normal(0, 0.04, (n, 1, 1, 1)).astype(np.float32))
    strength = rng.exponential(0.025, (n, 1, 1, 1)) * (rng.random((n, 1, 1, 1)) < 0.5)
    noise = torch.randn(pixels.shape) * torch.from_numpy(strength.astype(np.float32))
    return (pixels + noise).clamp(0, 1)

"""The training set: pictures of three forms with the captions of each, and batches of them.

Knows: where a row's pixels and words lie. Does not know: how the words become vectors, nor the loss.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.augment import Looks, compose, photograph, random_looks

_KEYWORD_SHARE, _BOTH_SHARE = 0.3, 0.25
"""Of the icons that have keywords: how often one stands in for the name, and how often beside it."""
_COLOUR_WORD_SHARE = 0.7
NO_WORD = -1


@dataclass(frozen=True, slots=True)
class Pictures:
    """Icons first (one-coloured, then coloured), then drawn pictures."""

    alphas: NDArray[np.uint8]
    colours: NDArray[np.uint8]
    drawn: NDArray[np.uint8]
    captions: list[tuple[int, ...]]
    """Text numbers of each row: its own caption, then its keywords."""
    colour_words: NDArray[np.int64]
    """Text number of each name in SPOKEN."""

    @property
    def n_icons(self) -> int:
        return len(self.alphas) + len(self.colours)

    def __len__(self) -> int:
        return self.n_icons + len(self.drawn)


@dataclass(frozen=True, slots=True)
class Batch:
    """`pixels` (n, 3, side, side) of 0 to 1; text numbers, and those of a second word and of a colour, or NO_WORD."""

    pixels: Tensor
    texts: NDArray[np.int64]
    seconds: NDArray[np.int64]
    colours: NDArray[np.int64]


def draw_batch(pictures: Pictures, rows: NDArray[np.int64], side: int, rng: np.random.Generator) -> Batch:
    """The rows' pictures with random looks, each with one of its captions."""
    pixels = torch.empty(len(rows), 3, side, side)
    colours = np.full(len(rows), NO_WORD, dtype=np.int64)
    icon = rows < pictures.n_icons
    if icon.any():
        layers, looks = _icon_layers(pictures, rows[icon], rng)
        pixels[torch.from_numpy(icon)] = compose(_shrunk(layers, side), looks, rng)
        spoken = (looks.colours >= 0) & (rng.random(icon.sum()) < _COLOUR_WORD_SHARE)
        colours[icon] = np.where(spoken, pictures.colour_words[looks.colours], NO_WORD)
    if not icon.all():
        drawn = torch.from_numpy(pictures.drawn[rows[~icon] - pictures.n_icons])
        pixels[torch.from_numpy(~icon)] = photograph(_shrunk(drawn.permute(0, 3, 1, 2).float() / 255, side), rng)
    words = np.array([_words(pictures.captions[row], row < pictures.n_icons, rng) for row in rows])
    return Batch(pixels, words[:, 0], words[:, 1], colours)


def _shrunk(pixels: Tensor, side: int) -> Tensor:
    if side == pixels.shape[-1]:
        return pixels
    return functional.interpolate(pixels, (side, side), mode="bilinear", antialias=True)


def _words(captions: tuple[int, ...], icon: bool, rng: np.random.Generator) -> tuple[int, int]:
    """What a picture is called this time, and a second word for it or NO_WORD."""
    if not icon:
        return captions[rng.integers(len(captions))], NO_WORD
    if len(captions) == 1:
        return captions[0], NO_WORD
    keyword, kind = captions[rng.integers(1, len(captions))], rng.random()
    if kind < _KEYWORD_SHARE:
        return keyword, NO_WORD
    return captions[0], keyword if kind < _KEYWORD_SHARE + _BOTH_SHARE else NO_WORD


def _icon_layers(pictures: Pictures, rows: NDArray[np.int64], rng: np.random.Generator) -> tuple[Tensor, Looks]:
    """(n, 4, 64, 64): colour and cover of each icon; a one-coloured icon gets the colour of its looks."""
    mono = rows < len(pictures.alphas)
    looks = random_looks(mono, rng)
    layers = np.empty((len(rows), 4, 64, 64), dtype=np.float32)
    layers[mono, 3] = pictures.alphas[rows[mono]] / np.float32(255)
    layers[mono, :3] = looks.ink[mono][:, :, None, None]
    layers[~mono] = pictures.colours[rows[~mono] - len(pictures.alphas)].transpose(0, 3, 1, 2) / np.float32(255)
    return torch.from_numpy(layers), looks

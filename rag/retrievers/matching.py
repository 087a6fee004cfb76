"""Finds one picture in another: the same, larger or smaller, pressed harder, or a part cut out of it.

Normalised cross-correlation of small versions (Lewis 1995) at several sizes, the three colours together, so that
neither brightness nor contrast matter and colours do. Knows: pixels. Does not know: where pictures come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rag.types import Box, Pixels

LONGEST_PX = 96
"""Of the picture that is looked through."""
_LEAST_PX = 6
"""A part smaller than this, in the small version, is like too many others."""
_SIZES = (1.0, 0.9, 0.8, 0.7, 0.62, 0.55, 0.48, 0.42, 0.37, 1 / 3, 0.29)
"""How large the part is tried to be, in shares of the largest that fits."""

_A_LITTLE_MORE = 1.02
"""By which rounding may make a part larger than the whole."""

Plane = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Match:
    """How well a part of a picture fits, and where it is."""

    correlation: float
    """1 for the same, about 0 for pictures that have nothing to do with each other."""
    box: Box
    """In the pixels of the picture that was looked through."""


NOTHING = Match(0.0, Box(0.0, 0.0, 0.0, 0.0))


class Part:
    """A picture that is looked for in others."""

    def __init__(self, pixels: Pixels) -> None:
        # Larger than it is ever tried, so that it is made small from its pixels only once.
        self._image = Image.fromarray(shrunk(pixels, LONGEST_PX))
        self._width = pixels.shape[1]

    def find_in(self, picture: Pixels, width: float = 0.0) -> Match:
        """The best place in another picture, which was so many pixels wide (0 where that is not known).

        A part that was cut out and left as it is has exactly that size, which counts most where there is small print.
        """
        small = shrunk(picture, LONGEST_PX).astype(np.float64)
        ratio = max(picture.shape[:2]) / max(small.shape[:2])
        searched = _Searched(small)
        found = NOTHING
        for across, down in self._sizes(small, small.shape[1] / width if width else 0.0):
            template = self._image.resize((across, down), Image.Resampling.BOX)
            correlations = searched.correlations(np.asarray(template, dtype=np.float64))
            row, column = np.unravel_index(int(np.argmax(correlations)), correlations.shape)
            if correlations[row, column] > found.correlation:
                box = Box(float(column), float(row), float(column + across), float(row + down))
                found = Match(float(correlations[row, column]), box.scaled(ratio))
        return found

    def _sizes(self, small: Plane, as_it_is: float) -> Iterator[tuple[int, int]]:
        """(width, height) of the part in the small picture, each once."""
        largest = min(small.shape[1] / self._image.width, small.shape[0] / self._image.height)
        ratios = [largest * share for share in _SIZES]
        unchanged = as_it_is * self._width / self._image.width
        if 0 < unchanged <= largest * _A_LITTLE_MORE:
            ratios.insert(0, min(unchanged, largest))
        sizes = [(round(self._image.width * ratio), round(self._image.height * ratio)) for ratio in ratios]
        return (size for size in dict.fromkeys(sizes) if min(size) >= _LEAST_PX)


class _Searched:
    """A small picture with what every template is compared by."""

    def __init__(self, picture: Plane) -> None:
        self._shape = picture.shape[0], picture.shape[1]
        self._waves = np.fft.rfft2(picture, axes=(0, 1))
        self._sums = _summed(picture.sum(axis=2)), _summed((picture**2).sum(axis=2))

    def correlations(self, template: Plane) -> Plane:
        """(rows, columns) of every place where the template fits wholly."""
        height, width = template.shape[:2]
        centred = template - template.mean()
        waves = np.conj(np.fft.rfft2(centred, s=self._shape, axes=(0, 1)))
        product = np.fft.irfft2((self._waves * waves).sum(axis=2), s=self._shape)
        product = product[: self._shape[0] - height + 1, : self._shape[1] - width + 1]
        total, squares = (_windows(sums, height, width) for sums in self._sums)
        spread = np.sqrt(np.maximum(squares - total**2 / template.size, 0)) * np.linalg.norm(centred)
        # Where there is nothing but paper, every part of paper is the same.
        return np.where(spread > template.size, product / np.maximum(spread, 1e-9), 0.0)


def shrunk(picture: Pixels, longest: int) -> Pixels:
    """The picture, at most so many pixels long."""
    ratio = min(1.0, longest / max(picture.shape[:2]))
    size = max(1, round(picture.shape[1] * ratio)), max(1, round(picture.shape[0] * ratio))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))


def _summed(plane: Plane) -> Plane:
    return np.pad(plane, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)


def _windows(sums: Plane, height: int, width: int) -> Plane:
    """The sum of every window, from the sums up to each place."""
    whole = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    return np.asarray(whole)

"""Puts icons, drawn pictures, captions and their vectors together.

Knows: every part of the data. Does not know: the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.types import Vectors
from training.colours import SPOKEN
from training.drawn import Drawn
from training.icons import Icons
from training.pictures import Pictures
from training.split import Split
from training.texts import text_vectors

_MAX_KEYWORDS = 12


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a training run reads."""

    pictures: Pictures
    rows: NDArray[np.int64]
    """Rows of `pictures` to train on: the icons of the split and every drawn picture."""
    texts: Vectors


def make_dataset(
    icons: Icons, drawn: Drawn, keywords: dict[str, tuple[str, ...]], split: Split, cache: Path
) -> Dataset:
    """Only captions of training rows get a number, so that no held-out word is ever a negative either."""
    numbers: dict[str, int] = {}
    captions: list[tuple[int, ...]] = [()] * len(icons.captions)
    for row in split.train:
        name = str(icons.keys[row]).split("/", 1)[1]
        words = (str(icons.captions[row]), *keywords.get(name, ())[:_MAX_KEYWORDS])
        captions[row] = _numbered(words, numbers)
    captions += [_numbered(found, numbers) for found in drawn.captions]
    colour_words = np.array(_numbered(SPOKEN, numbers))
    pictures = Pictures(icons.alphas, icons.colours, drawn.pixels, captions, colour_words)
    rows = np.concatenate([split.train, np.arange(len(drawn.pixels)) + pictures.n_icons])
    return Dataset(pictures, rows, text_vectors(list(numbers), cache))


def _numbered(texts: Iterable[str], numbers: dict[str, int]) -> tuple[int, ...]:
    return tuple(numbers.setdefault(text, len(numbers)) for text in texts)

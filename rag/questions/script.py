"""The language of a question, told by its script alone."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["zh", "en", "other"]
"""Han without kana or hangul; Latin; anything else."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_OTHER_CJK = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> Language:
    """That of most of its words, a Chinese character counting as one; "en" where there is no word."""
    if _OTHER_CJK.search(text):
        return "other"
    n_han, n_latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if n_han:
        return "zh" if n_han >= n_latin else "en"
    return "en" if n_latin or not _WORD.search(text) else "other"

"""Words as the lexical index compares them: one function from text to terms. Knows nothing of any index."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}]+|\d+(?:[.,:/-]\d+)*|[^\W\d_{_CJK}]+(?:\d+)?|\d+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_GROUPING = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_RAISED = re.compile(r"(?<=\d)[⁰¹²³⁴-⁹⁺⁻ᵃ-ᶻⁿⁱ]+")
"""Behind a number: a note mark or an exponent, and no digit of it."""
_STEMMER = snowballstemmer.stemmer("english")


def terms(text: str) -> list[str]:
    """Terms in the order of the text: NFKC, case folded, accents gone, English stems, CJK as bigrams.

    A number stays whole and loses its thousands separators: "1,234.50" gives "1234_50". Every term is made of letters,
    digits and "_" only.
    """
    text = _RAISED.sub(r" \g<0> ", text)
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    # Composed again: taking accents apart has taken Korean syllables apart as well.
    plain = unicodedata.normalize("NFKC", plain)
    return [term for token in _TOKEN.findall(plain) for term in _terms_of(token)]


def _terms_of(token: str) -> list[str]:
    if _IS_CJK.match(token):
        return [token[i : i + 2] for i in range(len(token) - 1)] or [token]
    if token[0].isdigit():
        return [re.sub(r"[^0-9]", "_", _GROUPING.sub("", token))]
    return [_stem(token)]


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word)) if word.isascii() else word

"""Words as the lexical index compares them: one function from text to terms. Knows nothing of any index."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Letters keep up to two digits behind them (F1, HM01); a longer number, or one with a point, is a term of its own:
# GB/T 3620.1 and GB/T3620.1 are the same.
_TOKEN = re.compile(rf"[{_CJK}]+|\d+(?:[.,:/-]\d+)*|[^\W\d_{_CJK}]+(?:\d{{1,2}}(?!\d|\.\d))?")
_IS_CJK = re.compile(rf"[{_CJK}]")
_GROUPING = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_BLANKS = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_STEMMER = snowballstemmer.stemmer("english")


def terms(text: str) -> list[str]:
    """Terms in the order of the text: NFKC, case folded, accents gone, English stems, CJK as bigrams.

    Chinese is simplified first, and blanks and line ends inside it are closed: "基 金 項\n目" is 基金项目. A number
    stays whole and loses its thousands separators: "1,234.50" gives "1234_50". Every term is made of letters, digits
    and "_" only.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    # Composed again: taking accents apart has taken Korean syllables apart as well.
    plain = _BLANKS.sub("", simplified(unicodedata.normalize("NFKC", plain)))
    return [term for token in _TOKEN.findall(plain) for term in _terms_of(token)]


def simplified(text: str) -> str:
    """The text with each traditional Chinese character as its simplified one; as long as before."""
    return text if text.isascii() else text.translate(_simplifying())


@lru_cache(maxsize=1)
def _simplifying() -> dict[int, str]:
    """From OpenCC's tables, character by character: what a character becomes does not depend on its neighbours."""
    from opencc import OpenCC

    characters = [chr(code) for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF)) for code in range(first, last + 1)]
    found = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, found, strict=True)
    return {ord(written): simple for written, simple in pairs if written != simple and len(simple) == 1}


def _terms_of(token: str) -> list[str]:
    if _IS_CJK.match(token):
        return [token[i : i + 2] for i in range(len(token) - 1)] or [token]
    if token[0].isdigit():
        return [re.sub(r"[^0-9]", "_", _GROUPING.sub("", token))]
    return [_stem(token)]


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word)) if word.isascii() else word

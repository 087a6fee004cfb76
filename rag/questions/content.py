"""Which words of a text say what it is about. Knows the words of `words.toml`, English and Chinese; no documents.

One list and one way for everybody: what the search matches, what a reader wants to see and what a key may be.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rag.terms import simplified, terms

_FILE = Path(__file__).with_name("words.toml")
_FISCAL = re.compile(r"\bF\.?Y?\.?\s?((?:19|20)\d\d)\b")


def plain_years(text: str) -> str:
    """The text with fiscal years as documents print them: "FY2019" is "2019"."""
    return _FISCAL.sub(r"\1", text)


def fiscal_years(text: str) -> tuple[str, ...]:
    """The years that a text calls fiscal, each once, in order."""
    return tuple(dict.fromkeys(_FISCAL.findall(text)))


def content_terms(text: str) -> tuple[str, ...]:
    """The distinct terms that a search should match, in order; all terms when no other is left."""
    plain = plain_years(text)
    found = tuple(dict.fromkeys(terms(_without_chinese(plain))))
    return tuple(term for term in found if term not in _silent()) or tuple(dict.fromkeys(terms(plain)))


def subject_terms(found: Iterable[str]) -> tuple[str, ...]:
    """Those of some terms that a text about the answer has to have: none about layout, arithmetic and order."""
    return tuple(term for term in found if term not in _terms_of("meta"))


def is_function_word(word: str) -> bool:
    """Whether a word of any text carries nothing: punctuation, an article, a preposition, a pronoun."""
    return all(term in _terms_of("function") for term in terms(word))


def is_silent(word: str) -> bool:
    """Whether a word of a question carries nothing: a function word, or one about how to answer."""
    return all(term in _silent() for term in terms(word))


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=4)
def _terms_of(name: str) -> frozenset[str]:
    return frozenset(terms(_words()[name]))


@lru_cache(maxsize=1)
def _silent() -> frozenset[str]:
    return _terms_of("function") | _terms_of("task")


def _without_chinese(text: str) -> str:
    """The text with a break for each Chinese function word: 目的 is a word, the 的 of 公司的收入 is not one of it."""
    return _chinese().sub(lambda match: match[1] or "|", simplified(text))


@lru_cache(maxsize=1)
def _chinese() -> re.Pattern[str]:
    kept, cut = (sorted(_words()[name].split(), key=lambda word: -len(word)) for name in ("whole", "chinese"))
    return re.compile(f"({'|'.join(kept)})|{'|'.join(cut)}")

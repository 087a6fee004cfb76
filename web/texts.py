"""Every word of the page in each of its languages.

Knows: keys and their sentences (`texts_en`, `texts_zh`), and which language a browser wants. Does not know where they
stand. Sentences of the library itself (errors, warnings, notices) come in English and are translated by `sentences`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from web.sentences import translated
from web.texts_en import EN
from web.texts_zh import ZH
from web.traditional import traditional

Language = Literal["en", "zh", "zh-TW"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"en": "English", "zh": "简体中文", "zh-TW": "繁體中文"}
TEXTS: dict[Language, dict[str, str]] = {
    "en": EN,
    "zh": ZH,
    "zh-TW": {key: traditional(sentence) for key, sentence in ZH.items()},
}


def in_language(language: Language, sentences: Iterable[str]) -> list[str]:
    """The library's own sentences in a language; names and quotations in them stay as they are."""
    return [sentence_in(language, sentence) for sentence in sentences]


def sentence_in(language: Language, sentence: str) -> str:
    """One of them."""
    if language == "en":
        return sentence
    chinese = translated(sentence)
    return chinese if language == "zh" else traditional(chinese)


def say(language: Language, key: str, **values: str | int) -> str:
    """The sentence of a key. Raises KeyError for a key that is not known."""
    return TEXTS[language][key].format(**values)


def raw(language: Language, key: str) -> str:
    """A sentence with its placeholders, for somebody else to fill."""
    return TEXTS[language][key]


def count(language: Language, key: str, n: int) -> str:
    """A number with its noun: `pages` gives "1 page" or "24 pages"."""
    many = "documents_n" if key == "documents" else key
    return say(language, f"{key}_one" if n == 1 else many, n=f"{n:,}")


def language_of(accept_language: str) -> Language:
    """The interface language for a browser's Accept-Language header: its first choice, or English."""
    first = accept_language.strip().lower().replace("_", "-").split(",")[0].split(";")[0]
    if not first.startswith("zh"):
        return "en"
    return "zh-TW" if any(part in first for part in ("tw", "hk", "mo", "hant")) else "zh"


def known_language(name: str) -> Language | None:
    """The language of this name; None for another."""
    return next((language for language in LANGUAGES if language == name), None)


def stream_name(language: Language, stream: str) -> str:
    """What a stream is called on the page; an unknown one keeps its own name."""
    return TEXTS[language].get(f"stream_{stream}", stream)

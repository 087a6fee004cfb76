"""Reads which page, slide, figure, table or section a question names. Knows English and Chinese, no documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.questions import chinese_places
from rag.terms import terms
from rag.types import LAST_PAGE

_NUMBER_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty
"""
_ORDINAL_WORDS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth"
_NUMBERS, _ORDINALS = _NUMBER_WORDS.split(), _ORDINAL_WORDS.split()
_NUMBER = rf"(\d+|{'|'.join(_NUMBERS[1:])})"
_ORDINAL = rf"({'|'.join(_ORDINALS[1:])})"
_JOIN = r"\s*(-|–|to|and|,\s*and|,|&|or)\s*"
_PAGES = re.compile(rf"\b(?:pages?|slides?|pp?\.)\s*{_NUMBER}\b(?:{_JOIN}{_NUMBER}\b)?", re.IGNORECASE)
_ROMAN_PAGE = re.compile(r"\bpage\s+([ivxl]+)\b", re.IGNORECASE)
_ORDINAL_PAGE = re.compile(rf"\b{_ORDINAL}\s+(?:page|slide)\b", re.IGNORECASE)
_COVER = re.compile(r"\b(?:(?:cover|title|front)\s+(?:page|slide)|page one)\b", re.IGNORECASE)
_LAST = re.compile(r"\b(?:last|final|closing)\s+(?:page|slide)\b", re.IGNORECASE)
_KINDS = (
    r"figures?|figs?\.?|tables?|tab\.|charts?|exhibits?|sections?|chapters?|units?|appendix|items?|steps?|diagrams?|"
    r"box|parts?|equations?|algorithms?|listings?|schedules?|notes?|waves?|quarters?|lessons?|abbildung|abb\.|tabelle"
)
_LABELS = re.compile(
    rf"\b({_KINDS})\s*((?:[A-Z]-?)?\d+(?:\.\d+)*|(?-i:[A-Z]|[IVX]+))\b(?:{_JOIN}(\d+)\b)?(?:{_JOIN}(\d+)\b)?",
    re.IGNORECASE,
)
_ORDINAL_LABEL = re.compile(rf"\b{_ORDINAL}\s+(figure|table|chart|exhibit|section|chapter)\b", re.IGNORECASE)
_PENULTIMATE = re.compile(
    r"\b(?:penultimate|second[- ]to[- ]last|last but one|next[- ]to[- ]last)\s+(?:page|slide)\b", re.IGNORECASE
)
_BESIDE = re.compile(r"\b(previous|preceding|next|following)\s+(?:page|slide)\b", re.IGNORECASE)
_ENGLISH_WAYS = {"figure": ("figure", "fig", "图"), "table": ("table", "表")}
_SAME = {"fig": "figure", "abb": "abbildung", "tab": "table"}
_MAX_RANGE = 12


@dataclass(frozen=True, slots=True)
class Label:
    """A thing that documents number: "figure 3"."""

    phrases: tuple[tuple[str, ...], ...]
    """The ways in which it is printed, as terms."""


@dataclass(frozen=True, slots=True)
class References:
    """What a question names."""

    pages: frozenset[int]
    """Numbers from 1; negative ones count from the end, LAST_PAGE is the last."""
    page_labels: frozenset[str]
    labels: tuple[Label, ...]
    beside: int = 0
    """-1 where the page before the one that was spoken of is asked for, 1 for the one after it."""

    def __bool__(self) -> bool:
        return bool(self.pages or self.page_labels or self.labels)


def read_references(question: str) -> References:
    """Every page and label that the question names, "figures 2 to 4" as three."""
    pages = set(_pages(question))
    page_labels = {str(number) for number in pages if number > 0} | {
        m[1].lower() for m in _ROMAN_PAGE.finditer(question)
    }
    printed = [*map(_ways, dict.fromkeys(_labels(question))), *dict.fromkeys(chinese_places.labels(question))]
    labels = tuple(Label(tuple(dict.fromkeys(tuple(terms(words)) for words in ways))) for ways in printed)
    return References(frozenset(pages), frozenset(page_labels), labels, _beside(question))


def without_references(text: str) -> str:
    """The text without the places that it names, each of which leaves a break."""
    for pattern in (_PAGES, _LABELS, *chinese_places.PATTERNS):
        text = pattern.sub(" | ", text)
    return text


def _pages(question: str) -> Iterator[int]:
    for match in _PAGES.finditer(question):
        yield from _range(_number(match[1]), match[2], _number(match[3]) if match[3] else None)
    yield from (_ORDINALS.index(match[1].lower()) for match in _ORDINAL_PAGE.finditer(question))
    yield from chinese_places.pages(question)
    if _COVER.search(question) and not _ORDINAL_PAGE.search(question):
        yield 1
    if _PENULTIMATE.search(question):
        yield LAST_PAGE - 1
    elif _LAST.search(question):
        yield LAST_PAGE


def _labels(question: str) -> Iterator[tuple[str, str]]:
    for match in _LABELS.finditer(question):
        kind, name = _kind(match[1]), match[2].lower()
        yield kind, name
        if match[4]:
            last = int(match[4]) if match[4].isdigit() else None
            numbers = _range(int(name), match[3], last) if name.isdigit() else [last]
            yield from ((kind, str(number)) for number in numbers if number is not None)
        if match[6]:
            yield kind, match[6]
    yield from ((m[2].lower(), str(_ORDINALS.index(m[1].lower()))) for m in _ORDINAL_LABEL.finditer(question))


def _ways(named: tuple[str, str]) -> tuple[str, ...]:
    """The ways in which a label is printed."""
    kind, name = named
    return tuple(f"{word} {name}" for word in _ENGLISH_WAYS.get(kind, (kind,)))


def _beside(question: str) -> int:
    match = _BESIDE.search(question)
    if match is None:
        return chinese_places.beside(question)
    return -1 if match[1].lower() in ("previous", "preceding") else 1


def _kind(word: str) -> str:
    plain = word.lower().rstrip(".")
    plain = _SAME.get(plain, plain.removesuffix("s") if plain not in ("box", "abbildungs") else plain)
    return _SAME.get(plain, plain)


def _range(first: int, join: str | None, last: int | None) -> list[int]:
    if last is None:
        return [first]
    if join in ("-", "–", "to") and first < last <= first + _MAX_RANGE:
        return list(range(first, last + 1))
    return [first, last]


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.index(word.lower())

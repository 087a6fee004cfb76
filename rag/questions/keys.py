"""The keys of a question: the names and numbers that a text has to mention if it answers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

from rag.questions.content import content_terms
from rag.questions.references import without_references
from rag.terms import terms

_NAME = re.compile(r"\b[A-Z][\w'’-]+")
_NUMBER = re.compile(r"\d[\d.,/:-]*\d|\d")
_QUOTED = re.compile(r"[\"“「]([^\"”」]{2,60})[\"”」]")
_INSIDE_LENGTH = 4
_DATE_DIGITS = 6
_FUZZY_LENGTH = 5
_FUZZY = 0.8


def key_terms(asked: str, subject: Collection[str]) -> tuple[str, ...]:
    """The terms of its names, quoted words and numbers, each once; not those that only refer to a page or figure."""
    plain = without_references(asked)
    first = re.match(r"\W*\w+", plain)
    later = plain[first.end() :] if first else plain
    named = [*_NAME.findall(later), *_QUOTED.findall(plain)]
    found = dict.fromkeys(term for name in named for term in content_terms(name) if term in subject)
    found.update(dict.fromkeys(term for number in _NUMBER.findall(plain) for term in terms(number)))
    return tuple(found)


def missing(keys: Collection[str], vocabulary: Collection[str]) -> int:
    """How many keys are not in a vocabulary, slips of the pen and other ways to write a range or date aside."""
    return sum(not _is_there(key, vocabulary) for key in keys)


def _is_there(key: str, vocabulary: Collection[str]) -> bool:
    if key in vocabulary:
        return True
    if "_" in key:
        return _is_written(key, vocabulary)
    if len(key) >= _INSIDE_LENGTH and key.isalpha() and any(key in word for word in vocabulary):
        return True  # a scan glues words together
    if len(key) < _FUZZY_LENGTH or not key.isascii() or not key.isalpha():
        return False
    near = [word for word in vocabulary if abs(len(word) - len(key)) <= 2 and word[0] == key[0]]
    return bool(difflib.get_close_matches(key, near, 1, _FUZZY))


def _is_written(key: str, vocabulary: Collection[str]) -> bool:
    """Whether a date, range or decimal of a question is there: part by part, run into other digits, or cut short."""
    numbers = [word for word in vocabulary if word[0].isdigit()]
    parts = {part for word in numbers for part in word.split("_")}
    digits = key.replace("_", "")
    together = len(digits) >= _DATE_DIGITS and any(digits in word.replace("_", "") for word in numbers)
    cut_short = len(digits) >= _DATE_DIGITS and key[:-1] in vocabulary
    return together or cut_short or all(part in parts for part in key.split("_"))

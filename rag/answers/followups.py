"""Completes a question that leans on the turn before it: "and in 2018?", "who wrote it?". Knows no model.

What the fragment names takes the place of what stood there before: a year for a year, a range for a range, a name for
the last name; what has no place is added behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.questions.question import Question, read_text
from rag.types import Turn

_OPENING = re.compile(
    r"^\W*(?:and|but|so|ok(?:ay)?|then)?\W*(?:what|how) about\b\s*|^\W*(?:and|but|or"
    r"|also)\b\s*|^(?:那么?|还有|另外)?(?=.{0,12}呢[?？]?$)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|he|him|his|she|her|those|these|that one|this one|there|the same)\b"
    r"|它|他们?|她们?|其中|那里",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"^(?:in|on|at|for|of|by|from|with|to|during|under)\s+", re.IGNORECASE)
_DATE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december)"
    r"(?:,? \d{4})?\b|\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|\d{4}年(?:\d{1,2}月(?:\d{1,2}[日号])?)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_RANGE = re.compile(
    r"\b\d+(?:\s?(?:to|and|-|–)\s?\d+)?(?: (?:or|and) (?:older|younger|more|less|over|under|above))?\b", re.IGNORECASE
)
_NAME = re.compile(r"\b[A-Z][\w&'’-]*\b")
_ASKS = re.compile(
    r"^\W*(?:who|what|which|when|where|why|how|is|are|was|were|do|does|did|can|could|list|name"
    r"|show|tell|give|summari[sz]e)\b"
    r"|什么|多少|哪|谁|怎|几",
    re.IGNORECASE,
)
_ONLY_MANY = re.compile(
    r"^(?:how many|how much|what share of|which) (?P<thing>[\w-]+(?: [\w-]+)?)\s*[?？]?$", re.IGNORECASE
)
_SENTENCE_WORDS = 5


def completed(question: str, history: Sequence[Turn]) -> str:
    """The question made whole with the turn before it; the question itself where it stands alone."""
    if not history or not question.strip():
        return question
    before = history[-1].question.strip()
    opened = _OPENING.match(question)
    rest = _OPENING.sub("", question).strip()
    read = read_text(question)
    if read.about == "small talk" or not before:
        return question
    rest = _ONLY_MANY.sub(r"\g<thing>", rest)
    if opened and opened.group(0).strip(" ,.") and not _ASKS.search(rest):
        return _replaced(before, rest.rstrip("?？ 呢"))
    if not _ASKS.search(rest) and len(rest.split()) <= _SENTENCE_WORDS and not read.names:
        return _replaced(before, rest.rstrip("?？ "))
    if _leans(read, rest):
        return f"{question.rstrip()} ({_topic(before)})"
    return question


def _leans(read: Question, rest: str) -> bool:
    """Whether a question speaks of something that it does not name."""
    alone = any(name.lower() not in ("i", "you") for name in read.names)
    return bool(_PRONOUN.search(rest)) and not alone


def _topic(before: str) -> str:
    """What the question before was about: its words without the question words."""
    return re.sub(r"[?？.!\s]+$", "", _ASKS.sub("", before).strip()) or before


def _replaced(before: str, fragment: str) -> str:
    """The question before with the fragment in the place of what is of its kind."""
    base = re.sub(r"\s*[?？]\s*$", "", before)
    mark = "？" if re.search(r"[\u4e00-\u9fff]", before) else "?"
    bare = _PREPOSITION.sub("", fragment).strip()
    bare = re.sub(r"^(?:those|the ones?|people)\s+(?=\d)", "", bare)
    for pattern in (_DATE, _YEAR, _RANGE):
        given, there = pattern.search(bare), list(pattern.finditer(base))
        if given and there:
            last = there[-1]
            return f"{base[: last.start()]}{bare}{base[last.end() :]}{mark}"
    preposition = _PREPOSITION.match(fragment)
    if preposition:
        places = list(re.finditer(rf"\b{preposition.group(0).strip()}\s+", base, re.IGNORECASE))
        if places:
            kept = base[places[-1].end() :]
            return f"{base[: places[-1].end()]}{_within(kept, bare)}{mark}"
    names = [match for match in _NAME.finditer(base) if match.start() > 0]
    many = re.match(r"(?:how many|how much|what share of)\s+", bare, re.IGNORECASE)
    if names and bare[:1].isupper() and not many:
        last = names[-1]
        return f"{base[: last.start()]}{bare}{base[last.end() :]}{mark}"
    return f"{base} {fragment}{mark}" if bare else before


def _within(phrase: str, bare: str) -> str:
    """A phrase with its last name replaced, so that the names before it stay: "PwC Consulting" → "PwC Deals"."""
    names = list(_NAME.finditer(phrase))
    if len(names) > 1 and names[-1].end() == len(phrase.rstrip()) and len(bare.split()) == 1:
        return f"{phrase[: names[-1].start()]}{bare}"
    return bare

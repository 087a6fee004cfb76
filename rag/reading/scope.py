"""How firmly a statement is bound to what a question asks: which of the question's words it has, and how near.

Words count by how rare they are in the collection. A word may stand in the statement itself or in a label of its cell,
near it (caption, group, the line before), in the headings above it, on its page, or in the name of its document: the
further away, the less it counts. A number or a name has no near relation; other words may be said by a relative
("cost" by "price") where an encoder is there to tell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.questions.question import Question
from rag.terms import terms

Kinship = Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]]
"""(n, m): how close in meaning words are, 0 for strangers, 1 for the same."""

OWN, NEAR, ABOVE, PAGE, DOCUMENT = 1.0, 0.9, 0.8, 0.45, 0.7
_NAME_ON_PAGE, ELSEWHERE = 0.6, 0.5
_LIGHT_WORDS = """
take get have make go use come do need want know tell call happen give put keep let say see look ask mean work start try
long much many often usually exactly actually currently still really there per each total number amount overall
question kind type way thing main different various following stand
"""
_LIGHT = 0.25
_LAYOUT = 0.4
"""What words of order and layout ("share", "point", "year") weigh, that many texts about the answer do not have."""
_KIN_COUNTS = 0.75
_FOCUS = re.compile(
    r"\bhow many (?:more |fewer |other |different )?(?P<a>.+)|\b(?:which|what) (?!is|are|was"
    r"|were|do|does|did|has|have|percent)(?P<b>.+)"
    r"|\bwhat (?:are|were) (?:the |all (?:the )?)?(?P<c>.+)|^\W*(?:list|name) (?:all )?(?:the )?(?P<d>.+)",
    re.IGNORECASE,
)
_FOCUS_ENDS = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must|in|of"
    r"|on|at|for|from|to|by|with|there|that|who|"
    r"which|i|you|we|they|it|the|a|an|my|your|its|their|took|take|got|get|made|make|per|than|as|or|and)\b|[?,.;:]",
    re.IGNORECASE,
)
_NUMERAL = re.compile(
    r"^(?:\d+|two|three|four|five|six|seven|eight|nine|ten|main|other|different|single|total)$", re.IGNORECASE
)
_FOCUS_WORDS = 2
_VAGUE = "percentage percent share proportion number amount total kind type sort name date day time thing s"
MONTHS = {
    terms(name)[0]: str(i)
    for i, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
"""The number of each month, by its term."""
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Scope:
    """The words of a statement by their distance from it, as terms."""

    own: frozenset[str]
    near: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    page: frozenset[str] = frozenset()
    document: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    """On other pages of the same document: a name there is still what the document is about."""

    def layers(self) -> tuple[tuple[float, frozenset[str]], ...]:
        """From the nearest to the furthest, with what a word there counts."""
        return (OWN, self.own), (NEAR, self.near), (ABOVE, self.above), (DOCUMENT, self.document), (PAGE, self.page)


@dataclass(frozen=True)
class Asked:
    """A question with what its words weigh and which words are their relatives."""

    question: Question
    terms: tuple[str, ...]
    weights: Mapping[str, float]
    exact: frozenset[str]
    """Names and numbers: nothing else says them."""
    focus: tuple[str, ...] = ()
    """What is counted, listed or picked: "how many OFFICES", "which COMMITTEES"; an answer is about one of these."""
    kin: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """For each term, how well other terms say it."""

    def binding(self, scope: Scope) -> float:
        """0 to 1: the weighted share of the question's words that the scope has, each counted where it is nearest."""
        total = sum(self.weights[term] for term in self.terms)
        found = sum(self.weights[term] * self.presence(term, scope) for term in self.terms)
        return found / total if total else 0.0

    def presence(self, term: str, scope: Scope) -> float:
        """How near a term stands, 0 to 1."""
        best = 0.0
        for weight, words in scope.layers():
            if weight <= best:
                continue
            if weight == PAGE and term in self.exact and not term[0].isdigit():
                weight = _NAME_ON_PAGE
            best = max(best, weight * self._said(term, words))
        if best < ELSEWHERE and term in self.exact and not term[0].isdigit() and term in scope.elsewhere:
            return ELSEWHERE
        return best

    def own_share(self, words: Collection[str]) -> float:
        """The weighted share of the question's words that stand among some terms."""
        total = sum(self.weights[term] for term in self.terms)
        return sum(self.weights[term] * self._said(term, words) for term in self.terms) / total if total else 0.0

    def focused(self, scope: Scope) -> float:
        """1 where what is counted or listed stands in or beside a statement, less where it is further away."""
        if not self.focus:
            return 1.0
        for words, counts in ((scope.own | scope.near, 1.0), (scope.above, 0.92), (scope.page, 0.8)):
            if any(self.said(term, words) for term in self.focus):
                return counts
        return 0.72

    def missing(self, scope: Scope) -> float:
        """The weight of the heaviest term that the scope has nowhere, as a share of the heaviest; 0 to 1."""
        heaviest = max(self.weights.values(), default=0.0)
        lacking = [self.weights[term] * (1 - min(1.0, 2 * self.presence(term, scope))) for term in self.terms]
        return max(lacking, default=0.0) / heaviest if heaviest else 0.0

    def said(self, term: str, words: Collection[str]) -> bool:
        """Whether a term, or a close relative of it, is among some terms."""
        return self._said(term, words) >= 0.5

    def _said(self, term: str, words: Collection[str]) -> float:
        if term in words:
            return 1.0
        if term[0].isdigit():
            return 1.0 if _numbered(term, words) else 0.0
        if term in MONTHS and dated(term, words):
            return 1.0
        relatives = self.kin.get(term, {})
        if not relatives:
            return 0.0
        return _KIN_COUNTS * max((relatives.get(word, 0.0) for word in words), default=0.0)


def asked(
    question: Question, frequency: Mapping[str, int], n_chunks: int, texts: Sequence[str], kinship: Kinship | None
) -> Asked:
    """Weigh the words of a question by how rare they are, and find their relatives in the texts of the evidence."""
    wanted = heard_terms(question)
    subject = set(question.subject)
    weights = {
        term: _rarity(frequency.get(term, 0), n_chunks) * _lightness(term) * (1.0 if term in subject else _LAYOUT)
        for term in wanted
    }
    exact = frozenset(term for term in question.keys if term in weights) | {
        term for term in wanted if term[0].isdigit()
    }
    soft = [term for term in wanted if term not in exact and not term[0].isdigit()]
    return Asked(
        question, tuple(wanted), weights, exact, focus_terms(question), _relatives(question, soft, texts, kinship)
    )


def heard_terms(question: Question) -> tuple[str, ...]:
    """The question's terms that can be looked for: no single letters left over from a genitive."""
    return tuple(term for term in question.terms if term != "s") or question.terms


def focus_terms(question: Question) -> tuple[str, ...]:
    """The terms of the noun behind "how many", "which", "what are the"; none where the question has no such noun."""
    match = _FOCUS.search(question.asked)
    if match is None:
        return ()
    phrase = next(group for group in match.groups() if group is not None)
    end = _FOCUS_ENDS.search(phrase)
    words = [word for word in phrase[: end.start() if end else None].split() if not _NUMERAL.match(word)]
    return tuple(term for word in words[:_FOCUS_WORDS] for term in terms(word) if term not in _vague_terms())


def _relatives(
    question: Question, soft: Sequence[str], texts: Sequence[str], kinship: Kinship | None
) -> dict[str, dict[str, float]]:
    """For each term that may have relatives, the terms of the texts that say the same. Compared as whole words."""
    if kinship is None or not soft:
        return {}
    mine = {term: word for word in _words([question.asked]) for term in terms(word) if term in soft}
    theirs = {term: word for word in _words(texts) for term in terms(word)[:1]}
    if not mine or not theirs:
        return {}
    close = kinship(list(mine.values()), list(theirs.values()))
    names = list(theirs)
    return {term: {names[j]: float(close[i, j]) for j in np.flatnonzero(close[i] > 0)} for i, term in enumerate(mine)}


def _words(texts: Sequence[str]) -> list[str]:
    return sorted({word.lower() for text in texts for word in _WORD.findall(text)})


def _rarity(count: int, n_chunks: int) -> float:
    return math.log1p((max(n_chunks, 1) - count + 0.5) / (count + 0.5)) if n_chunks else 1.0


def _lightness(term: str) -> float:
    return _LIGHT if term in _light_terms() else 1.0


@lru_cache(maxsize=1)
def _vague_terms() -> frozenset[str]:
    return frozenset(terms(_VAGUE))


@lru_cache(maxsize=1)
def _light_terms() -> frozenset[str]:
    return frozenset(terms(_LIGHT_WORDS))


def _numbered(term: str, words: Collection[str]) -> bool:
    """Whether a number is part of a range or date that is among the words: 70 of 70-74, 2018 of 21/03/2018."""
    parts = term.split("_")
    found = {part.lstrip("0") or "0" for word in words if word[0].isdigit() for part in word.split("_")}
    return all((part.lstrip("0") or "0") in found for part in parts)


def dated(month: str, words: Collection[str]) -> bool:
    """Whether a date of that month is among the words: "march" of 16-03-2018."""
    number = MONTHS[month]
    return any(
        number in [part.lstrip("0") for part in word.split("_")]
        for word in words
        if word[0].isdigit() and word.count("_") == 2
    )


def scope_terms(*texts: str) -> frozenset[str]:
    """The terms of some texts."""
    return frozenset(term for text in texts for term in terms(text))

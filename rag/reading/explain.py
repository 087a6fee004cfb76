"""Reads what takes more than a value: definitions, reasons, steps. Whole sentences, with those that go with them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.reading.evidence import Source, Statement
from rag.reading.finding import Finding
from rag.reading.lookup import bound, says_more
from rag.reading.passage import is_item
from rag.reading.scope import Asked, scope_terms
from rag.reading.sought import Sought
from rag.terms import terms

_REASON = re.compile(
    r"\b(?:because|since|due to|so that|in order to|as a result|therefore|caused? by|reasons?"
    r"|owing to|thanks to|otherwise|"
    r"in case|may (?:cause|fail|result|be)|can (?:cause|result|lead)|leads? to|to (?:prevent"
    r"|avoid|ensure))\b|因为|由于|以免|为了|导致|因此",
    re.IGNORECASE,
)
_IS = re.compile(
    r"^\W*(?:is|are|was|were|means?|refers?|stands? for|describes?|denotes?|comprises?"
    r"|consists?|provides?|helps?)\b|^\W*(?:是|指|即|为)",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"(?:what|who)(?:'s| is| are| was| were) (?:meant by )?(?:an? |the )?(?P<a>[^?]+)"
    r"|what do(?:es)? (?:an? |the )?(?P<b>.+?) (?:mean|stand for)"
    r"|什么是(?P<c>[^?？]+)|(?P<d>[^?？]+?)(?:是什么|什么意思|指的是)",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\s+(?:in|on|at|of|for|according to|by|from|as)\s+.*$", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.)、]?|step \d+|[a-z][.)]|[●•–-])\s", re.IGNORECASE)
_MOST_WORDS = 62
_N_STEPS = 5


class DefinitionReader:
    """What something is: the sentence that says so of it, or what stands under its name as a heading."""

    name = "definition"

    def read(self, asked: Asked, sought: Sought, sources: Sequence[Source]) -> list[Finding]:
        """Sentences of which the thing is the subject, the firmest first."""
        match = _DEFINED.search(asked.question.asked) if sought == "definition" else None
        if match is None:
            return []
        phrase = next(group for group in match.groups() if group)
        things = [tuple(terms(words)) for words in (phrase, _WHERE.sub("", phrase)) if terms(words)]
        found = []
        for source in sources:
            sentences = [one for one in source.statements if one.form in ("sentence", "item", "row")]
            for i, one in enumerate(sentences):
                merit = max((_defines(thing, one) for thing in things), default=0.0)
                if merit > 0:
                    strength = source.trust * min(1.0, 0.55 * bound(asked, one) + 0.45 * merit)
                    follow = _following(sentences, i, _MOST_WORDS) if merit < 1 or len(one.text.split()) < 14 else ()
                    found.append(Finding((one, *follow), strength, reader=self.name))
        return sorted(found, key=lambda finding: -finding.strength)


def _defines(thing: Sequence[str], statement: Statement) -> float:
    """1 where the thing is the subject of a sentence that says what it is, less where it only stands in its heading."""
    words = terms(statement.text)
    n = len(thing)
    at = next((i for i in range(min(len(words), 12)) if tuple(words[i : i + n]) == tuple(thing)), -1)
    if at >= 0:
        tail = _after(statement.text, at + n)
        if _IS.search(tail):
            return 1.0 if at <= 2 else 0.8
        if re.match(r"^\W*[:：–—-]\s", tail) or re.match(r"^\s*\(", tail):
            return 0.85
        if re.search(
            r"\b(?:abbreviation|short for|known as|called|means|stands for|defined as)\b", statement.text, re.IGNORECASE
        ):
            return 0.8
    if re.search(r"\babbreviation\b|\bshort for\b|\bstands? for\b", statement.text, re.IGNORECASE) and set(
        thing
    ) <= set(words):
        return 0.9
    heading = terms(statement.heading)
    if heading and set(thing) <= set(heading) and len(heading) <= n + 2:
        return 0.75
    return 0.0


def _after(text: str, n_terms: int) -> str:
    """What follows the first n terms of a text."""
    for match in re.finditer(r"[\w'’-]+", text):
        if len(terms(text[: match.end()])) >= n_terms:
            return text[match.end() :]
    return ""


class ReasonReader:
    """Why: the sentence about it, and the one that gives the reason."""

    name = "reason"

    def read(self, asked: Asked, sought: Sought, sources: Sequence[Source]) -> list[Finding]:
        """Sentences with a reason in them or right behind them, the firmest first."""
        if sought != "reason":
            return []
        found = []
        for source in sources:
            sentences = [one for one in source.statements if one.form in ("sentence", "item", "row", "pair")]
            for i, one in enumerate(sentences):
                if not says_more(asked.question, one.text) and i + 1 >= len(sentences):
                    continue
                follow = _following(sentences, i, _MOST_WORDS)[:2]
                gives = bool(_REASON.search(one.text))
                given = any(_REASON.search(other.text) for other in follow)
                strength = source.trust * (bound(asked, one) + (0.12 if gives else 0.06 if given else 0.0))
                found.append(Finding((one, *follow), min(1.0, strength), reader=self.name))
        return sorted(found, key=lambda finding: -finding.strength)


class StepsReader:
    """How something is done: what stands under the heading that names it, else the sentences that tell."""

    name = "steps"

    def read(self, asked: Asked, sought: Sought, sources: Sequence[Source]) -> list[Finding]:
        """The steps under the best heading, the firmest first."""
        if sought != "steps":
            return []
        found = []
        for source in sources:
            sentences = [one for one in source.statements if one.form in ("sentence", "item")]
            for i, one in enumerate(sentences):
                first = i == 0 or sentences[i - 1].heading != one.heading
                if not first and not _NUMBERED.match(one.text):
                    continue
                context = source.hit.chunk.context.split("\n")[0].rsplit("›", 1)[-1]
                heading = scope_terms(one.heading or context)
                named = _named(asked, heading, one)
                extra = len(heading) - sum(any(asked.said(t, {w}) for t in asked.terms) for w in heading)
                steps = (one, *_under(sentences, i))
                told = sum(bool(_NUMBERED.match(step.text)) for step in steps) / len(steps)
                strength = source.trust * min(
                    1.0, 0.5 * asked.binding(one.scope) + 0.5 * named + 0.1 * told - 0.03 * extra
                )
                found.append(Finding(steps, strength, reader=self.name))
        return sorted(found, key=lambda finding: -finding.strength)


def _named(asked: Asked, heading: frozenset[str], one: Statement) -> float:
    """The weighted share of the question's words that a heading has, those aside that the document's name has."""
    rest = [term for term in asked.terms if term not in one.scope.document]
    total = sum(asked.weights[term] for term in rest)
    return sum(asked.weights[term] for term in rest if asked.said(term, heading)) / total if total else 0.0


def _under(sentences: Sequence[Statement], at: int) -> tuple[Statement, ...]:
    """The sentences that stand under the same heading, as many as can be shown."""
    found: list[Statement] = []
    n_words = len(sentences[at].text.split())
    for other in sentences[at + 1 :]:
        n_words += len(other.text.split())
        if other.heading != sentences[at].heading or n_words > _MOST_WORDS + 10 or len(found) >= _N_STEPS:
            break
        found.append(other)
    return tuple(found)


def _following(sentences: Sequence[Statement], at: int, most_words: int) -> tuple[Statement, ...]:
    """The sentences that come next, as long as they are short enough together."""
    found, n_words = [], len(sentences[at].text.split())
    for other in sentences[at + 1 : at + 3]:
        n_words += len(other.text.split())
        if n_words > most_words or (is_item(other.text) and not is_item(sentences[at].text)):
            break
        found.append(other)
    return tuple(found)

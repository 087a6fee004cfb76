"""Reads a value or a sentence off: the statement that is bound most firmly and has a value of the kind sought."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.questions.question import Question
from rag.reading.evidence import Source, Statement
from rag.reading.finding import Finding
from rag.reading.numbers import is_year, number_of
from rag.reading.scope import Asked, scope_terms
from rag.reading.sought import VALUED, Sought, Span, spans
from rag.terms import terms

_OWN = 0.35
_WORDED: frozenset[Sought] = frozenset({"date", "time", "person", "place"})
"""What people tell in words that no pattern knows: "at nine", "after the harvest", "four people", "behind the mill"."""
_ALL = 0.99
_EXTRA = 0.12
_LONG = 0.004
_PERCENT = re.compile(r"%|％|\bper ?cent|\bshare\b|\bproportion\b|比例|占比|率")
_NEARBY = 6
_FAR = 0.75
"""What is left of a sentence's strength where its value stands far from the question's words."""
_CLOSE_BY = 0.35
_OWN_OF_CELL = 0.2
_LEAD = 1.3
_FREE = 25
_MONEY_UNIT = re.compile(
    r"\b(?:thousand|million|billion|trillion)\b|万|亿|"
    r"[$€£¥₹]|\b(?:RM|USD|EUR|GBP|crowns?|dollars?|euros?|pounds?|price|cost|amount|fee)\b|元|克朗|价|金额|费",
    re.IGNORECASE,
)
_MONEY_NOUN = re.compile(
    r"\b(?:revenues?|turnover|sales|income|profits?|loss|earnings|expenses?|spen[dt]|budget|salar(?:y|ies)|wages?|rent|fares?|"
    r"tax(?:es)?|assets|liabilities|equity|goodwill|cash|debt|dividends?|allowance|discount)\b|收入|利润|支出|成本|资产|负债|工资|税",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\d\s?[%％]?\s?(?:to|-|–|至)\s?\d")
_CENTS = re.compile(r"[.,]\d\d(?!\d)|[$€£¥₹]|RM|元")
_TAX_CODE = re.compile(r"(?<=[.,]\d\d)\s?[A-Za-z]{1,3}\*?$")
_HAS_LETTERS = re.compile(r"[^\W\d_]{2}")


class LookupReader:
    """Values beside labels, cells of tables, sentences that state it."""

    name = "lookup"

    def read(self, asked: Asked, sought: Sought, sources: Sequence[Source]) -> list[Finding]:
        """The statements that may answer, the firmest first."""
        found = [
            finding
            for source in sources
            for statement in source.statements
            if (finding := _finding(asked, sought, source, statement)) is not None
        ]
        return sorted(found, key=lambda finding: -finding.strength)


def _finding(asked: Asked, sought: Sought, source: Source, statement: Statement) -> Finding | None:
    if statement.cell is not None:
        return _of_cell(asked, sought, source, statement)
    value, near = "", 1.0
    if sought in _WORDED and _is_told_in_words(asked, sought, statement):
        pass
    elif sought in VALUED:
        fresh = fresh_spans(asked.question, sought, statement.text, statement.form)
        if not fresh:
            return None
        value, near = nearest_value(asked, sought, statement.text, fresh)
    elif sought in ("person", "place"):
        named = {span.text for span in fresh_spans(asked.question, sought, statement.text)}
        if not named:
            return None
        value = next(iter(named)) if sought == "person" and len(named) == 1 else ""
    elif not says_more(asked.question, statement.text):
        return None
    strength = bound(asked, statement) * source.trust * (_FAR + (1 - _FAR) * near) - _LONG * max(
        0, len(statement.text.split()) - _FREE
    )
    return Finding((statement,), strength, value, reader="lookup")


def _is_told_in_words(asked: Asked, sought: Sought, statement: Statement) -> bool:
    """Whether a sentence says all that is asked, and more, with a time, a person or a place in words of no set form."""
    whole = statement.form == "sentence" and asked.own_share(statement.scope.own) >= _ALL
    return (
        whole and not fresh_spans(asked.question, sought, statement.text) and says_more(asked.question, statement.text)
    )


def _of_cell(asked: Asked, sought: Sought, source: Source, statement: Statement) -> Finding | None:
    cell = statement.cell
    assert cell is not None
    label = scope_terms(cell.labels)
    named = asked.own_share(label)
    if named == 0 or not fits(sought, statement) or cell.text in asked.question.text:
        return None
    extra = len([term for term in label if not any(asked.said(wanted, {term}) for wanted in asked.terms)])
    penalty = _EXTRA * extra / max(1, len(label))
    strength = (bound(asked, statement) - penalty) * source.trust
    shown = _TAX_CODE.sub("", cell.text)
    value = shown if sought in VALUED or sought == "person" or len(cell.text.split()) <= 6 else ""
    found = spans(sought, cell.text) if sought in VALUED else []
    if found and number_of(cell.text) is None:
        value = found[0].text
    return Finding((statement,), strength, value, unit_of(statement), reader="lookup")


def bound(asked: Asked, statement: Statement) -> float:
    """How firmly a statement is bound, 0 to 1: its whole scope, its own words once more, and what is counted."""
    scope = statement.scope
    if statement.cell is not None:
        own, share = asked.own_share(scope.own | scope.near | scope.above), _OWN_OF_CELL
    else:
        own, share = asked.own_share(scope.own | scope.near), _OWN
    return ((1 - share) * asked.binding(scope) + share * own) * asked.focused(scope)


def fits(sought: Sought, statement: Statement) -> bool:
    """Whether the value of a cell is of a kind."""
    cell, grid = statement.cell, statement.grid
    assert cell is not None
    number = number_of(cell.text)
    around = " ".join((cell.text, *cell.heads, cell.row, cell.group, grid.title if grid else ""))
    if sought == "percent":
        return number is not None and abs(number.value) <= 100 and bool(_PERCENT.search(around))
    if sought in ("count", "number"):
        return number is not None or (sought == "number" and bool(spans("number", cell.text)))
    if sought in ("money", "total"):
        priced = bool(_CENTS.search(cell.text) or _MONEY_UNIT.search(around) or _MONEY_NOUN.search(around))
        return priced and (number is not None or bool(spans("money", cell.text)))
    if sought == "year":
        return is_year(cell.text) or bool(spans("year", cell.text))
    if sought in VALUED:
        return bool(spans(sought, cell.text))
    if sought in ("person", "place"):
        return bool(_HAS_LETTERS.search(cell.text)) and number is None
    return bool(cell.text.strip())


def unit_of(statement: Statement) -> str:
    """What the value of a cell is counted in: its own unit, or the one that its headings give."""
    cell, grid = statement.cell, statement.grid
    assert cell is not None
    number = number_of(cell.text)
    if number is None or number.unit:
        return ""
    around = " ".join((*cell.heads, cell.row, cell.group, grid.title if grid else ""))
    scale = re.search(r"\(?\b(?:\w+ )?in (thousands|millions|billions)\b", around, re.IGNORECASE)
    if scale:
        return f"in {scale.group(1).lower()}"
    named = re.search(r"\(([^()\d]{1,14})\)\s*$", cell.heads[-1] if cell.heads else cell.row)
    if named:
        return named.group(1).strip()
    return "%" if re.search(r"%|％", around) and abs(number.value) <= 100 else ""


def fresh_spans(question: Question, sought: Sought, text: str, form: str = "sentence") -> list[Span]:
    """The values of a kind that the question does not have itself. On a form, money is written with its cents."""
    found = [span for span in spans(sought, text) if span.text not in question.text]
    if sought == "money" and form in ("row", "pair"):
        return [span for span in found if _CENTS.search(span.text)]
    if sought == "money" and form in ("sentence", "item") and not _MONEY_UNIT.search(text):
        return []
    return found


def says_more(question: Question, text: str) -> bool:
    """Whether a text has words that the question does not have: one that only repeats it answers nothing."""
    return len(set(terms(text)) - set(terms(question.text))) >= 2


def nearest_value(asked: Asked, sought: Sought, text: str, found: Sequence[Span]) -> tuple[str, float]:
    """The value nearest to the question's words, and how near it is, 0 to 1; no value where two are about as near."""
    ranked = sorted(((_nearness(asked, sought, text, span), -i) for i, span in enumerate(found)), reverse=True)
    best, at = ranked[0]
    near = min(1.0, best / _CLOSE_BY)
    others = [score for score, i in ranked[1:] if found[-i].text != found[-at].text]
    if others and best <= _LEAD * others[0] + 0.02:
        return "", near
    if sought == "percent" and _RANGE.search(found[-at].text):  # two shares that are weighed against each other
        return "", near
    return found[-at].text, near


def _nearness(asked: Asked, sought: Sought, text: str, span: Span) -> float:
    """The weight of the question's words around a value, near ones counting more; of a count, of what is counted."""
    before, after = terms(text[: span.start])[-_NEARBY:], terms(text[span.end :])[:_NEARBY]
    if sought == "count" and asked.focus:
        return _counted(asked, before, after)
    total = sum(asked.weights.values()) or 1.0
    score = 0.0
    for term in asked.terms:
        near = [0.7 / (1 + 0.35 * i) for i, word in enumerate(after) if asked.said(term, {word})]
        near += [0.8 / (1 + 0.35 * i) for i, word in enumerate(reversed(before)) if asked.said(term, {word})]
        score += asked.weights[term] * max(near, default=0.0)
    return score / total


def _counted(asked: Asked, before: Sequence[str], after: Sequence[str]) -> float:
    """How near what is counted stands to a number, best right behind it: "546 properties", "Offices: 17"."""
    behind = [1.0 / (1 + 0.5 * i) for i, word in enumerate(after[:4]) if _any(asked, word)]
    ahead = [0.7 / (1 + 0.6 * i) for i, word in enumerate(reversed(before[-4:])) if _any(asked, word)]
    return max((*behind, *ahead), default=0.0)


def _any(asked: Asked, word: str) -> bool:
    return any(asked.said(term, {word}) for term in asked.focus)

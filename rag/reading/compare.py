"""Reads tables as tables: the largest and smallest of a column, the difference of two cells, the sum of a column."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.reading.evidence import Source, Statement
from rag.reading.finding import Finding
from rag.reading.lookup import unit_of
from rag.reading.numbers import number_of, written
from rag.reading.scope import Asked, scope_terms
from rag.reading.sought import Sought
from rag.terms import terms

_MOST = re.compile(
    r"\b(?:most|highest|largest|biggest|greatest|longest|tallest|maximum|max|best|top|busiest"
    r"|oldest|heaviest|more often|main|"
    r"leading|peak)\b|最(?:多|高|大|长|好|早|贵|常)",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\b(?:least|lowest|smallest|fewest|shortest|minimum|min|worst|cheapest|youngest|lightest)\b|最(?:少|低|小|短|差|便宜|晚)",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"\b(?:how (?:many|much) (?:more|fewer|less|higher|lower)|by how (?:many|much)"
    r"|difference between|how much (?:did|has|have) .{1,60}"
    r"\b(?:grow|grew|increase|decrease|rise|rose|fall|fell|drop|change)|(?:more|fewer|higher"
    r"|lower|less) .{1,50}\bthan\b.*)\b|相差|多多少|少多少|差多少|增加了多少|减少了多少|比.{1,20}多(?:了)?多少",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"^(?:grand )?total\b|^all\b|^sum\b|合计|总计|^average\b|\boverall\b", re.IGNORECASE)
_LEAST_CELLS = 2
_CLOSE = 0.12
_WHICH = re.compile(r"\b(?:which|who|what (?:is|was) the name)\b|哪(?:一?[个家种款项位座条些]|里)|谁", re.IGNORECASE)
"""Asks for the row and not for its number."""


@dataclass(frozen=True, slots=True)
class _Column:
    """The cells of one column, or one row, of one table that are numbers."""

    source: Source
    statements: tuple[Statement, ...]
    strength: float


class SuperlativeReader:
    """Which row has the most or least."""

    name = "superlative"

    def read(self, asked: Asked, sought: Sought, sources: Sequence[Source]) -> list[Finding]:
        """The row with the largest or smallest value of the column that is asked for."""
        text = asked.question.asked
        least, most = _LEAST.search(text), _MOST.search(text)
        if not (least or most) or _DIFFERENCE.search(text):
            return []
        found = []
        for column in _columns(asked, sources):
            rows = _comparable(asked, column.statements)
            if len(rows) < _LEAST_CELLS:
                continue
            ranked = sorted(rows, key=_value, reverse=not least)
            best = ranked[0]
            if _value(best) == _value(ranked[1]):
                continue
            found.append(_superlative(asked, sought, column, best))
        return sorted(found, key=lambda finding: -finding.strength)


def _superlative(asked: Asked, sought: Sought, column: _Column, best: Statement) -> Finding:
    assert best.cell is not None
    row = best.cell.row
    wants_value = sought in ("count", "percent", "money", "number") and not _WHICH.search(asked.question.asked)
    value, unit = (best.cell.text, unit_of(best)) if wants_value else (row, "")
    said = f"{row}: {best.cell.text}{_spaced(unit_of(best))}"
    return Finding((best,), column.strength, value, unit, said, reader="superlative")


class DifferenceReader:
    """How much more one cell has than another."""

    name = "difference"

    def read(self, asked: Asked, sought: Sought, sources: Sequence[Source]) -> list[Finding]:
        """The difference of two cells of one column or row, with both cells."""
        if not _DIFFERENCE.search(asked.question.asked):
            return []
        found = []
        sides = _sides(asked)
        for column in _columns(asked, sources, along_rows=True):
            pair = _pair(asked, sides, column.statements)
            if pair is not None:
                found.append(_difference(pair, column.strength))
        return sorted(found, key=lambda finding: -finding.strength)


def _difference(pair: tuple[Statement, Statement], strength: float) -> Finding:
    numbers = [number_of(statement.value) for statement in pair]
    first, second = numbers
    assert first is not None and second is not None
    high, low = sorted((first, second), key=lambda number: -number.value)
    value = written(high.value - low.value, max(high.decimals, low.decimals))
    unit = unit_of(pair[0]) or ("%" if first.unit == "%" else "")
    unit = "percentage points" if unit == "%" else unit
    return Finding(pair, strength, value, unit, f"{high.text} − {low.text}", reader="difference")


def _columns(asked: Asked, sources: Sequence[Source], *, along_rows: bool = False) -> list[_Column]:
    """The columns of numbers that have something to do with the question, with how firmly they are bound to it."""
    found = []
    for source in sources:
        groups: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
        for statement in source.statements:
            cell = statement.cell
            if cell is None or statement.form != "cell" or number_of(cell.text) is None or not cell.row:
                continue
            groups[(id(statement.grid), "column", cell.at[1], cell.heads)].append(statement)
            if along_rows:
                groups[(id(statement.grid), "row", cell.at[0])].append(statement)
        for statements in groups.values():
            if len(statements) >= _LEAST_CELLS:
                found.append(_Column(source, tuple(statements), _column_strength(asked, source, statements)))
    return [column for column in found if column.strength > 0]


def _column_strength(asked: Asked, source: Source, statements: Sequence[Statement]) -> float:
    """What the heading, the title and what is above say, beyond what single rows say."""
    shared = frozenset.intersection(*(statement.scope.own for statement in statements))
    first = statements[0]
    heads = scope_terms(" ".join(first.cell.heads if first.cell else ()), first.grid.label_head if first.grid else "")
    groups = scope_terms(" ".join({statement.cell.group for statement in statements if statement.cell}))
    whole = frozenset().union(*(statement.scope.own for statement in statements))
    scope = replace(first.scope, own=shared | heads | groups, near=first.scope.near | whole)
    own = asked.own_share(scope.own | scope.near)
    return source.trust * (0.5 * asked.binding(scope) + 0.3 * own + 0.2 * asked.own_share(heads))


def _comparable(asked: Asked, statements: Sequence[Statement]) -> list[Statement]:
    """The rows that compete: those under the group that the question names, else all; never a row of totals."""
    rows = [one for one in statements if one.cell is not None and not _TOTAL.search(one.cell.row)]
    named = [one for one in rows if one.cell and one.cell.group and asked.own_share(scope_terms(one.cell.group)) > 0]
    return named or rows


def _value(statement: Statement) -> float:
    number = number_of(statement.value)
    return number.value if number is not None else 0.0


def _sides(asked: Asked) -> tuple[frozenset[str], frozenset[str]]:
    """The two things that a question compares, as terms: the years it names, or the words around "than" or "and"."""
    text = asked.question.asked
    years = re.findall(r"\b(?:1[5-9]|20)\d\d\b", text)
    if len(set(years)) >= 2:
        return frozenset(terms(years[0])), frozenset(terms(years[-1]))
    for pattern in (r"\bbetween\b(.+?)\band\b(.+)", r"(.+?)\bthan\b(.+)", r"\bfrom\b(.+?)\bto\b(.+)", r"(.+?)比(.+)"):
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            first, second = (frozenset(terms(side)) & frozenset(terms(text)) for side in match.groups())
            return first - second, second - first
    return frozenset(), frozenset()


def _pair(
    asked: Asked, sides: tuple[frozenset[str], frozenset[str]], statements: Sequence[Statement]
) -> tuple[Statement, Statement] | None:
    """The two cells that the sides of a comparison name, each clearly; None where one is not there."""
    chosen = []
    for side, other in (sides, sides[::-1]):
        ranked = sorted(((_named(asked, side, other, one), i) for i, one in enumerate(statements)), reverse=True)
        if not ranked or ranked[0][0] <= 0 or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _CLOSE):
            return None
        chosen.append(statements[ranked[0][1]])
    return (chosen[0], chosen[1]) if chosen[0] is not chosen[1] else None


def _named(asked: Asked, side: frozenset[str], other: frozenset[str], statement: Statement) -> float:
    """How far the labels of a cell name one side and not the other, each label word counting."""
    assert statement.cell is not None
    label = scope_terms(statement.cell.labels)
    if not label or not side:
        return 0.0
    named = sum(term in label or asked.said(term, label) for term in side if term in asked.weights or term in label)
    against = sum(term in label for term in other)
    return (named - against) / max(1.0, math.sqrt(len(label)))


def _spaced(unit: str) -> str:
    return unit if unit in ("", "%") else f" {unit}"

"""What a reading says about itself: how firmly the best finding is bound, and what the question has that it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from rag.reading.numbers import is_year
from rag.reading.reading import Reading
from rag.reading.scope import Scope


@dataclass(frozen=True, slots=True)
class ReadingSignals:
    """Each from 0 to 1."""

    strength: float
    """How firmly the first finding is bound to the question, how far its source is trusted."""
    binding: float
    """The weighted share of the question's words around it."""
    own: float
    """The weighted share of the question's words in it."""
    lacking: float
    """How heavy the heaviest word is that stands nowhere around it, beside the heaviest of the question."""
    unnamed: float
    """The weighted share of the question's names and numbers that stand neither in it nor near nor above it."""
    undated: float
    """Whether it names a year that stands neither in it nor near nor above it: 1 or 0."""
    ahead: float
    """How much firmer it is than the first finding in another document."""


def reading_signals(reading: Reading) -> ReadingSignals:
    """The signals of a reading; the worst where nothing was found."""
    if not reading.findings:
        return ReadingSignals(0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0)
    asked, first = reading.asked, reading.findings[0]
    scope = _together([one.scope for one in first.statements])
    near = Scope(scope.own, scope.near, scope.above, document=scope.document)
    exact = [term for term in asked.terms if term in asked.exact]
    weight = sum(asked.weights[term] for term in exact)
    unnamed = sum(asked.weights[term] * (1 - min(1.0, asked.presence(term, near) / 0.7)) for term in exact)
    return ReadingSignals(
        strength=min(1.0, first.strength),
        binding=asked.binding(scope),
        own=asked.own_share(scope.own | scope.near),
        lacking=asked.missing(scope),
        unnamed=unnamed / weight if weight else 0.0,
        undated=float(any(is_year(term) and asked.presence(term, near) == 0 for term in exact)),
        ahead=reading.ahead,
    )


def _together(scopes: list[Scope]) -> Scope:
    """The words of several statements as those of one."""
    first = scopes[0]
    own = frozenset().union(*(scope.own for scope in scopes))
    near = frozenset().union(*(scope.near for scope in scopes))
    return Scope(own, near, first.above, first.page, first.document, first.elsewhere)

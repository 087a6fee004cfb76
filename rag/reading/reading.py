"""Reads an answer from evidence: asks every reader, and takes what is bound most firmly to the question.

What comes out is a `Reading`: the findings to show, and how sure they are. Knows nothing of how they are written down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.questions.question import Question
from rag.reading.compare import DifferenceReader, SuperlativeReader
from rag.reading.evidence import Piece, Source, read_evidence
from rag.reading.explain import DefinitionReader, ReasonReader, StepsReader
from rag.reading.finding import Finding
from rag.reading.listing import ListReader
from rag.reading.lookup import LookupReader
from rag.reading.scope import Asked, Kinship, asked, heard_terms
from rag.reading.sought import Sought, sought
from rag.reading.totals import TotalReader
from rag.terms import terms

AHEAD = 0.06
"""How much firmer a value has to be bound than any other one to be stressed."""
FIRM = 0.55
"""How firmly a value has to be bound to be stressed."""
_SHOWN_WITHIN = 0.88
_MOST_SHOWN = 3
_MOST_WORDS = 74


class Reader(Protocol):
    """Finds what answers one kind of question; nothing where the question or the evidence is of another kind."""

    @property
    def name(self) -> str: ...

    def read(self, asked: Asked, sought: Sought, sources: Sequence[Source]) -> list[Finding]:
        """Findings, the firmest first."""


class Frequencies(Protocol):
    """How common terms are in a collection; a `Ledger` knows it."""

    def document_frequency(self, collection: str, terms: Sequence[str]) -> dict[str, int]: ...

    def n_chunks(self, collection: str) -> int: ...


SPECIAL: tuple[Reader, ...] = (TotalReader(), DifferenceReader(), SuperlativeReader())
GENERAL: tuple[Reader, ...] = (DefinitionReader(), ReasonReader(), StepsReader(), ListReader(), LookupReader())
_SPECIAL_BONUS = 0.15
_KIND_BONUS = 0.1
_KINDS = frozenset({"definition", "reason", "steps"})
_ALONE = frozenset({"steps", "difference", "superlative", "total"})
"""Readers whose first finding is shown alone: the next best are of other things, not more of the same."""
_SETTLED = 0.3
_AS_FIRM = 0.05


@dataclass(frozen=True)
class Reading:
    """What was read."""

    asked: Asked
    sought: Sought
    sources: Sequence[Source]
    findings: tuple[Finding, ...] = ()
    """To be shown, the firmest first; a value only where one stands clearly ahead."""
    tied: tuple[Finding, ...] = ()
    """Other documents' totals that fit the question as well as the first finding does."""
    ahead: float = 0.0
    """How much firmer the first finding is than the first one in another document."""

    @property
    def strength(self) -> float:
        """How firmly the first finding is bound, 0 to 1; 0 where nothing was found."""
        return self.findings[0].strength if self.findings else 0.0

    @property
    def missing(self) -> float:
        """How heavy the heaviest word of the question is that the first finding has nowhere around it, 0 to 1."""
        return self.asked.missing(self.findings[0].statements[0].scope) if self.findings else 1.0


@dataclass(frozen=True)
class Desk:
    """Reads with a set of readers, the statistics of a collection and, where there is one, an encoder of words."""

    frequencies: Frequencies | None = None
    kinship: Kinship | None = None
    special: tuple[Reader, ...] = SPECIAL
    general: tuple[Reader, ...] = GENERAL

    def read(self, question: Question, pieces: Sequence[Piece], titles: Mapping[str, str] | None = None) -> Reading:
        """What the pieces of evidence answer."""
        sources = read_evidence(pieces, titles)
        wanted = heard_terms(question)
        n_chunks = self.frequencies.n_chunks(question.query.collection) if self.frequencies else 0
        counts = self.frequencies.document_frequency(question.query.collection, wanted) if self.frequencies else {}
        heard = asked(question, counts, n_chunks, _texts(sources), self.kinship)
        kind = sought(question)
        found = [
            replace(finding, strength=finding.strength + _SPECIAL_BONUS)
            for reader in self.special
            for finding in reader.read(heard, kind, sources)[:_MOST_SHOWN]
        ]
        for reader in self.general if not _is_settled(kind, found) else ():
            bonus = _KIND_BONUS if reader.name in _KINDS else 0.0
            found += [
                replace(finding, strength=finding.strength + bonus)
                for finding in reader.read(heard, kind, sources)[: 4 * _MOST_SHOWN]
            ]
        found.sort(key=lambda finding: -finding.strength)
        return Reading(
            heard,
            kind,
            sources,
            tuple(_shown(_decided(question, found))),
            _tied(question, found, sources),
            _ahead(found, sources),
        )


def _is_settled(kind: Sought, found: Sequence[Finding]) -> bool:
    """Whether a calculation or a total was found: a single value of the calculation is not what is asked for then."""
    return any(one.reader in ("total", "difference") and one.strength >= _SETTLED for one in found) and kind != "text"


def _texts(sources: Sequence[Source]) -> list[str]:
    return [text for source in sources for text in (source.hit.chunk.text, source.hit.chunk.context)]


def _tied(question: Question, found: Sequence[Finding], sources: Sequence[Source]) -> tuple[Finding, ...]:
    """The totals of several receipts that fit alike, one of each document; none where one fits better.

    Who names a date or a number has said which one is meant, also where a scan has it wrong.
    """
    if not found or found[0].reader != "total" or question.numbers:
        return ()
    alike: dict[str, Finding] = {}
    for one in found:
        if one.reader == "total" and one.strength >= found[0].strength - _AS_FIRM:
            alike.setdefault(sources[one.statements[0].source].hit.document.id, one)
    return tuple(alike.values()) if len({_plain(one.value) for one in alike.values()}) > 1 else ()


def _ahead(found: Sequence[Finding], sources: Sequence[Source]) -> float:
    def document(finding: Finding) -> str:
        return sources[finding.statements[0].source].hit.document.id

    if not found:
        return 0.0
    other = next((one.strength for one in found if document(one) != document(found[0])), 0.0)
    return found[0].strength - other


def _decided(question: Question, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, the first one's value only where no other value is bound about as firmly.

    Totals of other receipts are no rivals where the question names the date or number of the one that it means.
    """
    if not findings:
        return []
    best = findings[0]
    told_apart = best.reader == "total" and bool(question.numbers)
    rivals = [one for one in findings[1:] if not (told_apart and one.reader == "total")]
    rival = next((one for one in rivals if _plain(one.value) != _plain(best.value)), None)
    rival_strength = rival.strength if rival is not None and (rival.value or best.value) else 0.0
    clear = best.strength >= FIRM and best.strength - rival_strength >= AHEAD
    first = best if clear else replace(best, value="")
    return [first, *(replace(one, value="") for one in findings[1:])]


def _shown(findings: Sequence[Finding]) -> list[Finding]:
    """Those worth a look: the first, and where it leaves a choice those about as firm, as long as there is room."""
    kept: list[Finding] = []
    n_words = 0
    for finding in findings:
        words = {term for one in finding.statements for term in terms(one.text)}
        n_words += _n_words(finding)
        full = len(kept) >= _MOST_SHOWN or n_words > _MOST_WORDS
        if kept and (full or kept[0].value or kept[0].reader in _ALONE):
            break
        if kept and finding.strength < _SHOWN_WITHIN * kept[0].strength:
            break
        if any(words <= {term for one in other.statements for term in terms(one.text)} for other in kept):
            n_words -= _n_words(finding)
            continue
        kept.append(finding)
    return kept


def _n_words(finding: Finding) -> int:
    shown = [one.text for one in finding.statements] + list(finding.items)
    return sum(len(text.split()) for text in shown) + 2


def _plain(value: str) -> str:
    return " ".join(value.lower().replace(",", "").split())

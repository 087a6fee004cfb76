"""Answers without a language model: finds the words of the evidence that answer, and quotes them with their markers.

A chain of readers, each good at one kind of question; the first that finds something answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.generators.base import Evidence, Prompt
from rag.questions.question import Question
from rag.reading.answer import stated_value
from rag.reading.passage import Passage, is_item, passages, without_bullet
from rag.reading.score import announces, rarity, score_passages
from rag.reading.table import answering_cell, with_header
from rag.reading.total import find_total
from rag.terms import terms

_LEAST = 0.2
_CLOSE = 0.8
_MAX_QUOTES = 3
_MAX_ITEMS = 12
_RANK_DECAY = 0.06
_ITEM_CHARS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that answer."""

    marker: int
    quote: str
    value: str = ""
    """The shortest answer in the quote; empty where it has to be read whole."""
    label: str = ""
    """What the value is, for a cell of a table."""
    items: tuple[str, ...] = ()
    """What follows the quote: the items of a list, the text under a heading."""


@dataclass(frozen=True, slots=True)
class Read:
    """One piece of evidence cut into passages."""

    evidence: Evidence
    passages: tuple[Passage, ...]


class Reader(Protocol):
    """Finds what answers a question; nothing where the question or the evidence is of another kind."""

    def read(self, question: Question, evidence: Sequence[Read]) -> list[Finding]: ...


class TotalReader:
    """The total of the receipt or invoice that was found first."""

    def read(self, question: Question, evidence: Sequence[Read]) -> list[Finding]:
        if question.wanted != "total":
            return []
        for read in evidence:
            total = find_total(read.passages)
            if total is not None:
                return [Finding(read.evidence.marker, total.row.text, total.text)]
        return []


class PassageReader:
    """The sentences and rows that share most with the question."""

    def read(self, question: Question, evidence: Sequence[Read]) -> list[Finding]:
        """The best and those nearly as good, later evidence trusted less; nothing where the best shares too little."""
        pool = [(read, i) for read in evidence for i in range(len(read.passages))]
        rare = rarity(question, [passage for read in evidence for passage in read.passages])
        scores = [score for read in evidence for score in score_passages(question, read.passages, rare)]
        trust = [1 - _RANK_DECAY * (read.evidence.marker - 1) for read, _ in pool]
        ranked = sorted(((float(scores[i]) * trust[i], -i) for i in range(len(pool))), reverse=True)
        if not ranked or ranked[0][0] < _LEAST:
            return []
        best = [pool[-i] for score, i in ranked[:_MAX_QUOTES] if score >= _CLOSE * ranked[0][0]]
        return [_finding(question, read, position) for read, position in best]


def _finding(question: Question, read: Read, position: int) -> Finding:
    passage, marker = read.passages[position], read.evidence.marker
    if passage.header:
        value, label = answering_cell(question, passage)
        return Finding(marker, passage.text if value else with_header([passage]), value, label)
    if announces(question, passage) and not stated_value(question, passage.text):
        return Finding(marker, passage.text, items=_following(read.passages[position + 1 :]))
    return Finding(marker, passage.text, stated_value(question, passage.text))


def _following(passages: Sequence[Passage]) -> tuple[str, ...]:
    """The items of the list, or the first two sentences of the text."""
    short = [passage.text for passage in passages[:_MAX_ITEMS] if passage.form == "sentence"]
    marked = bool(short) and is_item(short[0])
    items: list[str] = []
    for text in short:
        if len(text) > _ITEM_CHARS or text.endswith((":", "：")) or (marked and not is_item(text)):
            break
        items.append(text)
    return tuple(items or short[:1])


class ExtractiveGenerator:
    """A generator that writes nothing of its own: a value in bold where there is one, and the quoted words."""

    def __init__(self, readers: Sequence[Reader] = (TotalReader(), PassageReader())) -> None:
        self._readers = tuple(readers)

    @property
    def name(self) -> str:
        return "extractive"

    @property
    def sees_images(self) -> bool:
        return False

    @property
    def context_tokens(self) -> int:
        return 100_000

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Yields one quotation after the other; nothing when no passage shares enough with the question."""
        question = prompt.asked
        if question is None:
            return
        evidence = [Read(item, tuple(passages(item.hit.chunk))) for item in prompt.evidence]
        for reader in self._readers:
            findings = _distinct(reader.read(question, evidence))
            if findings:
                yield from _written(findings)
                return


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    """Without those whose words all stand in a better one."""
    kept: list[Finding] = []
    for finding in findings:
        words = set(terms(finding.quote))
        if not any(words <= set(terms(" ".join((other.quote, *other.items)))) for other in kept):
            kept.append(finding)
    return kept


def _written(findings: Sequence[Finding]) -> Iterator[str]:
    for i, finding in enumerate(findings):
        label = f" ({finding.label})" if finding.label else ""
        value = f"**{finding.value}**{label} — " if finding.value and i == 0 else ""
        items = "".join(f"\n- {_quoted(item)} [{finding.marker}]" for item in finding.items)
        yield f"{'' if i == 0 else chr(10) * 2}{value}{_quoted(finding.quote)} [{finding.marker}]{items}"


def _quoted(text: str) -> str:
    """Typographic quotation marks inside a quotation would end it; a bullet before it is no word of the source."""
    inner = without_bullet(text).replace("“", '"').replace("”", '"')
    return f"“{inner}”"

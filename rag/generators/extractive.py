"""Answers without a language model: finds the words of the evidence that answer, and quotes them with their markers.

A chain of readers, each good at one shape of evidence; the first that finds something answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.generators.base import Evidence, Prompt
from rag.reading.passage import Passage, passages
from rag.reading.question import Question, read_question
from rag.reading.score import new_values, score_passages
from rag.reading.total import find_total

_LEAST = 0.2
_CLOSE = 0.8
_MAX_QUOTES = 3
_RANK_DECAY = 0.06


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that answer; `value` is the shortest answer in them, empty where they have to be read whole."""

    marker: int
    quote: str
    value: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """One piece of evidence cut into passages."""

    evidence: Evidence
    passages: tuple[Passage, ...]


class Reader(Protocol):
    """Finds what answers a question in evidence of one shape; nothing where the evidence has another shape."""

    def read(self, question: Question, evidence: Sequence[Read]) -> list[Finding]: ...


class TotalReader:
    """The total of the receipt or invoice that was found first."""

    def read(self, question: Question, evidence: Sequence[Read]) -> list[Finding]:
        if question.wanted != "total" or not evidence:
            return []
        for read in evidence:
            total = find_total(read.passages)
            if total is not None:
                return [Finding(read.evidence.marker, total.row.text, total.text)]
        return []


class PassageReader:
    """The sentences and rows that share most with the question."""

    def read(self, question: Question, evidence: Sequence[Read]) -> list[Finding]:
        pool = [(read, passage) for read in evidence for passage in read.passages]
        scores = score_passages(question, [passage for _, passage in pool])
        ranked = sorted(
            (
                (float(scores[i]) * (1 - _RANK_DECAY * (read.evidence.marker - 1)), -i)
                for i, (read, _) in enumerate(pool)
            ),
            reverse=True,
        )
        if not ranked or ranked[0][0] < _LEAST:
            return []
        best = [pool[-i] for score, i in ranked[:_MAX_QUOTES] if score >= _CLOSE * ranked[0][0]]
        return [_finding(question, read, passage) for read, passage in best]


def _finding(question: Question, read: Read, passage: Passage) -> Finding:
    fresh = list(dict.fromkeys(new_values(question, passage.text)))
    return Finding(read.evidence.marker, passage.text, fresh[0] if len(fresh) == 1 else "")


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
        question = read_question(prompt.question)
        evidence = [Read(item, tuple(passages(item.hit.chunk))) for item in prompt.evidence]
        for reader in self._readers:
            findings = _distinct(reader.read(question, evidence))
            if findings:
                yield from _written(findings)
                return


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    return list({finding.quote.casefold(): finding for finding in reversed(findings)}.values())[::-1]


def _written(findings: Sequence[Finding]) -> Iterator[str]:
    for i, finding in enumerate(findings):
        value = f"**{finding.value}** — " if finding.value and i == 0 else ""
        yield f"{'' if i == 0 else chr(10) * 2}{value}“{_unquoted(finding.quote)}” [{finding.marker}]"


def _unquoted(text: str) -> str:
    """Typographic quotation marks inside a quotation would end it."""
    return text.replace("“", '"').replace("”", '"')

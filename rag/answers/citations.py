"""Checks the markers and quotations of a reply against its evidence, and turns them into citations.

A marker without evidence is taken out and counted; the others are numbered from 1 in order of appearance. A quotation
that is not literally in the evidence it cites loses its quotation marks and is counted. What was written by a language
model is also judged sentence by sentence (`rag.answers.judging`). A reply is checked as it comes, every sentence once,
so the time is linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answers.citing import Cited, Citer, ReadEvidence, Renderer
from rag.answers.judging import Judgement, Sentence
from rag.answers.markers import MarkerReader, without_unfinished
from rag.answers.units import Units
from rag.generators.base import Evidence
from rag.questions.content import content_terms
from rag.questions.question import Question
from rag.types import Citation
from rag.types import Ground as State

_QUOTE = re.compile(
    r"“([^”\n]{1,2000})”|「([^」\n]{1,2000})」|『([^』\n]{1,2000})』|(?<![\w\"])\"([^\"\n]{2,2000})\"(?!\w)"
)
_BRACKET = re.compile(r"[\[【](?=[\d^])")
# A word joiner, invisible, behind the bracket of a number that is quoted: nobody takes it for a marker.
_JOINER = "\u2060"
_LONG = 500
_SUPPORTED = 0.75


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer whose markers all have evidence and whose quotations are all literal."""

    text: str
    citations: tuple[Citation, ...]
    n_dropped_markers: int = 0
    n_unverified_quotes: int = 0
    ground: State = "none"
    said: tuple[str, ...] = ()
    """What the judgement of its sentences found, as sentences for the person."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was taken out or marked, as sentences for the person."""
        found = []
        if self.n_dropped_markers:
            found.append(f"{_count(self.n_dropped_markers, 'citation')} without evidence removed from the answer.")
        if self.n_unverified_quotes:
            found.append(
                f"{_count(self.n_unverified_quotes, 'quotation')} not found word for word in the evidence; "
                "shown without quotation marks."
            )
        return (*found, *self.said)


class CitationChecker:
    """Checks replies to one question against one set of evidence."""

    def __init__(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        renderer: Renderer | None = None,
        *,
        judges: bool = False,
    ) -> None:
        self._question = question
        self._read = {item.marker: ReadEvidence(item) for item in evidence}
        self._renderer = renderer
        self._judges = judges

    def begin(self) -> Run:
        """A check of one reply as it comes."""
        return Run(self._question, self._read, self._renderer, judges=self._judges)

    def check(self, text: str, finished: bool = True) -> Checked:
        """A reply that is there, whole or as far as it has come."""
        run = self.begin()
        run.feed(text)
        return run.finish() if finished else run.so_far()


class Run:
    """One reply, sentence by sentence: quotations and claims belong to the markers that follow them."""

    def __init__(
        self, question: Question, read: dict[int, ReadEvidence], renderer: Renderer | None, *, judges: bool
    ) -> None:
        self._question = question
        self._read = read
        self._citer = Citer(question, read, renderer)
        self._judges = judges
        self._units = Units()
        self._markers = MarkerReader(frozenset(read), self._stands_in_evidence)
        self._sentences: list[Sentence] = []
        self._cited: dict[int, Cited] = {}
        self._numbers: dict[int, int] = {}
        self._shown = ""
        self._n_dropped = 0
        self._n_unverified = 0

    @property
    def sentences(self) -> Sequence[Sentence]:
        """The sentences that are whole."""
        return self._sentences

    def feed(self, text: str) -> None:
        """Take the next part of the reply."""
        self._settle(self._units.feed(text))

    def so_far(self) -> Checked:
        """What is whole, and the sentence that is being written without a marker or quotation that is not closed."""
        # A sentence that goes on and on is shown when it ends, not read anew with every word.
        tail = without_unfinished(self._units.rest) if len(self._units.rest) < _LONG else ""
        markers = MarkerReader(frozenset(self._read), self._stands_in_evidence).find(tail)
        self._number(number for marker in markers for number in marker.numbers if number in self._read)
        counts = self._n_dropped, self._n_unverified
        shown = self._shown + self._written(self._sentence(tail, keep=False))
        self._n_dropped, self._n_unverified = counts
        return Checked(
            shown.rstrip(), tuple(self._citer.early(marker, number) for number, marker in self._numbers.items())
        )

    @property
    def tail_is_cited(self) -> bool:
        """Whether the sentence that is being written has a marker already."""
        return any(True for _ in MarkerReader(frozenset(self._read), self._stands_in_evidence).find(self._units.rest))

    def is_supported(self, sentence: Sentence) -> bool:
        """Whether most words of a sentence stand in one piece of what it cites."""
        words = content_terms(sentence.text)
        shares = [sum(word in self._read[number].terms for word in words) for number in sentence.cited]
        return bool(words) and max(shares, default=0) >= _SUPPORTED * len(words)

    def end(self) -> None:
        """The reply has ended: its last sentence is whole."""
        self._settle(self._units.finish())

    def finish(self) -> Checked:
        """The whole reply, checked and, where a language model wrote it, judged."""
        self.end()
        judged = Judgement(self._question, self._read).judge(self._sentences) if self._judges else None
        sentences = judged.sentences if judged else self._sentences
        if judged:
            for number, claim in judged.adopted:
                self._cited.setdefault(number, Cited()).add(Cited(claims=[claim]))
        self._numbers = {}
        self._number(number for sentence in sentences for number in sentence.cited)
        text = "".join(map(self._written, sentences)).strip()
        citations = tuple(
            self._citer.cite(marker, number, self._cited.get(number, Cited()))
            for number, marker in self._numbers.items()
        )
        ground = judged.ground if judged else ("grounded" if citations else "none")
        return Checked(text, citations, self._n_dropped, self._n_unverified, ground, judged.notes if judged else ())

    def _number(self, cited: Iterable[int]) -> None:
        """Give the next numbers to evidence that has none yet."""
        for number in cited:
            self._numbers.setdefault(number, len(self._numbers) + 1)

    def _settle(self, units: Iterable[str]) -> None:
        for unit in units:
            sentence = self._sentence(unit, keep=True)
            self._sentences.append(sentence)
            self._number(sentence.cited)
            self._shown += self._written(sentence)

    def _written(self, sentence: Sentence) -> str:
        parts = (
            part if isinstance(part, str) else "".join(f"[{self._numbers[number]}]" for number in part)
            for part in sentence.parts
        )
        return "".join(parts)

    def _sentence(self, text: str, *, keep: bool) -> Sentence:
        """Quotations first: a bracketed number inside the words of a source is no marker of ours."""
        parts: list[str | tuple[int, ...]] = []
        end, pending = 0, Cited()
        for match in _QUOTE.finditer(text):
            parts += self._marked(text[end : match.start()], pending, keep=keep)
            words = next(group for group in match.groups() if group is not None)
            parts += self._quoted(match.group(0), words, text[match.end() :], pending)
            end = match.end()
        parts += self._marked(text[end:], pending, keep=keep)
        return Sentence(tuple(part for part in parts if part))

    def _quoted(self, quoted: str, words: str, following: str, pending: Cited) -> list[str | tuple[int, ...]]:
        next_quote = _QUOTE.search(following)
        until = following[: next_quote.start()] if next_quote else following
        first = next(iter(self._markers.find(until)), None)
        cited = [number for number in first.numbers if number in self._read] if first else []
        if any(self._read[number].holder(words) for number in cited or self._read):
            pending.quotes.append(words)
            return [_BRACKET.sub(lambda match: match.group(0) + _JOINER, quoted)]
        self._n_unverified += 1
        return [words]

    def _marked(self, text: str, pending: Cited, *, keep: bool) -> list[str | tuple[int, ...]]:
        parts: list[str | tuple[int, ...]] = []
        end = 0
        for marker in self._markers.find(text):
            before = text[end : marker.start]
            known = tuple(number for number in marker.numbers if number in self._read)
            self._n_dropped += len(marker.numbers) - len(known)
            pending.claims.append(before)
            parts += [before if known else before.rstrip(" "), known]
            if keep:
                self._attribute(known, pending)
            end = marker.end
        pending.claims.append(text[end:])
        return [*parts, text[end:]]

    def _attribute(self, numbers: Iterable[int], pending: Cited) -> None:
        for number in numbers:
            quotes = [quote for quote in pending.quotes if self._read[number].holder(quote)]
            claims = [claim for claim in pending.claims if re.search(r"\w", claim)]
            # A marker on a line of its own belongs to the sentence before it.
            before = [sentence.text for sentence in self._sentences[-1:]]
            self._cited.setdefault(number, Cited()).add(Cited(quotes, claims or before))

    def _stands_in_evidence(self, words: str) -> bool:
        return any(words in read.ground.text for read in self._read.values())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"

"""Answers without a language model: retrieve, read, decide, write down. Composition only; every part is handed in.

What is written is the reader's value and literal quotations. Where nothing is bound firmly enough to the question, the
closest places are shown as places.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.answers.about.answers import AboutAnswers
from rag.answers.citations import CitationChecker
from rag.answers.citing import Renderer
from rag.answers.confidence import N_JUDGED, Assessor
from rag.answers.followups import completed
from rag.answers.narrowing import nothing_left
from rag.answers.reading_confidence import ANSWER_FROM, PLACES_FROM, reading_confidence
from rag.answers.recognised import PictureAssessor
from rag.answers.wording import words_of
from rag.generators.base import Evidence, Generator, Prompt
from rag.questions.pictures import asks_what_is_shown, asks_which
from rag.questions.question import Question, read_question
from rag.reading.evidence import Piece
from rag.reading.finding import Finding
from rag.reading.reading import Desk, Reading
from rag.reading.written import written
from rag.retrievers.base import Retriever
from rag.types import Answer, Hit, Query, Turn

Neighbours = Callable[[Hit], Sequence[Hit]]
"""All pieces of a hit's page, in reading order, that one among them."""
Titles = Callable[[Collection[str]], Mapping[str, str]]
"""The titles of documents, by their ids."""

N_READ = 14
_PLACES_WORDS = 45
_PLACE_CHARS = 200
_N_PAGES = 5
_N_NEAREST = 3
_FALL, _LEAST_TRUST, _BESIDE = 0.025, 0.6, 0.03


@dataclass(frozen=True, slots=True)
class OfflineSettings:
    """When evidence is not enough, and what stands under every answer."""

    answer_from: float = ANSWER_FROM
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfflineAnswerer:
    """Answers queries by reading."""

    retriever: Retriever
    desk: Desk = field(default_factory=Desk)
    neighbours: Neighbours | None = None
    titles: Titles | None = None
    renderer: Renderer | None = None
    assessor: Assessor = field(default_factory=Assessor)
    settings: OfflineSettings = OfflineSettings()
    about: AboutAnswers | None = None
    of_pictures: Generator | None = None
    """Who says which picture one is, and what is seen in it."""

    def find(self, query: Query, k: int) -> list[Hit]:
        """The k best hits; nothing is read."""
        return self.retriever.retrieve(read_question(query), k)

    def ask(self, query: Query, history: Sequence[Turn] = ()) -> Answer:
        """The final answer."""
        *_, answer = self.stream(query, history)
        return answer

    def stream(self, query: Query, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """The answer, at once."""
        whole = completed(query.text, history)
        question = read_question(replace(query, text=whole))
        answer = self._answered(question)
        yield replace(answer, searched=whole) if whole != query.text else answer

    def _answered(self, question: Question) -> Answer:
        told = self.about.answer(question, self._hits) if self.about is not None else None
        if told is not None:
            return replace(told, notes=self.settings.notes)
        hits = self._hits(question)
        if not hits or not (question.text.strip() or asks_which(question)):
            return self._refused(question, hits, float(bool(hits)))
        if self.of_pictures is not None and _asks_of_picture(question, hits):
            return self._seen(question, hits[0], self.of_pictures)
        reading = self.read(question, hits)
        read = reading_confidence(reading, self.assessor.signals(question, hits))
        confidence = PictureAssessor(lambda *_: read)(question, hits)
        if not reading.findings or confidence < PLACES_FROM:
            return self._refused(question, hits, confidence)
        if confidence < self.settings.answer_from:
            return self._places(question, reading, confidence)
        if reading.tied:
            return self._which(question, reading, confidence)
        return self._written(question, reading, confidence)

    def _hits(self, question: Question) -> list[Hit]:
        return self.retriever.retrieve(question, N_JUDGED)

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """What the hits and the pages around the first of them say."""
        titles = self.titles({hit.document.id for hit in hits[:N_READ]}) if self.titles else {}
        return self.desk.read(question, pieces_of(hits, self.neighbours), titles)

    def _written(self, question: Question, reading: Reading, confidence: float) -> Answer:
        evidence, findings = renumbered(reading)
        text = "".join(written(findings))
        checked = CitationChecker(question, evidence, self.renderer).check(text)
        first = reading.findings[0]
        notes = (*self.settings.notes, *checked.notes)
        return Answer(
            checked.text,
            "answered",
            checked.citations,
            (),
            confidence,
            notes,
            "grounded",
            value=first.value,
            unit=first.unit,
        )

    def _seen(self, question: Question, hit: Hit, generator: Generator) -> Answer:
        """Which picture it is, or what the picture encoder saw in it."""
        evidence = (Evidence(1, hit, hit.chunk.text),)
        text = "".join(generator.stream(Prompt("", question.text, evidence, asked=question)))
        checked = CitationChecker(question, evidence, self.renderer).check(text)
        confidence = PictureAssessor(self.assessor)(question, [hit])
        if not text.strip() or confidence < self.settings.answer_from:
            return self._refused(question, [hit], confidence)
        return Answer(checked.text, "answered", checked.citations, (), confidence, self.settings.notes, "grounded")

    def _refused(self, question: Question, hits: Sequence[Hit], confidence: float) -> Answer:
        nearest = tuple(hits[:_N_NEAREST])
        text = words_of(question.language).refusal()
        if not hits:
            text = nothing_left(question.query.filters, chinese=question.language == "zh") or text
        return Answer(text, "refused", (), nearest, confidence, self.settings.notes)

    def _which(self, question: Question, reading: Reading, confidence: float) -> Answer:
        """Several receipts fit: each is named with its total, and asked for."""
        say = words_of(question.language)
        evidence, findings = renumbered(replace(reading, findings=reading.tied))
        names = [item.hit.document.source.name for item in evidence]
        lines = [
            f"- {name}: “{one.statements[0].text}” [{at}]" for name, (at, one) in zip(names, findings, strict=True)
        ]
        checked = CitationChecker(question, evidence, self.renderer).check("\n".join([say.which_one(), *lines]))
        choices = tuple(say.within(question.text, name) for name in names)
        return Answer(
            checked.text, "asks", checked.citations, (), confidence, self.settings.notes, "grounded", choices=choices
        )

    def _places(self, question: Question, reading: Reading, confidence: float) -> Answer:
        """The closest places, as short quotations that do not claim to answer."""
        shown = [replace(one, value="", unit="", said="", items=one.items[:3]) for one in reading.findings]
        evidence, findings = renumbered(replace(reading, findings=tuple(_short(shown))))
        text = "\n\n".join([words_of(question.language).places(), "".join(written(findings))])
        checked = CitationChecker(question, evidence, self.renderer).check(text)
        return Answer(checked.text, "places", checked.citations, (), confidence, self.settings.notes)


def _short(findings: Sequence[Finding]) -> Iterator[Finding]:
    """As many findings as fit into the words that are shown, at least the first, each with one statement."""
    n_words = 0
    for i, finding in enumerate(findings):
        statement = finding.statements[0]
        one = replace(finding, statements=(replace(statement, text=_beginning(statement.text)),))
        n_words += len(one.statements[0].text.split())
        if i and n_words > _PLACES_WORDS:
            return
        yield one


def _beginning(text: str) -> str:
    """The first words of a long passage, literally: a place is to be found, not to be read."""
    cut = text[:_PLACE_CHARS]
    return text if cut == text else cut[: max(cut.rfind(" "), _PLACE_CHARS // 2)].rstrip()


def _asks_of_picture(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether what is asked is seen: which picture this is, or what one shows that the encoder recognised."""
    return asks_which(question) or (asks_what_is_shown(question) and bool(hits[0].chunk.looks_like))


def pieces_of(hits: Sequence[Hit], neighbours: Neighbours | None) -> list[Piece]:
    """The first hits, each trusted a little less than the one before, and what stands beside them on their pages."""
    pieces: dict[str, Piece] = {}
    pages: dict[tuple[str, int], float] = {}
    for i, hit in enumerate(hits[:N_READ]):
        place = (hit.document.id, hit.page.number)
        pages.setdefault(place, max(_LEAST_TRUST, 1 - _FALL * len(pages)))
        pieces[hit.chunk.id] = Piece(hit, max(_LEAST_TRUST, 1 - _FALL * i / 2))
        if neighbours is not None and len(pages) <= _N_PAGES:
            for beside in neighbours(hit):
                trust = pages[place] - _BESIDE
                pieces.setdefault(beside.chunk.id, Piece(beside, trust))
    return list(pieces.values())


def renumbered(reading: Reading) -> tuple[list[Evidence], list[tuple[int, Finding]]]:
    """The evidence that the findings use, numbered from 1 in the order of appearance, and each finding's number."""
    numbers: dict[int, int] = {}
    evidence: list[Evidence] = []
    marked = []
    for finding in reading.findings:
        for statement in finding.statements:
            if statement.source not in numbers:
                hit = reading.sources[statement.source].hit
                numbers[statement.source] = len(evidence) + 1
                evidence.append(Evidence(len(evidence) + 1, hit, hit.chunk.text))
        marked.append((numbers[finding.statements[0].source], finding))
    return evidence, marked

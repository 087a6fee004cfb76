"""What the ledger knows of a document beyond its answers: title, author, date, outline. Each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answers.titles import title_of
from rag.ledger import Ledger, StoredChunk
from rag.questions.values import find_values
from rag.reading.evidence import is_statement
from rag.reading.passage import sentences
from rag.reading.span import normalise
from rag.terms import terms
from rag.types import Hit

_FIRST_PAGES = 2
_MOST_SECTIONS = 4
_SECTION_WORDS = 24
_LINE_CHARS = 110
_BY = re.compile(
    r"(?:^|\b)(?:written |prepared |compiled |edited |presented )?(?:by|author(?:\(s\)|s)?"
    r"|director of research)\b\s*[:：]?\s*(?P<name>[A-Z][^\n|;]{3,90})"
    r"|作者\s*[:：]?\s*(?P<zh>[^\s，。；]{2,20})",
    re.IGNORECASE,
)
_PERSON = r"[A-Z][\w'’.-]+(?:\s+(?:[A-Z]\.?|de|van|von|al|bin))*\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?"
_NAMES = re.compile(rf"^\W*{_PERSON}(?:[\d,*∗†‡\s]*(?:,|and|&|\+|·|;)?\s*{_PERSON})*[\d,*∗†‡\s]*$")
_FOOTNOTES = re.compile(r"(?<=[a-z])[\d,*∗†‡]+(?=\s|,|$)|(?<=[a-z])\s\d(?:,\d)*(?=\s|$)")
_RELEASED = re.compile(r"release|publish|issued?\b|date|version|©|copyright|发布|日期|印发|出版", re.IGNORECASE)
_NOT_NAMES = re.compile(
    r"\b(?:university|institute|school|college|department|center|centre|company|ltd|inc|report"
    r"|survey|page|contents|table|figure|"
    r"street|road|research|media|contact|associate|director|manager|abstract|introduction"
    r"|hosted|review|journal|release)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Words of a document that tell of it, with the chunk that has them."""

    text: str
    stored: StoredChunk
    quote: str

    @property
    def hit(self) -> Hit:
        """Its chunk as a hit of no query."""
        return Hit(self.stored.chunk, self.stored.document, self.stored.page, 0.0, 1)


def title(ledger: Ledger, document: str) -> Fact | None:
    """The title as the first page prints it."""
    wanted = title_of(ledger, document)
    first = _chunks(ledger, document, 1)
    if not wanted or not first:
        return None
    holder = next((one for one in first if wanted in normalise(one.chunk.text)), None)
    return Fact(wanted, holder or first[0], wanted if holder else "")


def author(ledger: Ledger, document: str) -> Fact | None:
    """Who wrote it, as the first pages say: behind "by", or names alone on a line under the title."""
    for page in range(1, _FIRST_PAGES + 1):
        for stored in _chunks(ledger, document, page):
            for line in _lines(stored):
                match = _BY.search(line)
                if match and (match["zh"] or re.match(_PERSON, match["name"]) or match["name"].istitle()):
                    return Fact(normalise(match["zh"] or match["name"]).rstrip(". "), stored, line)
        for stored in _chunks(ledger, document, page):
            for line in _lines(stored)[:25]:
                bare = re.sub(r"^\W*[\d./-]+\W+", "", line)
                if bare.isupper() and not re.search(r"[+&,;]|\bAND\b", bare):
                    continue  # capitals without a word between names are a title
                shown = bare.title() if bare.isupper() else bare
                if (
                    len(bare.split()) >= 2
                    and _NAMES.match(shown)
                    and not _NOT_NAMES.search(bare)
                    and _is_new(ledger, document, bare)
                ):
                    return Fact(_FOOTNOTES.sub("", bare).strip(" ,"), stored, line)
    return None


def date(ledger: Ledger, document: str) -> Fact | None:
    """When it was published, as the first pages say: a date beside a word for that, else the first whole date."""
    found: list[tuple[int, Fact]] = []
    for page in range(1, _FIRST_PAGES + 1):
        for stored in _chunks(ledger, document, page):
            for line in _lines(stored):
                dates = [value.text for value in find_values(line) if value.kind in ("date", "year")]
                if dates:
                    whole = len(re.findall(r"\d+|[A-Za-z]{3,}", dates[0]))
                    merit = 4 * bool(_RELEASED.search(line)) + whole - 2 * (page - 1)
                    found.append((merit, Fact(dates[0], stored, line)))
    return max(found, key=lambda entry: entry[0])[1] if found else None


def outline(ledger: Ledger, document: str, n_pages: int) -> list[Fact]:
    """The sections with one sentence of each, spread over the document; its pages where it has no sections."""
    sections: dict[str, Fact] = {}
    for page in _spread(n_pages):
        for stored in _chunks(ledger, document, page):
            heading = normalise(stored.chunk.context.split("\n")[0].rsplit("›", 1)[-1]) or f"page {page}"
            if stored.chunk.kind in ("text", "table", "image") and heading not in sections:
                sentence = _telling(stored, heading)
                if sentence:
                    sections[heading] = Fact(heading, stored, sentence)
    facts = list(sections.values())
    step = max(1, len(facts) // _MOST_SECTIONS)
    return facts[::step][:_MOST_SECTIONS]


def _telling(stored: StoredChunk, heading: str) -> str:
    """The first whole sentence that says more than the heading, short enough to be shown."""
    for sentence in sentences(stored.chunk.text):
        n_words = len(sentence.split())
        whole = sentence[:1].isupper() or not sentence[:1].isascii()
        told = whole and is_statement(sentence) and "|" not in sentence and 5 <= n_words <= _SECTION_WORDS
        if told and not set(terms(sentence)) <= set(terms(heading)):
            return sentence
    return ""


def _spread(n_pages: int) -> list[int]:
    """At most twenty-five pages, evenly over the document, the first ones for certain."""
    step = max(1, n_pages // 22)
    return sorted({1, 2, 3, *range(1, n_pages + 1, step)} & set(range(1, n_pages + 1)))


def _chunks(ledger: Ledger, document: str, page: int) -> Sequence[StoredChunk]:
    return ledger.page_chunks(document, page)


def _lines(stored: StoredChunk) -> list[str]:
    chunk = stored.chunk
    lines = [line.text for line in chunk.lines] or chunk.text.splitlines()
    return [normalise(line)[: 2 * _LINE_CHARS] for line in lines if line.strip()]


def _is_new(ledger: Ledger, document: str, line: str) -> bool:
    """Whether a line is no part of the title."""
    return not set(terms(line)) <= set(terms(title_of(ledger, document)))

"""A question, read once: `Question` is what retrieval, confidence, reading, citations and prompting take.

`read_question(query)` is called once in one ask and once in one find, by the answerer; nobody after it reads words
again. It holds the query itself (picture, collection, filters, weights) and what its words say:

    text, asked                 as typed; without sentences about the form of the answer
    terms, subject, keys        what a text should have; without words of layout; the names and numbers it has to have
    search_text, search_terms   the same with the printed words behind terms of art, for encoders and for BM25
    names, numbers, fiscal_years    literally
    references                  pages, figures, tables, sections that it names
    wanted, unit                the kind of answer, and what it is counted in
    seen, tabular, about        whether the answer is seen, or in a table; what the question is about
    language                    "zh", "en" or "other", by its script

`read_text(text)` reads words that nobody asked in that way: a sentence of an answer, or the sampled text of a chunk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.questions.content import content_terms, fiscal_years, plain_years, subject_terms
from rag.questions.counted import unit_asked
from rag.questions.cues import About, about, is_seen, is_tabular, wanted
from rag.questions.glossary import expansion
from rag.questions.instructions import without_instructions
from rag.questions.keys import key_terms
from rag.questions.references import References, read_references
from rag.questions.script import Language, language_of
from rag.questions.values import Wanted
from rag.terms import simplified
from rag.types import Query

_NUMBER_WORD = re.compile(r"\d[\d.,/:-]*\d|\d")
_NAMED = re.compile(
    r"[\"“'‘「]([^\"”'’」]{2,80})[\"”'’」]|\b[A-Z][\w&'’.-]*(?:[ -](?:of |and |the |& )?[A-Z0-9][\w&'’.-]*)*"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A query and what its words say."""

    query: Query
    asked: str
    """The text without sentences about the form of the answer, fiscal years as documents print them."""
    terms: tuple[str, ...]
    """Its content terms as `rag.terms` writes them, each once, in order."""
    subject: tuple[str, ...]
    """Those of its terms that a text about the answer has to have: no words for layout, arithmetic and order."""
    keys: tuple[str, ...]
    """The terms of its names, quoted words and numbers; not those that only refer to a page or figure."""
    search_text: str
    search_terms: tuple[str, ...]
    names: tuple[str, ...]
    """Names and quoted phrases, literally."""
    numbers: tuple[str, ...]
    """Years, dates and other numbers, literally."""
    fiscal_years: tuple[str, ...]
    references: References
    wanted: Wanted
    unit: str
    """What the answer is counted in, as `Value.unit` has it: CNY, day, 人; empty where the question does not say."""
    seen: bool
    """Whether the answer is seen rather than read: a picture, a colour, a shape, a chart."""
    tabular: bool
    """Whether it asks for a table."""
    about: About
    language: Language

    @property
    def text(self) -> str:
        return self.query.text


def read_question(query: Query) -> Question:
    """What a query asks; sentences about the form of the answer ("Please write it as a list") are not in `asked`."""
    text = query.text
    asked = plain_years(without_instructions(text))
    # What its cues are looked for in: they are kept in simplified characters.
    cued, whole = simplified(asked), simplified(text)
    found = content_terms(asked)
    subject = subject_terms(found)
    search_text = f"{text} {expansion(text)}".strip()
    return Question(
        query=query,
        asked=asked,
        terms=found,
        subject=subject,
        keys=key_terms(asked, subject),
        search_text=search_text,
        search_terms=content_terms(search_text),
        names=_names(asked),
        numbers=tuple(_NUMBER_WORD.findall(asked)),
        fiscal_years=fiscal_years(text),
        references=read_references(whole),
        wanted=wanted(cued),
        unit=unit_asked(cued),
        seen=is_seen(whole),
        tabular=is_tabular(whole),
        about=about(whole),
        language=language_of(text),
    )


def read_text(text: str) -> Question:
    """Words that nobody asked, read as if somebody had."""
    return read_question(Query(text))


def _names(text: str) -> tuple[str, ...]:
    first = re.match(r"\W*\w+", text)
    skip = first.end() if first else 0
    found = [
        match.group(1) or match.group(0) for match in _NAMED.finditer(text) if match.group(1) or match.start() >= skip
    ]
    return tuple(dict.fromkeys(name.strip() for name in found))

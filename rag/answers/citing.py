"""Makes citations out of evidence: which chunk of it is cited, which words, and where they stand on the page.

Knows what every piece of evidence says. Does not know the reply, nor how its markers are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rag.answers.values import Ground
from rag.generators.base import Evidence
from rag.questions.question import Question, read_text
from rag.reading.passage import passages
from rag.reading.regions import claim_boxes, mark
from rag.reading.score import score_passages
from rag.reading.span import ELLIPSIS, is_literal, lines_of, split_quote
from rag.terms import terms
from rag.types import Box, Chunk, Citation, Hit, Pixels

Renderer = Callable[[Hit, tuple[Box, ...]], Pixels]

_MAX_BOXES = 8
_MAX_CLAIMS = 3
_MAX_QUOTES = 6


@dataclass(frozen=True)
class ReadEvidence:
    """A piece of evidence with what is looked up in it again and again."""

    evidence: Evidence

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        return (self.evidence.hit, *self.evidence.also)

    @cached_property
    def ground(self) -> Ground:
        page = self.evidence.hit.page
        where = f"{self.evidence.hit.document.source.name} {page.label or page.number}"
        return Ground("\n".join([where, *(f"{hit.chunk.context}\n{hit.chunk.text}" for hit in self.hits)]))

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset(terms(self.ground.text))

    @cached_property
    def _known(self) -> dict[str, Hit | None]:
        return {}

    def holder(self, quote: str) -> Hit | None:
        """The hit in whose text the quotation literally stands."""
        if quote not in self._known:
            self._known[quote] = next((hit for hit in self.hits if is_literal(quote, hit.chunk.text)), None)
        return self._known[quote]


@dataclass(slots=True)
class Cited:
    """What one marker has been used for so far."""

    quotes: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)

    def add(self, other: Cited) -> None:
        self.quotes = [*self.quotes, *other.quotes][:_MAX_QUOTES]
        self.claims = [*self.claims, *other.claims][:_MAX_CLAIMS]


class Citer:
    """Makes the citations of replies to one question."""

    def __init__(self, question: Question, read: Mapping[int, ReadEvidence], renderer: Renderer | None) -> None:
        self._question = question
        self._read = read
        self._renderer = renderer
        self._early: dict[int, Citation] = {}

    def early(self, marker: int, number: int) -> Citation:
        """A citation while the answer is being written: its place, without the words."""
        if number not in self._early:
            hit = self._read[number].evidence.hit
            boxes = hit.boxes or hit.chunk.locator.boxes
            self._early[number] = Citation(marker, hit, "", boxes[:_MAX_BOXES], self._renderer)
        return self._early[number]

    def cite(self, marker: int, number: int, cited: Cited) -> Citation:
        """The citation with the words and boxes that it was used for."""
        read = self._read[number]
        claim = " ".join(cited.claims)
        hit = self._holder(read, cited, claim)
        quotes = list(dict.fromkeys(cited.quotes)) or _nearest(claim, hit.chunk)
        boxes = self._boxes(quotes, cited, hit.chunk) or hit.boxes or hit.chunk.locator.boxes
        return Citation(marker, hit, ELLIPSIS.join(quotes), boxes[:_MAX_BOXES], self._renderer)

    def _holder(self, read: ReadEvidence, cited: Cited, claim: str) -> Hit:
        """Of a page that was shown whole, the chunk that is cited: the one with the quotation, else the nearest."""
        quoted = next((hit for quote in cited.quotes if (hit := read.holder(quote))), None)
        if quoted or len(read.hits) == 1:
            return quoted or read.hits[0]
        wanted = set(terms(claim))
        return max(read.hits, key=lambda hit: len(wanted & set(terms(hit.chunk.searchable))))

    def _boxes(self, quotes: Sequence[str], cited: Cited, chunk: Chunk) -> tuple[Box, ...]:
        if not cited.quotes and cited.claims:
            return claim_boxes(" ".join(cited.claims), chunk)
        lines = [line for quote in quotes for line in lines_of(quote, chunk.lines)]
        stated = re.search(r"\*\*(.+?)\*\*", " ".join(cited.claims))
        return mark(lines, self._question, stated.group(1) if stated else "")


def _nearest(claim: str, chunk: Chunk) -> list[str]:
    """The passage of the chunk that is nearest to a claim made in the generator's own words."""
    found = passages(chunk)
    scores = score_passages(read_text(claim), found)
    best = int(scores.argmax()) if len(scores) else -1
    return split_quote(found[best].text) if best >= 0 and scores[best] > 0 else []

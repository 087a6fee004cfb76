"""Which evidence a generator gets, in which form, within a budget of tokens.

`RankedEvidence` hands over the first hits as they were found, for who reads each alone. `PageEvidence` fills the budget
by page, for who reads much at once. `SeenEvidence` gives the best pages as pictures and the rest of the budget as text.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.answers.budget import FENCE_TOKENS, estimate_tokens, picture_tokens, shorten
from rag.answers.neighbours import PageHits, belonging
from rag.answers.pictures import reduced, trimmed
from rag.errors import SightlineError
from rag.generators.base import Evidence
from rag.reading.span import squeeze
from rag.types import Box, Hit, Pixels

log = logging.getLogger(__name__)

Crop = Callable[[Hit, tuple[Box, ...]], Pixels]
"""Renders the evidence of a hit: the region in the boxes, or the chunk's where there are none."""

_N_DEEP = 3
"""Chunks that a page may have before every page has had its turn (benchmarks.evidence)."""
_N_WITH_NEIGHBOURS = 8
"""Of so many first hits, what finishes their sentence or table comes along."""
_PICTURE_SHARE = 0.8
"""Of the budget of who sees; what is left takes the words of the best hits."""
_N_PAGES_SEEN = 9
_PAGE_TOKENS = (500, 1300)
"""What the picture of a page may take: with less, 10-point letters are lost (85 dpi); with more, nothing is gained."""
_CROP_TOKENS = 400
_LONG = 60
"""Letters of a passage that nobody writes twice by chance."""


class EvidenceChooser(Protocol):
    """Chooses the evidence of a prompt.

    Contract: markers count from 1; together the pieces cost at most `budget` tokens; where not even the first hit
    fits, it is cut.
    """

    @property
    def n_hits(self) -> int:
        """How many hits it can use."""

    def choose(self, hits: Sequence[Hit], budget: int) -> tuple[Evidence, ...]: ...


@dataclass(frozen=True, slots=True)
class RankedEvidence:
    """The first hits as text, in the order in which they were found."""

    n_hits: int = 6

    def choose(self, hits: Sequence[Hit], budget: int) -> tuple[Evidence, ...]:
        """The first hits that fit, each as a piece of its own."""
        found: list[Evidence] = []
        for hit in hits[: self.n_hits]:
            evidence = Evidence(len(found) + 1, hit, evidence_text(hit))
            if cost(evidence) > budget:
                break
            found.append(evidence)
            budget -= cost(evidence)
        return tuple(found) or _first_cut(hits, budget)


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """As many pages as the budget holds, each with its chunks together, in the order of their document."""

    page_hits: PageHits
    n_hits: int = 200

    def choose(self, hits: Sequence[Hit], budget: int) -> tuple[Evidence, ...]:
        hits = hits[: self.n_hits]
        chosen = _fitting(self._wanted(hits), budget)
        return _numbered(_in_order(chosen, hits, self.page_hits)) or _first_cut(hits, budget)

    def _wanted(self, hits: Sequence[Hit]) -> Iterable[Evidence]:
        for position, hit in enumerate(_broad(hits)):
            yield Evidence(0, hit, evidence_text(hit))
            if position < _N_WITH_NEIGHBOURS:
                yield from (Evidence(0, other, evidence_text(other)) for other in belonging(hit, self.page_hits))


@dataclass(frozen=True, slots=True)
class SeenEvidence:
    """The best pages as pictures, figures and tables of others as crops, the words of the best hits beside them."""

    page_hits: PageHits
    crop: Crop
    n_hits: int = 200

    def choose(self, hits: Sequence[Hit], budget: int) -> tuple[Evidence, ...]:
        hits = hits[: self.n_hits]
        seen = self._seen(hits, int(_PICTURE_SHARE * budget))
        left = budget - sum(cost(evidence) for evidence in seen)
        shown = {evidence.hit.chunk.id for evidence in seen}
        words = (Evidence(0, hit, evidence_text(hit)) for hit in _broad(hits) if hit.chunk.id not in shown)
        chosen = _in_order([*seen, *_fitting(words, left)], hits, self.page_hits)
        return _numbered(chosen) or _first_cut(hits, budget)

    def _seen(self, hits: Sequence[Hit], budget: int) -> list[Evidence]:
        least, most = _PAGE_TOKENS
        n_tokens = max(least, min(most, budget // _N_PAGES_SEEN - FENCE_TOKENS))
        found: list[Evidence] = []
        for hit in _first_of_pages(hits):
            if budget < n_tokens // 2:
                break
            evidence = self._pictured(hit, n_tokens, whole=budget >= n_tokens)
            if evidence is not None and cost(evidence) <= budget:
                found.append(evidence)
                budget -= cost(evidence)
        return found

    def _pictured(self, hit: Hit, n_tokens: int, *, whole: bool) -> Evidence | None:
        """The page of a hit, or only its figure or table where a page does not fit; None where neither can be drawn."""
        media_type = hit.document.source.media_type
        if media_type.startswith("text/") and hit.chunk.modality == "text":
            # Its page is set here from its words: as a picture it says less than they do.
            return None
        is_part = hit.chunk.modality == "image" or hit.chunk.kind == "table"
        if not whole and not is_part:
            return None
        page = Box(0, 0, hit.page.width_pt, hit.page.height_pt)
        boxes = (page,) if whole else hit.chunk.locator.boxes
        try:
            drawn = self.crop(hit, boxes)
            # Of a page the margins go; what looks like a margin of a picture belongs to it.
            drawn = drawn if media_type.startswith("image/") else trimmed(drawn)
            image = reduced(drawn, n_tokens if whole else min(_CROP_TOKENS, n_tokens))
        except SightlineError as error:
            log.warning("evidence is given as text only: %s", error)
            return None
        others = [other for other in self.page_hits(hit) if other.chunk.id != hit.chunk.id] if whole else []
        return Evidence(0, hit, "", image, tuple(others))


def pictures_sent(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Which pages and pictures a model was sent to look at, as a sentence; nothing where there was none."""
    pages: dict[str, dict[str, None]] = {}
    for item in (item for item in evidence if item.image is not None):
        page = item.hit.page
        pages.setdefault(item.hit.document.source.name, {})[page.label or str(page.number)] = None
    named = (f"{name} ({', '.join(numbers)})" for name, numbers in pages.items())
    return (f"Sent to the model as pictures, by page: {'; '.join(named)}.",) if pages else ()


def evidence_text(hit: Hit) -> str:
    """What a language model reads of a hit: its headings and caption, then its words."""
    return f"({hit.chunk.context})\n{hit.chunk.text}" if hit.chunk.context else hit.chunk.text


def cost(evidence: Evidence) -> int:
    """Tokens of a piece of evidence with its fence."""
    return estimate_tokens(evidence.text) + FENCE_TOKENS + picture_tokens(evidence.image)


def _first_cut(hits: Sequence[Hit], budget: int) -> tuple[Evidence, ...]:
    """The first hit, shortened: a prompt is never without evidence where some was found."""
    return tuple(Evidence(1, hit, shorten(evidence_text(hit), budget - FENCE_TOKENS)) for hit in hits[:1])


def _first_of_pages(hits: Sequence[Hit]) -> list[Hit]:
    first: dict[tuple[str, int], Hit] = {}
    for hit in hits:
        first.setdefault(_page(hit), hit)
    return list(first.values())


def _broad(hits: Sequence[Hit]) -> list[Hit]:
    """The hits in their order, but no page a fourth time before every page has had its turn."""
    n_taken: dict[tuple[str, int], int] = {}
    now: list[Hit] = []
    later: list[Hit] = []
    for hit in hits:
        n_taken[_page(hit)] = n_taken.get(_page(hit), 0) + 1
        (now if n_taken[_page(hit)] <= _N_DEEP else later).append(hit)
    return [*now, *later]


def _fitting(wanted: Iterable[Evidence], budget: int) -> list[Evidence]:
    """Those that fit, first come first served; words that are already there are not given twice."""
    chosen: list[Evidence] = []
    said = _Said()
    for evidence in wanted:
        price = cost(evidence)
        if price <= budget and said.is_new(evidence.hit):
            chosen.append(evidence)
            budget -= price
    return chosen


class _Said:
    """What has been given: a passage inside another one of its page, and one that stands word for word elsewhere."""

    def __init__(self) -> None:
        self._on_page: dict[tuple[str, int], list[str]] = {}
        self._anywhere: set[str] = set()

    def is_new(self, hit: Hit) -> bool:
        """Whether the hit says something else; it is given from now on."""
        words = squeeze(hit.chunk.text) or squeeze(hit.chunk.context)
        on_page = self._on_page.setdefault(_page(hit), [])
        # A short line may well stand in several documents and mean another thing in each.
        if any(words in other for other in on_page) or (len(words) > _LONG and words in self._anywhere):
            return False
        on_page.append(words)
        self._anywhere.add(words)
        return True


def _in_order(chosen: Sequence[Evidence], hits: Sequence[Hit], page_hits: PageHits) -> list[Evidence]:
    """Documents by their best hit; within one, pages and chunks as they follow each other."""
    documents = {hit.document.id: -position for position, hit in reversed(list(enumerate(hits)))}
    places: dict[str, int] = {}
    for hit in _first_of_pages([evidence.hit for evidence in chosen]):
        places.update({other.chunk.id: place for place, other in enumerate(page_hits(hit))})

    def key(evidence: Evidence) -> tuple[int, int, bool, int]:
        hit = evidence.hit
        return -documents[hit.document.id], hit.page.number, evidence.image is None, places.get(hit.chunk.id, 0)

    return sorted(chosen, key=key)


def _numbered(chosen: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(replace(evidence, marker=marker) for marker, evidence in enumerate(chosen, 1))


def _page(hit: Hit) -> tuple[str, int]:
    return hit.document.id, hit.page.number

"""Places in evidence as words, addresses and buttons, the same wherever they stand on the page."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.conversations import Evidence, Exchange
from rag.types import Hit, Page
from web.evidence_images import Size
from web.markup import esc
from web.texts import Language, say

Address = Callable[[Evidence, Size], str]
"""Gives the address of an evidence's picture."""
_SLIDE = re.compile(r"Slide (\d+)")


def place(language: Language, hit: Hit) -> str:
    """The page as its document calls it: "p. 12", "Slide 3", "Budget 2024", "1:24"."""
    return page_name(language, hit.page)


def page_name(language: Language, page: Page) -> str:
    """The same of a page."""
    if page.second is not None:
        minutes, seconds = divmod(int(page.second), 60)
        return f"{minutes}:{seconds:02d}"
    label = page.label.strip()
    if slide := _SLIDE.fullmatch(label):
        return say(language, "slide", n=slide[1])
    if not label or label.isdigit():
        return say(language, "page", n=label or page.number)
    return label


def opener(turn: Exchange, index: int) -> str:
    """Attributes that make an element open a turn's evidence."""
    return f'data-act="evidence" data-turn="{turn.number}" data-index="{index}"'


def label(language: Language, evidence: Evidence) -> str:
    """What a screen reader says of a button that opens this evidence; already escaped."""
    hit = evidence.hit
    name = hit.document.source.name
    return esc(say(language, "open_evidence", n=evidence.marker or hit.rank, name=name, page=place(language, hit)))


def chip(language: Language, turn: Exchange, index: int) -> str:
    """The small number in an answer's text."""
    evidence = turn.evidence[index]
    tip = esc(f"{evidence.hit.document.source.name} · {place(language, evidence.hit)}")
    return (
        f'<button type="button" class="chip" {opener(turn, index)} title="{tip}" '
        f'aria-label="{label(language, evidence)}">{evidence.marker}</button>'
    )

"""The evidence panel as HTML: the page with its region marked, the quoted words, and why it was found."""

from __future__ import annotations

from dataclasses import dataclass

from rag.conversations import Evidence, Exchange
from web.links import Address, opener, place
from web.markup import esc, icon, icon_button, markdown, short, zoom_buttons
from web.texts import Language, say
from web.why import bars

_QUOTE_LETTERS = 600


@dataclass(frozen=True, slots=True)
class EvidencePanel:
    """Draws one piece of evidence in one language."""

    language: Language
    address: Address

    def empty(self) -> str:
        """What stands there before anything is opened."""
        return (
            f'<div class="evidence-empty">{icon("page")}<p>{self._say("evidence_empty")}</p>'
            f"<small>{self._say('evidence_empty_hint')}</small></div>"
        )

    def draw(self, turn: Exchange, index: int) -> str:
        """The evidence at `index` of a turn; says so when it is gone."""
        if not 0 <= index < len(turn.evidence):
            return self.gone()
        evidence = turn.evidence[index]
        return (
            f'<section class="evidence" data-key="{turn.number}.{index}" aria-label="{self._say("evidence")}">'
            f"{self._bar(turn, index)}{self._title(evidence)}{self._page(evidence)}"
            f'<div class="about">{self._words(evidence)}{bars(self.language, evidence.hit)}</div></section>'
        )

    def gone(self) -> str:
        """What stands in the place of evidence that is no longer there."""
        close = icon_button("close", "close", say(self.language, "close"))
        return (
            f'<section class="evidence" data-key="gone"><header><span></span><div class="steps">{close}</div></header>'
            f'<div class="evidence-empty">{icon("page")}<p>{self._say("gone")}</p></div></section>'
        )

    def _bar(self, turn: Exchange, index: int) -> str:
        n = len(turn.evidence)
        where = esc(say(self.language, "evidence_of", i=index + 1, n=n))
        hit = turn.evidence[index].hit
        opens = {"document": hit.document.id, "page": str(hit.page.number)}
        return (
            f'<header><div class="steps">{self._step(turn, index - 1, "previous")}<span>{where}</span>'
            f'{self._step(turn, index + 1, "next")}</div><div class="steps">'
            f"{icon_button('open-document', 'documents', say(self.language, 'open_document'), data=opens)}"
            f"{zoom_buttons(self.language)}"
            f"{icon_button('close', 'close', say(self.language, 'close'))}"
            "</div></header>"
        )

    def _step(self, turn: Exchange, index: int, name: str) -> str:
        off = "" if 0 <= index < len(turn.evidence) else " disabled"
        title = self._say(name)
        return (
            f'<button type="button" {opener(turn, index)} data-step="{name}" title="{title}" '
            f'aria-label="{title}"{off}>{icon(name)}</button>'
        )

    def _title(self, evidence: Evidence) -> str:
        number = f'<span class="number">{evidence.marker}</span>' if evidence.marker else ""
        name = esc(evidence.hit.document.source.name)
        return f'<h2>{number}<b title="{name}">{name}</b><em>{esc(place(self.language, evidence.hit))}</em></h2>'

    def _page(self, evidence: Evidence) -> str:
        page = evidence.hit.page
        first = min((box.y0 for box in evidence.boxes), default=0.0)
        top = max(0.0, min(1.0, first / page.height_pt)) if page.height_pt else 0.0
        alt = esc(f"{evidence.hit.document.source.name}, {place(self.language, evidence.hit)}")
        ratio = f"{page.width_pt:.0f}/{page.height_pt:.0f}" if page.height_pt and page.width_pt else "3/4"
        return (
            f'<div class="sheet" data-top="{top:.3f}" tabindex="0" role="group" aria-label="{alt}">'
            f'<div class="leaf"><img src="{self.address(evidence, "page")}" alt="{alt}" style="aspect-ratio:{ratio}" '
            f'draggable="false"></div>'
            f'<p class="missing">{self._say("no_picture")}</p></div>'
        )

    def _words(self, evidence: Evidence) -> str:
        text = evidence.quote or evidence.hit.chunk.text
        if not text.strip():
            return ""
        heading = self._say("quoted" if evidence.quote else "passage")
        is_table = evidence.hit.chunk.kind == "table" and not evidence.quote
        words = (
            f'<div class="prose-answer">{markdown(text, {})}</div>' if is_table else esc(short(text, _QUOTE_LETTERS))
        )
        return f'<h3>{heading}</h3><blockquote dir="auto">{words}</blockquote>'

    def _say(self, key: str) -> str:
        return esc(say(self.language, key))

"""A document that one can open: its pages with what is searched marked, as HTML and as pictures.

Knows: pages, the lines that say something, the frame around a page. Does not know: how a page is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from rag.errors import NotFoundError
from rag.library import Library
from rag.types import Box, Chunk, Document, Hit, Locator, Page, Pixels
from web.documents import kind_of, merged, size_of
from web.history import when
from web.links import page_name
from web.markup import esc, icon, icon_button, short, word_button, zoom_buttons
from web.texts import Language, count, say

_MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class Viewer:
    """Opens documents of a library."""

    library: Library

    def draw(self, language: Language, document_id: str, number: int, words: str = "") -> str:
        """The panel with one page. Raises NotFoundError."""
        document = self.library.ledger.document(document_id)
        page = self._page(document, number)
        return (
            f'<section class="evidence document" data-key="document.{esc(document.id)}.{page.number}" '
            f'data-document="{esc(document.id)}" data-page="{page.number}" aria-label="{esc(document.source.name)}">'
            f"{_bar(language, document, page)}{_title(language, document, page)}{_tools(language, document, words)}"
            f"{self._found(language, document, words)}{self._sheet(language, document, page, words)}"
            f"{_about(language, document)}</section>"
        )

    def image(self, document_id: str, number: int, words: str = "") -> Pixels:
        """A page with the lines marked that say `words`. Raises NotFoundError and what rendering raises."""
        document = self.library.ledger.document(document_id)
        page = self._page(document, number)
        hit = Hit(Chunk("", "", "text", Locator(document.source.sha256, page.number)), document, page, 0.0, 1)
        return self.library.image(hit, self.marks(document_id, page.number, words))

    def marks(self, document_id: str, number: int, words: str) -> tuple[Box, ...]:
        """The lines of a page that say `words`."""
        wanted = words.casefold().strip()
        if not wanted:
            return ()
        chunks = [stored.chunk for stored in self.library.ledger.page_chunks(document_id, number)]
        lines = dict.fromkeys(line for chunk in chunks for line in chunk.lines)
        return tuple(line.box for line in lines if wanted in line.text.casefold())

    def _page(self, document: Document, number: int) -> Page:
        pages = self.library.ledger.pages(document.id)
        if not pages:
            raise NotFoundError(f"{document.source.name} has no pages.", "Add it again.")
        return min(pages, key=lambda page: abs(page.number - number))

    def _found(self, language: Language, document: Document, words: str) -> str:
        if not words.strip():
            return ""
        found = self.library.ledger.pages_saying(document.id, words.strip(), _MOST_FOUND)
        heading = esc(count(language, "pages_found", len(found)))
        rows = "".join(
            f'<li><button type="button" data-act="turn-page" data-page="{page}"><b>{page}</b> '
            f"<span>{esc(_around(text, words))}</span></button></li>"
            for page, text in found
        )
        return f'<div class="found"><h3 role="status">{heading}</h3><ul>{rows}</ul></div>'

    def _sheet(self, language: Language, document: Document, page: Page, words: str) -> str:
        marks = self.marks(document.id, page.number, words)
        top = min((box.y0 for box in marks), default=0.0) / page.height_pt if page.height_pt else 0.0
        name = esc(f"{document.source.name}, {page_name(language, page)}")
        ratio = f"{page.width_pt:.0f}/{page.height_pt:.0f}" if page.height_pt and page.width_pt else "3/4"
        return (
            f'<div class="sheet" data-top="{max(0.0, min(1.0, top)):.3f}" tabindex="0" role="group" '
            f'aria-label="{name}"><div class="leaf"><img src="{page_address(document.id, page.number, words)}" '
            f'alt="{name}" style="aspect-ratio:{ratio}" draggable="false"></div>'
            f'<p class="missing">{esc(say(language, "no_picture_here"))}</p></div>'
        )


def page_address(document_id: str, number: int, words: str = "") -> str:
    """Where the browser finds the picture of a page."""
    return f"page/{esc(document_id)}/{number}?words={quote(words)}"


def _bar(language: Language, document: Document, page: Page) -> str:
    n = document.n_pages
    where = (
        f'<label><span class="hidden">{esc(say(language, "page_number"))}</span><input type="number" id="page-number" '
        f'min="1" max="{n}" value="{page.number}"></label><span>/ {n:,}</span>'
    )
    previous = _turn(language, page.number - 1, n, "previous")
    following = _turn(language, page.number + 1, n, "next")
    close = icon_button("close", "close", say(language, "close"))
    return (
        f'<header><div class="steps">{previous}{where}{following}</div>'
        f'<div class="steps">{zoom_buttons(language)}{close}</div></header>'
    )


def _turn(language: Language, number: int, n_pages: int, name: str) -> str:
    off = "" if 1 <= number <= n_pages else " disabled"
    title = esc(say(language, f"{name}_page"))
    return (
        f'<button type="button" data-act="turn-page" data-page="{number}" data-step="{name}" title="{title}" '
        f'aria-label="{title}"{off}>{icon(name)}</button>'
    )


def _title(language: Language, document: Document, page: Page) -> str:
    name = esc(document.source.name)
    return f'<h2><b title="{name}">{name}</b><em>{esc(page_name(language, page))}</em></h2>'


def _tools(language: Language, document: Document, words: str) -> str:
    original = f"original/{esc(document.id)}"
    return (
        f'<div class="viewer-tools"><input type="search" id="in-document" value="{esc(words)}" '
        f'placeholder="{esc(say(language, "search_document"))}" aria-label="{esc(say(language, "search_document"))}">'
        f"{word_button('only', say(language, 'ask_only'), '', _named(document), 'filter')}"
        f"{word_button('region', say(language, 'region'), '', None, 'region')}"
        f'<a class="button" href="{original}" target="_blank" rel="noopener">{icon("outside")}'
        f"<span>{esc(say(language, 'original'))}</span></a></div>"
    )


def _named(document: Document) -> dict[str, str]:
    return {"document": document.id, "name": document.source.name}


def _about(language: Language, document: Document) -> str:
    facts = (
        kind_of(document),
        size_of(document.source.n_bytes),
        count(language, "pages", document.n_pages),
        count(language, "chunks", document.n_chunks),
        say(language, "added_on", day=when(language, document.added_at)),
    )
    items = "".join(f"<li>{esc(note)}</li>" for note in merged(language, document.warnings))
    warned = f'<ul class="notes">{items}</ul>' if items else ""
    return f'<div class="about"><p class="quiet">{esc(" · ".join(facts))}</p>{warned}</div>'


def _around(text: str, words: str) -> str:
    """The words with a little of what stands around them."""
    at = text.casefold().find(words.casefold().strip())
    start = max(0, at - 40)
    return ("… " if start else "") + short(text[start:], 110)

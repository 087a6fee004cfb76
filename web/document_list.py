"""The list of documents as HTML, each with its pages, passages, notes and a deletion that asks back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from rag.types import Document
from web.markup import esc, icon_button
from web.texts import Language, count, say

_KINDS = {
    "application/pdf": "PDF",
    "text/markdown": "MD",
    "text/html": "HTML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
    "text/plain": "TXT",
}


def draw_documents(language: Language, documents: Sequence[Document]) -> str:
    """The documents of a collection, or a sentence when there are none."""
    if not documents:
        title, hint = esc(say(language, "no_documents")), esc(say(language, "no_documents_hint"))
        return f'<div class="nothing"><p>{title}</p><small>{hint}</small></div>'
    heading = esc(count(language, "documents", len(documents)))
    rows = "".join(_row(language, document) for document in documents)
    return f'<h3 class="count">{heading}</h3><ul class="documents">{rows}</ul>'


def kind_of(document: Document) -> str:
    """Three or four letters that say what kind of file it is."""
    media_type = document.source.media_type
    suffix = PurePath(document.source.name).suffix.lstrip(".").upper()
    return _KINDS.get(media_type) or suffix[:4] or media_type.rpartition("/")[2][:4].upper()


def _row(language: Language, document: Document) -> str:
    name = esc(document.source.name)
    facts = f"{count(language, 'pages', document.n_pages)} · {count(language, 'chunks', document.n_chunks)}"
    label = say(language, "delete_named", name=document.source.name)
    kind = kind_of(document)
    return (
        f'<li data-document="{esc(document.id)}"><span class="kind kind-{esc(kind.lower())}">{esc(kind)}</span>'
        f'<div class="facts"><b title="{name}">{name}</b><small>{esc(facts)}</small>'
        f"{_warnings(language, document)}</div>"
        f"{icon_button('ask-delete', 'trash', label, 'bare')}"
        f'<div class="sure" role="group" aria-label="{esc(label)}"><span>{esc(say(language, "delete_sure"))}</span>'
        f'<button type="button" class="danger" data-act="delete" data-document="{esc(document.id)}">'
        f"{esc(say(language, 'delete'))}</button>"
        f'<button type="button" data-act="keep">{esc(say(language, "keep"))}</button></div></li>'
    )


def _warnings(language: Language, document: Document) -> str:
    if not document.warnings:
        return ""
    items = "".join(f"<li>{esc(warning)}</li>" for warning in document.warnings)
    heading = esc(count(language, "warnings", len(document.warnings)))
    return f"<details><summary>{heading}</summary><ul>{items}</ul></details>"

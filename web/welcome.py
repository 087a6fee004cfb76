"""What stands in the middle before the first question: what this is, samples, example questions, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.markup import esc, icon, notes
from web.model_offers import Offer, draw_offers
from web.texts import Language, count, in_language, say


@dataclass(frozen=True, slots=True)
class Welcome:
    """Whom and what is welcomed."""

    language: Language
    collection: str
    n_documents: int
    samples: bool
    """Whether there are sample documents to add."""


def draw_welcome(welcome: Welcome, examples: Sequence[str], notices: Sequence[str], models: Sequence[Offer]) -> str:
    """The empty conversation of a collection."""
    language, collection, n_documents = welcome.language, welcome.collection, welcome.n_documents
    if n_documents:
        documents = count(language, "documents", n_documents)
        lead = say(language, "welcome_some", documents=documents, collection=collection)
    else:
        lead = say(language, "welcome_none")
    return (
        f'<section class="welcome"><h1>{esc(say(language, "welcome_title"))}</h1><p class="lead">{esc(lead)}</p>'
        f"{_offers(language, n_documents, welcome.samples)}{_examples(language, examples)}"
        f"{draw_offers(language, models)}"
        f'<p class="privacy">{icon("lock")}{esc(say(language, "privacy"))}</p>'
        f"{notes(in_language(language, notices))}</section>"
    )


def _offers(language: Language, n_documents: int, samples: bool) -> str:
    if n_documents:
        return ""
    add = f'<button type="button" class="primary" data-act="pick">{esc(say(language, "add_documents"))}</button>'
    sample = f'<button type="button" data-act="samples">{esc(say(language, "samples"))}</button>' if samples else ""
    return f'<div class="offers">{add}{sample}</div>'


def _examples(language: Language, examples: Sequence[str]) -> str:
    if not examples:
        return ""
    buttons = "".join(
        f'<button type="button" data-act="example" data-text="{esc(text)}">{icon("search")}'
        f"<span>{esc(text)}</span></button>"
        for text in examples
    )
    return f'<div class="examples"><h3>{esc(say(language, "examples"))}</h3>{buttons}</div>'

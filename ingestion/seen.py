"""The gate behind every loader: nothing that cannot be seen goes on into chunks, whatever format it came from."""

from __future__ import annotations

from dataclasses import replace

from ingestion.loaders.base import LoadedPage
from rag.plain import n_smuggled, seen_text
from rag.types import Element, Line

_LEAST_NOTED = 8
"""Characters; fewer are leftovers, such as the flag of a region."""


def seen_page(page: LoadedPage) -> LoadedPage:
    """The page with the text of its elements as a person sees it, and a warning where a message was smuggled in."""
    n_hidden = sum(n_smuggled(element.text) for element in page.elements)
    warnings = page.warnings
    if n_hidden >= _LEAST_NOTED:
        warnings = (*warnings, f"Text that is not visible was left out (characters: {n_hidden} tags).")
    return replace(page, elements=tuple(map(_seen, page.elements)), warnings=tuple(map(seen_text, warnings)))


def _seen(element: Element) -> Element:
    text, caption = seen_text(element.text), seen_text(element.caption)
    if (text, caption) == (element.text, element.caption):
        return element
    lines = tuple(Line(seen_text(line.text), line.box) for line in element.lines)
    return replace(element, text=text, caption=caption, lines=lines)

"""Documents by what a person calls them: names with stars, kinds of file."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from rag.types import Document

KINDS: dict[str, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "picture": ("image/",),
    "word": ("wordprocessing", "opendocument.text"),
    "slides": ("presentation",),
    "sheet": ("spreadsheet", "text/csv", "text/tab-separated-values"),
    "web": ("text/html",),
    "text": ("text/plain", "text/markdown", "text/x-"),
}
"""Each kind by parts of the media types that belong to it."""


def matching(documents: Sequence[Document], names: Sequence[str], kinds: Sequence[str]) -> list[Document]:
    """Those with one of the names and of one of the kinds; an empty list of either allows all."""
    parts = tuple(part for kind in kinds for part in KINDS[kind])
    return [
        document
        for document in documents
        if (not names or any(_is_called(document, name) for name in names))
        and (not kinds or any(part in document.source.media_type for part in parts))
    ]


def _is_called(document: Document, name: str) -> bool:
    """By its whole name, whatever its case; or by its id, which lists show."""
    wanted = name.casefold()
    # A name may have brackets of its own: only a star stands for anything.
    pattern = wanted.replace("[", "[[]").replace("?", "[?]")
    return document.id == name or fnmatchcase(document.source.name.casefold(), pattern)

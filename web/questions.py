"""From what a person typed and ticked to a `Query`. Knows the form; does not know what answers it."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import InputError
from rag.files.pictures import open_picture
from rag.types import Document, Filters, Modality, Pixels, Query
from web.evidence_images import encode_jpeg
from web.texts import Language, say

_LONGEST_PICTURE = 1600
_MOST_PAGES = 10_000
_DASH = re.compile(r"\s*[-–—~～]\s*")
_RANGE = re.compile(r"^(\d{1,6})(?:-(\d{1,6}))?$")


@dataclass(frozen=True, slots=True)
class Form:
    """The composer and everything under it, as the browser sends it."""

    text: str
    files: Sequence[str]
    documents: Sequence[str] = ()
    kinds: Sequence[Modality] = ()
    types: Sequence[str] = ()
    pages: str = ""
    weights: Mapping[str, float] | None = None
    """None for the collection's own."""


def query_of(form: Form, collection: str, language: Language) -> Query:
    """The query of a form. Raises InputError for one that asks nothing, and for a picture that cannot be read."""
    text = form.text.strip()
    if not text and not form.files:
        raise InputError(say(language, "empty_question"))
    image = open_picture(Path(form.files[0]), longest=_LONGEST_PICTURE) if form.files else None
    filters = Filters(
        documents=frozenset(form.documents),
        media_types=frozenset(form.types),
        modalities=frozenset(form.kinds),
        pages=pages_of(form.pages or "", language),
    )
    weights = tuple(sorted((form.weights or {}).items()))
    return Query(text, image, collection, filters, weights)


def pages_of(text: str, language: Language) -> frozenset[int]:
    """The pages that "3, 5-8" means. Raises InputError."""
    pages: set[int] = set()
    for part in re.split(r"[,;，；、\s]+", _DASH.sub("-", text.strip())):
        match = _RANGE.match(part)
        if part and match is None:
            raise InputError(say(language, "bad_pages", text=part))
        if match is not None:
            first, last = int(match[1]), int(match[2] or match[1])
            if not 0 < first <= last or last - first > _MOST_PAGES:
                raise InputError(say(language, "bad_pages", text=part))
            pages.update(range(first, last + 1))
    return frozenset(pages)


def data_uri(pixels: Pixels | None, longest: int = 320) -> str:
    """A small picture inside the page itself; empty for none."""
    if pixels is None:
        return ""
    return "data:image/jpeg;base64," + base64.b64encode(encode_jpeg(pixels, longest)).decode()


def types_of(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """(label, media type) of the kinds of files among `documents`."""
    known = {document.source.media_type: document for document in documents}
    return sorted((_short_type(media_type), media_type) for media_type in known)


def _short_type(media_type: str) -> str:
    tail = media_type.rpartition("/")[2]
    for part, label in _TYPE_LABELS.items():
        if part in tail:
            return label
    return tail.removeprefix("x-").upper()


_TYPE_LABELS = {
    "wordprocessingml": "Word",
    "presentationml": "PowerPoint",
    "spreadsheetml": "Excel",
    "markdown": "Markdown",
    "plain": "Text",
    "tab-separated": "TSV",
}

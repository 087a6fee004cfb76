"""The documents of a collection as plain values; the browser draws the few that are on the screen.

A list of 5,000 documents is a megabyte of HTML and seconds of drawing, and would have to be sent again after every
change, so this part of the page is drawn by `library.js` and not by a Gradio component.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from rag.types import Document
from web.texts import Language, count, say, sentence_in

_KINDS = {
    "application/pdf": "PDF",
    "text/markdown": "MD",
    "text/html": "HTML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
    "text/plain": "TXT",
}
_PLACE = re.compile(r"\b(?P<word>[Pp]age|[Ss]lide|[Ss]heet|[Ll]ine)s? (?P<n>\d+)\b")


def row_of(language: Language, document: Document) -> dict[str, object]:
    """One document for the list."""
    facts = f"{count(language, 'pages', document.n_pages)} · {size_of(document.source.n_bytes)}"
    return {
        "id": document.id,
        "name": document.source.name,
        "kind": kind_of(document),
        "facts": facts,
        "bytes": document.source.n_bytes,
        "pages": document.n_pages,
        "added": document.added_at,
        "notes": merged(language, document.warnings),
        "nNotes": count(language, "warnings", len(document.warnings)) if document.warnings else "",
    }


def kind_of(document: Document) -> str:
    """Three or four letters that say what kind of file it is."""
    media_type = document.source.media_type
    suffix = PurePath(document.source.name).suffix.lstrip(".").upper()
    return _KINDS.get(media_type) or suffix[:4] or media_type.rpartition("/")[2][:4].upper()


def size_of(n_bytes: int) -> str:
    """A file's size: "12 KB", "3.4 MB"."""
    if n_bytes < 1000:
        return f"{n_bytes} B"
    size, unit = n_bytes / 1000, "KB"
    for unit in ("KB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.1f} {unit}" if size < 10 and unit != "KB" else f"{size:,.0f} {unit}"


def merged(language: Language, warnings: Sequence[str]) -> list[str]:
    """The notes of a document, those that differ in their page only as one: "… (on 20 pages)"."""
    alike: dict[str, list[str]] = {}
    for warning in warnings:
        alike.setdefault(_PLACE.sub(r"\g<word> #", warning), []).append(warning)
    return [_one(language, group) for group in alike.values()]


def _one(language: Language, group: Sequence[str]) -> str:
    if len(group) == 1:
        return sentence_in(language, group[0])
    first = sentence_in(language, _without_differences(group))
    pages = [int(found["n"]) for warning in group if (found := _PLACE.search(warning))]
    if not pages:
        return say(language, "note_times", note=first, n=len(group))
    return say(language, "note_pages", note=first, n=len(set(pages)), pages=ranges(pages))


def _without_differences(group: Sequence[str]) -> str:
    """The first of some sentences that differ in numbers."""
    return Counter(group).most_common(1)[0][0]


def ranges(numbers: Iterable[int], most: int = 6) -> str:
    """ "3, 5–8, 12", with an ellipsis after the first few."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:most]]
    return ", ".join([*shown, *(["…"] if len(runs) > most else [])])

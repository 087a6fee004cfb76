"""The title of a document, as its first page prints it. Knows the ledger's pages, nothing of formats."""

from __future__ import annotations

from collections.abc import Collection

from rag.ledger import Ledger
from rag.reading.span import normalise

_LONGEST = 120
_FIRST_PAGE = 1


def titles_of(ledger: Ledger, documents: Collection[str]) -> dict[str, str]:
    """The titles of documents by their ids: the first headings of the first page, else its first lines."""
    return {document: title_of(ledger, document) for document in documents}


def title_of(ledger: Ledger, document: str) -> str:
    """The first heading of the first page, else its first line; empty where it has no words."""
    chunks = [stored.chunk for stored in ledger.page_chunks(document, _FIRST_PAGE)]
    for chunk in chunks:
        if chunk.context and chunk.modality == "text":
            return normalise(chunk.context.split("›")[0].split("\n")[0])[:_LONGEST]
    for chunk in chunks:
        line = next((normalise(line) for line in chunk.text.splitlines() if len(line.strip()) > 3), "")
        if line:
            return line[:_LONGEST]
    return ""

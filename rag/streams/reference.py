"""The reference stream: what a question says about the place of its answer, taken literally.

Knows: pages by number and label, numbered things by caption and mention, documents by file name. Does not know: what
else the question is about. Its scale is absolute: 1 is a page that the question names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import Literal

import numpy as np

from rag.ledger import Ledger, StoredChunk
from rag.questions.question import Question
from rag.questions.references import Label, References
from rag.streams.base import Keys, Sample, Scores, Search
from rag.terms import terms
from rag.types import Filters, Query

PAGE, LABELLED_PAGE, CAPTION, MENTION, FILE = 1.0, 1.0, 0.5, 0.2, 0.5
"""What a place that the question names is worth; chosen with the weights, by benchmarks/page_retrieval.py."""
ELSEWHERE_ON_PAGE = 0.8
"""The part that a caption or mention is worth for the other chunks of its page."""
_MAX_PHRASES = 500
_SPECIFIC_CHARACTERS = 5


class ReferenceStream:
    """Credits for the pages, labels and files that a question names."""

    name = "reference"

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._names: tuple[str, int, tuple[tuple[str, str, str], ...]] = ("", -1, ())

    def open(self, question: Question) -> Search | None:
        named = self._named(question.query)
        if not question.references and not named:
            return None
        return _Places(self._ledger, question.query).find(question.references, named)

    def _named(self, query: Query) -> frozenset[str]:
        """Documents whose names the question holds. The names are read anew when the ledger has changed."""
        change = self._ledger.change()
        known = self._names
        if known[:2] != (query.collection, change):
            names = self._ledger.document_names(query.collection)
            known = self._names = (
                query.collection,
                change,
                tuple((key, name.lower(), _words_of(name)) for key, name in names),
            )
        question, words = query.text.lower(), f" {' '.join(terms(query.text))} "
        return frozenset(key for key, name, of in known[2] if name in question or (of and of in words))

    def background(self, scale: str, sample: Sample) -> Scores:
        raise AssertionError("its scale is absolute")


@lru_cache(maxsize=100_000)
def _words_of(name: str) -> str:
    """The words of a file name without its ending, between blanks; empty where they are too common to mean the file."""
    words = terms(re.sub(r"[_-]+", " ", PurePath(name).stem))
    if len("".join(words)) < _SPECIFIC_CHARACTERS or (len(words) == 1 and not any(c.isdigit() for c in words[0])):
        return ""
    return f" {' '.join(words)} "


class _Places:
    """Collects credits while a question is read."""

    def __init__(self, ledger: Ledger, query: Query) -> None:
        self._ledger = ledger
        self._query = query
        self._pages: dict[int, float] = defaultdict(float)
        self._chunks: dict[int, float] = defaultdict(float)

    def find(self, references: References, named: frozenset[str]) -> Search:
        """Everything that is named, as a search."""
        self._add_pages(references)
        for label in references.labels:
            self._add_label(label)
        scope = Filters(documents=named)
        in_named = self._ledger.keys(self._query.collection, scope) if named else np.zeros(0, dtype=np.int64)
        return _ReferenceSearch(self._ledger, dict(self._pages), dict(self._chunks), in_named)

    def _add_pages(self, references: References) -> None:
        """Of a document without a page of that number, the one that is printed with it."""
        numbered = self._ledger.pages_numbered(self._query.collection, references.pages)
        for page, _ in numbered:
            self._pages[page] += PAGE
        have = {document for _, document in numbered}
        for page, document in self._ledger.pages_labelled(self._query.collection, references.page_labels):
            if document not in have:
                self._pages[page] += LABELLED_PAGE

    def _add_label(self, label: Label) -> None:
        allowed = self._ledger.keys(self._query.collection, self._query.filters)
        keys = self._ledger.phrase_keys(self._query.collection, label.phrases, allowed, _MAX_PHRASES)
        pages: dict[int, float] = {}
        for stored, page in zip(self._ledger.chunks(keys), self._ledger.page_keys(keys), strict=True):
            value = CAPTION if names(stored, label) else MENTION
            self._chunks[stored.key] += value * (1 - ELSEWHERE_ON_PAGE)
            pages[int(page)] = max(value * ELSEWHERE_ON_PAGE, pages.get(int(page), 0.0))
        for page_key, value in pages.items():
            self._pages[page_key] += value


def names(stored: StoredChunk, label: Label) -> bool:
    """Whether a line of the chunk, or of its caption, begins with the label: then it is the thing, not a mention."""
    lines = f"{stored.chunk.context}\n{stored.chunk.text}".splitlines()
    heads = [tuple(terms(line.lstrip("#*|> ")[:40])) for line in lines]
    return any(head[: len(phrase)] == phrase for head in heads for phrase in label.phrases)


@dataclass(frozen=True, slots=True)
class _ReferenceSearch:
    ledger: Ledger
    pages: dict[int, float]
    chunks: dict[int, float]
    in_named: Keys
    scale: Literal[""] = ""
    second_look: bool = False

    def candidates(self, limit: int) -> Keys:
        """Chunks of labels, best first. A bare page number alone brings nothing in: every document has it."""
        best = sorted(self.chunks, key=lambda key: (-self.chunks[key], key))[:limit]
        on_page = self._on_named_pages()[: limit - len(best)]
        return np.array([*best, *(key for key in on_page if key not in self.chunks)], dtype=np.int64)

    def _on_named_pages(self) -> list[int]:
        if not len(self.in_named):
            return []
        keys, _ = self.ledger.keys_on_pages(list(self.pages))
        return [int(key) for key in keys[np.isin(keys, self.in_named)]]

    def scores(self, keys: Keys) -> Scores:
        pages = self.ledger.page_keys(keys)
        values = [
            self.pages.get(int(page), 0.0) + self.chunks.get(int(key), 0.0)
            for key, page in zip(keys, pages, strict=True)
        ]
        return np.asarray(np.array(values) + FILE * np.isin(keys, self.in_named), dtype=np.float32)

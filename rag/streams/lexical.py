"""The lexical streams: BM25 over passages, and over whole pages. Know words, not meaning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rag.ledger import Ledger
from rag.questions.question import Question
from rag.streams import background
from rag.streams.base import Keys, Sample, Scores, Search


class LexicalStream:
    """BM25 of the question's content words over chunks."""

    name = "lexical"

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def open(self, question: Question) -> Search | None:
        words, collection = question.search_terms, question.query.collection
        return _ChunkSearch(self._ledger, collection, words, _trust(self._ledger, collection, words)) if words else None

    def background(self, scale: str, sample: Sample) -> Scores:
        return background.of_questions(self, sample)


class PageStream:
    """The same over pages: every chunk has the score of its page, whose words may be spread over its chunks."""

    name = "page"

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def open(self, question: Question) -> Search | None:
        words, collection = question.search_terms, question.query.collection
        return _PageSearch(self._ledger, collection, words, _trust(self._ledger, collection, words)) if words else None

    def background(self, scale: str, sample: Sample) -> Scores:
        return background.of_questions(self, sample)


@dataclass(frozen=True, slots=True)
class _ChunkSearch:
    ledger: Ledger
    collection: str
    words: Sequence[str]
    trust: float
    scale: Literal["lexical"] = "lexical"
    second_look: bool = False

    def candidates(self, limit: int) -> Keys:
        found = self.ledger.search_lexical(self.collection, self.words, limit)
        return np.array([key for key, _ in found], dtype=np.int64)

    def scores(self, keys: Keys) -> Scores:
        return self.ledger.score_lexical(self.words, keys) * np.float32(self.trust)


@dataclass(frozen=True, slots=True)
class _PageSearch:
    ledger: Ledger
    collection: str
    words: Sequence[str]
    trust: float
    scale: Literal["page"] = "page"
    second_look: bool = False

    def candidates(self, limit: int) -> Keys:
        """The chunks of the best pages."""
        found = self.ledger.search_lexical(self.collection, self.words, limit, unit="page")
        pages = np.array([page for page, _ in found], dtype=np.int64)
        keys, of = self.ledger.keys_on_pages(pages)
        rank = np.argsort(np.argsort(pages))[np.searchsorted(np.sort(pages), of)]
        # All chunks of a page have the same score: the one with most of the words comes first, and one of every page
        # before a second one of any.
        by_words = np.lexsort((keys, -self.ledger.score_lexical(self.words, keys)))
        keys, of, rank = keys[by_words], of[by_words], rank[by_words]
        return keys[np.lexsort((rank, _places_on_page(of)))][:limit]

    def scores(self, keys: Keys) -> Scores:
        pages, place = np.unique(self.ledger.page_keys(keys), return_inverse=True)
        return self.ledger.score_lexical(self.words, pages, unit="page")[place] * np.float32(self.trust)


def _trust(ledger: Ledger, collection: str, words: Sequence[str]) -> float:
    """How much of a question, by the idf of its words, is made of words that the collection has: 0 to 1.

    What a question in another language shares with a collection is names at best, and otherwise words that look alike:
    a Spanish "en" or a German "war" tells English pages apart for no reason. Squared, because of few words the rarest,
    which would tell most, are the likeliest to be missing; benchmarks/passages.py: Spanish on English .74 to .86.
    """
    n_rows = ledger.n_chunks(collection)
    n_with = ledger.document_frequency(collection, words)
    idf = {word: math.log(1 + (n_rows - n + 0.5) / (n + 0.5)) for word, n in n_with.items() if n <= n_rows}
    known = sum(weight for word, weight in idf.items() if n_with[word])
    total = sum(idf.values())
    return (known / total) ** 2 if total else 1.0


def _places_on_page(pages: Keys) -> Keys:
    """Given the page of each chunk: how many of the same page come before it."""
    order = np.argsort(pages, kind="stable")
    _, first, place = np.unique(pages[order], return_index=True, return_inverse=True)
    places = np.empty(len(pages), dtype=np.int64)
    places[order] = np.arange(len(pages)) - first[place]
    return places

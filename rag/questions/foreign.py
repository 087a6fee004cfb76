"""Whether a question is in another language than a collection, told by how few of its words the collection has.

Knows: counts. Does not know: any language; a question about what is not there shares at least its small words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.questions.script import language_of
from rag.terms import terms

_HAS = 0.5
"""Of 1,190 English questions over other English paragraphs 1 in 50 has fewer of its words there, of German and Spanish
ones over English paragraphs 9 in 10 (XQuAD, MMLongBench-Doc)."""
_HAS_BIGRAMS = 0.2
"""Chinese is compared by pairs of characters, of which the same language shares fewer: 1 question in 100 below .33."""
_FEWEST = 3


class WordCounts(Protocol):
    """In how many chunks of a collection each term occurs; a `Ledger` knows it."""

    def document_frequency(self, collection: str, terms: Sequence[str]) -> dict[str, int]: ...


def is_foreign(counts: WordCounts, collection: str, question: str) -> bool:
    """Never of a question of one or two words, which may be a name."""
    words = list(dict.fromkeys(terms(question)))
    if len(words) < _FEWEST:
        return False
    n_with = counts.document_frequency(collection, words)
    least = _HAS if language_of(question) == "en" else _HAS_BIGRAMS
    return sum(n_with[word] > 0 for word in words) < least * len(words)

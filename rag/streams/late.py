"""Late interaction as a second look at what other streams found. Knows token vectors, not where they come from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rag.encoders.base import MultiVectorEncoder
from rag.encoders.packed import best_matches, max_sim, page_matches
from rag.ledger import Ledger
from rag.questions.question import Question
from rag.streams import background
from rag.streams.base import READS, Keys, Sample, Scores, Search, spread
from rag.types import Content, Vectors


class LateStream:
    """The mean over query tokens of their best match: half of it within the chunk, half of it anywhere on its page.

    Silent where the encoder does not know the language of the words.
    """

    name = "late"

    def __init__(self, encoder: MultiVectorEncoder, ledger: Ledger) -> None:
        self._encoder = encoder
        self._ledger = ledger

    @property
    def encoder(self) -> MultiVectorEncoder:
        return self._encoder

    def open(self, question: Question) -> Search | None:
        reads = "text" in self._encoder.modalities and self._encoder.reads(question.search_text) >= READS
        text = question.search_text if reads else ""
        image = question.query.image if "image" in self._encoder.modalities else None
        if not text and image is None:
            return None
        vectors = self._encoder.encode_queries([Content(text, image)])[0]
        return _LateSearch(self._ledger, self._encoder.space, vectors) if len(vectors) else None

    def background(self, scale: str, sample: Sample) -> Scores:
        return background.of_questions(self, sample)


@dataclass(frozen=True, slots=True)
class _LateSearch:
    ledger: Ledger
    space: str
    vectors: Vectors
    second_look: bool = True

    @property
    def scale(self) -> str:
        return self.space

    def candidates(self, limit: int) -> Keys:
        """None of its own: there is no index over token vectors."""
        return np.zeros(0, dtype=np.int64)

    def scores(self, keys: Keys) -> Scores:
        """A page's other chunks are looked at too, so that a chunk's score does not depend on who else is scored."""
        on_pages, pages = self.ledger.keys_on_pages(np.unique(self.ledger.page_keys(keys)))
        codes = self.ledger.token_vectors(self.space, on_pages)
        has = np.array([int(key) in codes for key in on_pages], dtype=bool)
        known = on_pages[has]
        matches = best_matches(self.vectors, [codes[int(key)] for key in known])
        both = (max_sim(matches) + max_sim(page_matches(matches, pages[has]))) / 2
        return spread(known, both, keys)

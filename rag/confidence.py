"""How probable it is that the evidence answers the question: a calibrated number, and the threshold of refusal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.reading.question import read_question
from rag.reading.score import coverage
from rag.types import Hit, Query

REFUSE_BELOW = 0.2


class Assessor:
    """Judges hits by the words that they share with the question."""

    def __call__(self, query: Query, hits: Sequence[Hit]) -> float:
        """Probability, 0 to 1, that the best hits answer; 0 without hits."""
        if not hits:
            return 0.0
        question = read_question(query.text)
        best = max(coverage(question, hit.chunk.searchable) for hit in hits[:5])
        return 1 / (1 + math.exp(-6 * (best - 0.35)))

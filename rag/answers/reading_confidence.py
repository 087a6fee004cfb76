"""How probable it is that what was read answers the question: what the reading says of itself, and the search.

A logistic model over few numbers. Above all it looks at what the question names and the finding does not: a name, a
year, the heaviest word.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

from rag.answers.confidence import Signals
from rag.reading.reading import Reading
from rag.reading.signals import ReadingSignals, reading_signals


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is looked at, each from 0 to about 1."""

    strength: float
    """How firmly the first finding is bound to the question."""
    lacking: float
    """How heavy the heaviest word of the question is that stands nowhere around it."""
    unnamed: float
    """Share of the question's names and numbers that stand neither in it nor near it."""
    undated: float
    """Whether a year of the question is one of those."""
    missing: float
    """Names and numbers that are nowhere in the first hit's document."""
    apart: float
    """Share of its names and numbers that are not on the page that has most of them."""
    match: float
    """The best chunk's BM25 for each word of the question."""
    similarity: float
    """The best similarity of the text stream."""


@dataclass(frozen=True, slots=True)
class ReadingModel:
    """Logistic regression over the evidence."""

    bias: float
    weights: Evidence

    def probability(self, evidence: Evidence) -> float:
        """Probability, 0 to 1, that the reading answers."""
        pairs = zip(astuple(self.weights), astuple(evidence), strict=True)
        return 1 / (1 + math.exp(-self.bias - sum(weight * value for weight, value in pairs)))


# Fitted on documents, receipts, passages, conversations and everyday questions, each kind counting the same; chosen by
# leaving out one kind after the other (benchmarks/README.md). `undated` is set: few questions of the sets show it.
READ = ReadingModel(-2.23, Evidence(1.96, -0.63, -0.6, -1.5, -1.92, -1.14, 2.2, 3.28))
ANSWER_FROM = 0.45
"""Below this, what was found is shown as places and not as an answer."""
PLACES_FROM = 0.06
"""Below this there are not even places worth showing."""


def evidence_of(reading: ReadingSignals, found: Signals) -> Evidence:
    """What the reading and the search say, side by side."""
    return Evidence(
        reading.strength, reading.lacking, reading.unnamed, reading.undated,
        found.missing, found.apart, found.match, found.similarity,
    )  # fmt: skip


def reading_confidence(reading: Reading, found: Signals, model: ReadingModel = READ) -> float:
    """Probability, 0 to 1, that a reading answers; `found` are the signals of the search."""
    return model.probability(evidence_of(reading_signals(reading), found))

"""What a text encoder's tokenizer gives. Knows neither vocabularies nor networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as a network reads it, cut at the tokenizer's limit."""

    ids: tuple[int, ...]
    words: tuple[str, ...]
    """The word of the text that each token is of, in lower case; empty for marks and the prefix."""


class Tokenizer(Protocol):
    """Texts to tokens.

    Contract: `prefix` stands before every text and is among the ids, never among the words.
    """

    def split(self, texts: Sequence[str], prefix: str) -> list[Tokens]: ...

    def reads(self, text: str) -> float:
        """As `Encoder.reads`."""

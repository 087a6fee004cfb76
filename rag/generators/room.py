"""How much a language model gets to read and to write, from what the settings wish and its server knows."""

from __future__ import annotations

from dataclasses import dataclass

from rag.generators.base import ANSWER_TOKENS

LONGEST_ANSWER = 4096
"""Tokens, thoughts included."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many tokens a model gets to read and to write."""

    prompt: int
    """With the thousand that a prompt builder leaves for the answer."""
    answer: int

    @classmethod
    def of(cls, limit: int, known: int | None, answer: int = 0, unknown: int = ANSWER_TOKENS) -> Room:
        """Prompts of at most `limit`; the answer as long as asked for, else what the known context leaves, up to 4096.

        `unknown` is the length of answers where nobody knows the context.
        """
        prompt = min(limit, known or limit)
        if answer:
            return cls(max(1024, prompt - max(0, answer - ANSWER_TOKENS)), answer)
        left = (known or 0) - prompt + ANSWER_TOKENS
        return cls(prompt, min(LONGEST_ANSWER, max(ANSWER_TOKENS, left)) if known else unknown)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the settings say about a language model."""

    sees_images: str = "auto"
    """yes, no, or auto: as its server says, else by its name."""
    timeout_s: float = 120.0
    context_tokens: int = 8192
    answer_tokens: int = 0
    """0 for what its context leaves."""

    def room(self, known: int | None, unknown: int = ANSWER_TOKENS) -> Room:
        return Room.of(self.context_tokens, known, self.answer_tokens, unknown)

"""How much of a prompt something takes, in tokens: estimates that are rather too high than too low."""

from __future__ import annotations

from rag.types import Pixels

PIXELS_PER_TOKEN = 750
"""Qwen-VL spends a token on 784 pixels, Claude one on 750."""
FENCE_TOKENS = 24
"""The tags around one piece of evidence, with its place."""


def estimate_tokens(text: str) -> int:
    """Tokens of `text`: 3.5 ASCII characters a token, one for each other character."""
    n_ascii = sum(character.isascii() for character in text)
    return int(n_ascii / 3.5 + (len(text) - n_ascii)) + 4


def picture_tokens(image: Pixels | None) -> int:
    """Tokens of a picture; 0 where there is none."""
    return 0 if image is None else -(-image.shape[0] * image.shape[1] // PIXELS_PER_TOKEN)


def shorten(text: str, budget: int) -> str:
    """The beginning of `text` that fits into `budget` tokens."""
    needed = estimate_tokens(text)
    # Every text costs a little however short it is.
    return text if needed <= budget else text[: int(len(text) * max(0, budget - 4) / needed)]

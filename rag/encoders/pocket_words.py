"""Chinese words for what the pocket encoder knows, as English ones.

The frozen text encoder cannot tell most Chinese words apart (POCKET.md has the figures), so a query's are replaced
here. Knows: a word list. Does not know: grammar.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "pocket_words.json"
"""Chinese → English: charts, diagrams, colours and shapes by hand; the rest from emojibase-data (MIT)."""
_CJK = re.compile(r"[\u3400-\u9fff]+")


def in_english(text: str) -> str:
    """The text with every run of Chinese replaced by the English of the longest known words in it.

    A text of which no Chinese word is known stays as it is.
    """
    if not _CJK.search(text):
        return text
    found = " ".join(_CJK.sub(lambda run: f" {_translated(run.group())} ", text).split())
    return found if re.search(r"\w", found) else text


def _translated(run: str) -> str:
    known = _words()
    longest = max(map(len, known))
    words, start = [], 0
    while start < len(run):
        ends = range(min(len(run), start + longest), start, -1)
        piece = next((run[start:end] for end in ends if run[start:end] in known), "")
        if piece:
            words.append(known[piece])
        start += max(1, len(piece))
    return " ".join(words)


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    found: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found

"""The words by which a question says what it wants: a kind of value, something seen, a table, the document itself.

Knows the expressions of `cues.toml`, English and Chinese. A cue is a word: 图书馆 asks for no picture.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from rag.questions.values import Wanted

About = Literal["content", "document", "library", "small talk"]
"""What a question is about: what documents say, one document as a whole, the library, or nothing."""

_FILE = Path(__file__).with_name("cues.toml")


def wanted(text: str) -> Wanted:
    """The kind of answer that a question asks for; "text" where its words name none."""
    return next((kind for kind, pattern in _wanted() if pattern.search(text)), "text")


def is_seen(text: str) -> bool:
    """Whether it asks for something that is seen rather than read: a picture, a colour, a chart."""
    return bool(_expression("seen").search(text))


def is_tabular(text: str) -> bool:
    """Whether it asks for a table."""
    return bool(_expression("tabular").search(text))


def about(text: str) -> About:
    """Whether it asks what documents say, or about a document, the library, or nothing at all."""
    if _expression("small_talk").search(text):
        return "small talk"
    if _expression("library").search(text):
        return "library"
    return "document" if _expression("document").search(text) else "content"


@lru_cache(maxsize=1)
def _cues() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _wanted() -> tuple[tuple[Wanted, re.Pattern[str]], ...]:
    kinds: dict[str, Wanted] = {kind: kind for kind in get_args(Wanted)}
    return tuple((kinds[entry["kind"]], _compiled(entry["any"])) for entry in _cues()["wanted"])


@lru_cache(maxsize=8)
def _expression(name: str) -> re.Pattern[str]:
    return _compiled(_cues()[name]["any"])


def _compiled(expressions: Sequence[str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{expression})" for expression in expressions)
    for name, part in _cues()["parts"].items():
        joined = joined.replace(f"{{{name}}}", part)
    return re.compile(joined, re.IGNORECASE | re.DOTALL)

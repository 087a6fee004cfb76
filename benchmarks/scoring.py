"""Whether an answer says what is expected: strings as wholes, numbers as numbers, lists by their items.

Knows nothing of libraries. What the outcomes mean is written in the data folder's README.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["right", "right_long", "wrong", "refused_rightly", "refused_wrongly"]
OUTCOMES: tuple[Outcome, ...] = ("right", "right_long", "wrong", "refused_rightly", "refused_wrongly")
LONGEST_WORDS = 80
_DECLINING_WORDS = 60
_SHORT = 6
_SPACES = re.compile(r"\s+")
_GROUPING = re.compile(r"(?<=\d)[,'](?=\d{3}(?!\d))")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MARKER = re.compile(r"\[\d+\]")
_DECLINED = re.compile(
    r"\b(?:(?:do|does|did|can|could)(?:es)?(?: not|n't)|cannot)\s+"
    r"(?:say|state|mention|contain|include|give|provide|answer|find|specify|report|list)\b"
    r"|\bno (?:information|mention|evidence|answer)\b"
    r"|\bnot (?:mentioned|stated|specified|given|found|contained|provided|included|available|reported)\b"
    r"|没有(?:提到|提及|说明|找到|相关)|未(?:提及|提到|说明|找到)|无法(?:回答|找到)",
    re.IGNORECASE,
)
_SAME = str.maketrans(
    {"’": "'", "‘": "'", "–": "-", "‑": "-", "‐": "-", "—": "-", "\u00ad": "", "\ufffe": "", "\\": ""}
)

Gold = Sequence[str | Sequence[str]] | Mapping[str, object]
"""Any of these strings; or `{"all": items, "least": n}`, an item being a string or several that mean the same."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered."""

    text: str
    status: str
    value: str = ""
    """The short answer that is stressed; empty where there is none."""


def plain(text: str) -> str:
    """Lower case, compatible characters, one blank, no thousands separators, straight quotes and dashes."""
    composed = unicodedata.normalize("NFKC", text).lower().translate(_SAME).replace("**", "")
    return _SPACES.sub(" ", _GROUPING.sub("", composed)).strip()


def says(text: str, gold: str) -> bool:
    """Whether plain `text` has the gold as a whole: "54" is neither in "540" nor in "54.5", "the" not in "other"."""
    wanted = plain(gold)
    if not wanted:
        return False
    first, last = wanted[0], wanted[-1]
    before = r"(?<![a-z0-9])(?<!\d[.,])" if first.isascii() and first.isalnum() else ""
    after = ""
    if last.isdigit():
        after = r"(?!\d)(?![.,]\d)"
    elif last.isascii() and last.isalpha() and len(wanted) < _SHORT:
        after = r"(?![a-z])"
    return re.search(f"{before}{re.escape(wanted)}{after}", text) is not None


def says_gold(text: str, gold: Gold) -> bool:
    """Whether plain `text` has any of the strings, or enough of the items."""
    if isinstance(gold, Mapping):
        return n_items(text, gold) >= int(str(gold["least"]))
    return any(says(text, one) for one in gold if isinstance(one, str))


def n_items(text: str, gold: Mapping[str, object]) -> int:
    """How many of the items of a list plain `text` has."""
    items = gold["all"]
    assert isinstance(items, Sequence)
    return sum(any(says(text, one) for one in ([item] if isinstance(item, str) else item)) for item in items)


def n_words(text: str) -> int:
    """Words without markers; two Chinese characters count as one."""
    bare = _MARKER.sub("", text.replace("**", ""))
    return len(_CHINESE.sub(" ", bare).split()) + len(_CHINESE.findall(bare)) // 2


def outcome(given: Given, gold: Gold, *, refuse: bool) -> Outcome:
    """What came of a question; `refuse` says that the files do not answer it."""
    refused = given.status == "refused"
    if refuse:
        in_words = not given.value and n_words(given.text) <= _DECLINING_WORDS and _DECLINED.search(plain(given.text))
        return "refused_rightly" if refused or in_words else "wrong"
    if refused:
        return "refused_wrongly"
    if not says_gold(plain(given.text), gold):
        return "wrong"
    return "right" if n_words(given.text) <= LONGEST_WORDS else "right_long"


def value_is_wrong(given: Given, gold: Gold, *, refuse: bool) -> bool:
    """Whether a stressed value is not the gold, nor one of its items."""
    value = plain(given.value)
    known = n_items(value, gold) > 0 if isinstance(gold, Mapping) else says_gold(value, gold)
    return refuse or not known

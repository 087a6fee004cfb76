"""The numbers of evidence in a text, in all forms that language models write them, and no others.

`[1]`, `[1, 2]`, `[1–3]`, `【1†source】`, `[^1]`, `[#1]`, `[Evidence 1]`, `[Source 1, p. 6]`, `(Evidence 1)`; and `(1)`
where no other form is used. Knows nothing of evidence but which numbers there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_LABEL = r"(?:evidence|sources?|documents?|docs?|ref(?:erence)?s?|citations?|excerpts?|证据|来源|文献|依据|资料)"
_SEPARATOR = r"\s*(?:[,，、;；&]|and|和|[-–—~])\s*"
_NUMBER = rf"(?:{_LABEL}\s*)?[#^]?\s*\d{{1,3}}"
_PLACE = r"(?:\s*[,;:，：]?\s*(?:pp?\.?|pages?|第)\s*\d[\d\s,–-]*页?|\s*[†‡][^\]】\n]{0,80})?"
_BODY = rf"\s*(?:{_LABEL}\s*[:：]?\s*)?[#^]?\s*(?P<numbers>\d{{1,3}}(?:{_SEPARATOR}{_NUMBER})*){_PLACE}\s*"
_BRACKETED = re.compile(rf"[\[【]{_BODY.replace('?P<numbers>', '?P<a>')}[\]】](?!\()", re.IGNORECASE)
_LABELLED = re.compile(
    rf"[\(（]\s*{_LABEL}\s*[:：]?\s*(?P<b>\d{{1,3}}(?:{_SEPARATOR}{_NUMBER})*){_PLACE}\s*[\)）]", re.IGNORECASE
)
# At the end of a clause: an enumeration and the number of an equation stand elsewhere.
_ROUND = re.compile(
    r"(?<=[\w%”\"’)\]。.!?,，])\s?(?P<round>[\(（](?P<c>\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)[\)）])"
    r"(?=\s*(?:[.,;:!?。，；：！？\n]|[\(（]\d|$))"
)
_ANY = re.compile(f"{_BRACKETED.pattern}|{_LABELLED.pattern}", re.IGNORECASE)
_UNFINISHED = re.compile(r"\s*(?:[\[【][^\[【\]】\n]{0,40}|[\(（][^\(（\)）\n]{0,40})$")
_LONGEST_MARKER = 60
_RANGE = re.compile(r"\s*[-–—~]\s*")
_PARTS = re.compile(r"\s*(?:[,，、;；&]|and|和)\s*", re.IGNORECASE)
_LONGEST_RANGE = 20


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker and what it refers to."""

    start: int
    end: int
    numbers: tuple[int, ...]


class MarkerReader:
    """Finds the markers of one reply; which form it uses shows as it goes on."""

    def __init__(self, known: frozenset[int], stands_in_evidence: Callable[[str], bool]) -> None:
        self._known = known
        self._stands_in_evidence = stands_in_evidence
        self._bracketed = False

    def find(self, text: str) -> Iterator[Marker]:
        """The markers of the next part of the reply, in order."""
        found = list(_ANY.finditer(text))
        self._bracketed = self._bracketed or bool(found)
        if not found and not self._bracketed:
            found = [match for match in _ROUND.finditer(text) if self._is_marker(match.group("c"))]
        for match in found:
            named = match.groupdict()
            numbers = next(named[name] for name in ("a", "b", "c") if named.get(name) is not None)
            yield Marker(match.start("round") if "round" in named else match.start(), match.end(), expand(numbers))

    def _is_marker(self, numbers: str) -> bool:
        """Whether a number in round brackets is one of ours: it could be a negative amount, or an item's number."""
        return set(expand(numbers)) <= self._known and not self._stands_in_evidence(f"({numbers})")


def without_unfinished(text: str) -> str:
    """The text without a marker at its end that is not closed yet."""
    end = max(0, len(text) - _LONGEST_MARKER)
    return text[:end] + _UNFINISHED.sub("", text[end:])


def expand(numbers: str) -> tuple[int, ...]:
    """The numbers of "1, 3-5", each once, in order."""
    found: list[int] = []
    for part in _PARTS.split(numbers):
        first, *rest = [int("".join(filter(str.isdigit, number)) or 0) for number in _RANGE.split(part)]
        # A longer range is no list of evidence: nobody is given so many pieces.
        found.extend(range(first, min(rest[-1], first + _LONGEST_RANGE) + 1) if rest else [first])
    return tuple(dict.fromkeys(found))

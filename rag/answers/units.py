"""Cuts a reply into sentences as it comes. What is cut off is never looked at again, so a long reply costs linear time.

A bracket or a quotation is never cut; the markers behind a sentence belong to it. Joined, the pieces are the reply.
"""

from __future__ import annotations

import re

_QUOTATIONS = r"“[^”\n]{1,2000}”|「[^」\n]{1,2000}」|『[^』\n]{1,2000}』|(?<![\w\"])\"[^\"\n]{2,2000}\"(?!\w)"
_ATOM = rf"[\[【(（][^\[【(（\]】)）\n]{{0,120}}[\]】)）]|{_QUOTATIONS}"
_MARKERS = r"(?:\s?[\[【(（][^\[【(（\]】)）\n]{1,60}[\]】)）])*"
_NEXT = re.compile(
    rf"(?P<line>\n\s*)|(?P<atom>{_ATOM})|(?P<end>[.!?。！？…]+[\"”’»」』*_~]*{_MARKERS}[。.]?)(?P<space>\s*)"
)
_TRAILING = re.compile(rf"{_MARKERS}[。.]?(?P<space>[ \t]*)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|No|Nos|Fig|Figs|Dr|Mr|Mrs|Ms|Prof|St|vs|etc|approx|Eq|pp|Inc|Ltd|Co|Corp|Nr|Abb|Art|Sec|ca|cf|al|Jan|Feb|Mar"
    r"|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\.[A-Za-z]|^\W*\d{1,3})\.$"
)
_LONGEST = 1200


class Units:
    """The sentences of a reply as it comes."""

    def __init__(self) -> None:
        self.rest = ""
        """What is not a whole sentence yet."""

    def feed(self, text: str) -> list[str]:
        """The sentences that are whole now."""
        self.rest += text
        found, start = [], 0
        while (end := self._end(start)) > start:
            found.append(self.rest[start:end])
            start = end
        self.rest = self.rest[start:]
        return found

    def finish(self) -> list[str]:
        """The sentences that are left when the reply has ended."""
        found = self.feed("\n")
        left = [*found, self.rest]
        self.rest = ""
        # The line break that ended the last one was not in the reply.
        joined = [text for text in left if text]
        return [*joined[:-1], joined[-1][:-1]] if joined and joined[-1].endswith("\n") else joined

    def _end(self, start: int) -> int:
        """Where the sentence that begins at `start` ends; `start` where that cannot be known yet."""
        for match in _NEXT.finditer(self.rest, start):
            if match.group("line"):
                # More blank lines may follow, which belong to it.
                return match.end()
            following = self.rest[match.end() : match.end() + 1]
            if match.group("atom"):
                end = self._after_quotation(match)
                if end:
                    return end
            elif following and self._is_end(start, match, following):
                return match.end()
        return self._forced(start)

    def _is_end(self, start: int, match: re.Match[str], following: str) -> bool:
        sign = match.group("end")[0]
        if sign in "。！？":
            return following not in "[【(（"
        if not match.group("space") or following.islower() or following in "[【(（":
            return False
        return sign != "." or not _ABBREVIATION.search(self.rest[max(start, match.start() - 8) : match.start() + 1])

    def _after_quotation(self, match: re.Match[str]) -> int:
        """Where a sentence ends that is a quotation with its own full stop; 0 where it goes on."""
        quoted = match.group("atom")
        if quoted[-1] not in '”」』"' or quoted[-2:-1] not in tuple(".!?。！？…"):
            return 0
        trailing = _TRAILING.match(self.rest, match.end())
        end = trailing.end() if trailing else match.end()
        following = self.rest[end : end + 1]
        goes_on = not following or following in "[【(（,;:，；：\n" or following.islower() or following in "-–—"
        return 0 if goes_on else end

    def _forced(self, start: int) -> int:
        """A piece without an end is cut at a blank, so that nothing is read again and again."""
        if len(self.rest) - start <= _LONGEST:
            return start
        blank = self.rest.rfind(" ", start, start + _LONGEST)
        return blank + 1 if blank > start else start + _LONGEST

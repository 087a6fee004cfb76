"""Checks the markers and quotations of an answer against its evidence, and turns them into citations.

A marker without evidence is taken out and counted. A quotation that is not literally in the evidence it cites loses its
quotation marks and is counted. Knows nothing of who wrote the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rag.generators.base import Evidence
from rag.questions.question import Question, read_text
from rag.reading.passage import passages
from rag.reading.regions import claim_boxes, mark
from rag.reading.score import score_passages
from rag.reading.span import ELLIPSIS, is_literal, lines_of, split_quote
from rag.types import Box, Chunk, Citation, Hit, Pixels

Renderer = Callable[[Hit, tuple[Box, ...]], Pixels]

# Not before "(": that is a link.
_MARKER = re.compile(r"[\[【](?:\^)?\s*(\d{1,3}(?:\s*(?:[,，、;]|[-–—])\s*\d{1,3})*)\s*[\]】](?!\()")
_UNFINISHED = re.compile(r"\s*[\[【][\d\s,，、;–—-]*$")
_QUOTE = re.compile(
    r"“([^”\n]{1,2000})”|「([^」\n]{1,2000})」|『([^』\n]{1,2000})』|(?<![\w\"])\"([^\"\n]{2,2000})\"(?!\w)"
)
_BRACKET = re.compile(r"[\[【](?=[\d^])")
# A word joiner, invisible, behind the bracket of a number that is quoted: nobody takes it for a marker.
_JOINER = "\u2060"
_MAX_BOXES = 8


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer whose markers all have evidence and whose quotations are all literal."""

    text: str
    citations: tuple[Citation, ...]
    n_dropped_markers: int = 0
    n_unverified_quotes: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What was taken out, as sentences for the person."""
        found = []
        if self.n_dropped_markers:
            found.append(f"{_count(self.n_dropped_markers, 'citation')} without evidence removed from the answer.")
        if self.n_unverified_quotes:
            found.append(
                f"{_count(self.n_unverified_quotes, 'quotation')} not found word for word in the evidence; "
                "shown without quotation marks."
            )
        return tuple(found)


@dataclass(slots=True)
class _Cited:
    """What one marker has been used for so far."""

    quotes: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)


class CitationChecker:
    """Checks an answer, whole or as far as it has been written, against one set of evidence."""

    def __init__(self, question: Question, evidence: Sequence[Evidence], renderer: Renderer | None = None) -> None:
        self._question = question
        self._evidence = {item.marker: item for item in evidence}
        self._renderer = renderer

    def check(self, text: str, finished: bool = True) -> Checked:
        """The text with what can be verified; an unfinished marker at the end of an unfinished text is held back."""
        run = _Run(self._evidence)
        checked = run.check(text if finished else _UNFINISHED.sub("", text))
        citations = tuple(self._cite(marker, cited) for marker, cited in sorted(run.cited.items()))
        return Checked(checked, citations, run.n_dropped, run.n_unverified)

    def _cite(self, marker: int, cited: _Cited) -> Citation:
        evidence = self._evidence[marker]
        chunk = evidence.hit.chunk
        quotes = list(dict.fromkeys(cited.quotes)) or _nearest(" ".join(cited.claims), chunk)
        boxes = self._boxes(quotes, cited, chunk) or evidence.hit.boxes or chunk.locator.boxes
        return Citation(marker, evidence.hit, ELLIPSIS.join(quotes), boxes[:_MAX_BOXES], self._renderer)

    def _boxes(self, quotes: Sequence[str], cited: _Cited, chunk: Chunk) -> tuple[Box, ...]:
        if not cited.quotes and cited.claims:
            return claim_boxes(" ".join(cited.claims), chunk)
        lines = [line for quote in quotes for line in lines_of(quote, chunk.lines)]
        stated = re.search(r"\*\*(.+?)\*\*", " ".join(cited.claims))
        return mark(lines, self._question, stated.group(1) if stated else "")


class _Run:
    """One pass over one text, sentence by sentence: quotations and claims belong to the markers that follow them."""

    def __init__(self, evidence: dict[int, Evidence]) -> None:
        self._evidence = evidence
        self.cited: dict[int, _Cited] = {}
        self.n_dropped = 0
        self.n_unverified = 0

    def check(self, text: str) -> str:
        return "\n".join(self._check_line(line) for line in text.split("\n"))

    def _check_line(self, line: str) -> str:
        """Quotations first: a bracketed number inside the words of a source is no marker of ours."""
        quotes = list(_QUOTE.finditer(line))
        pieces, end, pending = [], 0, _Cited()
        for match in quotes:
            pieces.append(self._check_markers(line[end : match.start()], pending))
            words = next(group for group in match.groups() if group is not None)
            pieces.append(self._check_quote(match.group(0), words, self._following(line, match.end()), pending))
            end = match.end()
        pieces.append(self._check_markers(line[end:], pending))
        return "".join(pieces)

    def _check_quote(self, quoted: str, words: str, cited: list[int], pending: _Cited) -> str:
        markers = [marker for marker in cited if marker in self._evidence] or list(self._evidence)
        if any(is_literal(words, _quotable(self._evidence[marker])) for marker in markers):
            pending.quotes.append(words)
            return _BRACKET.sub(lambda match: match.group(0) + _JOINER, quoted)
        self.n_unverified += 1
        return self._check_markers(words, pending)

    def _check_markers(self, text: str, pending: _Cited) -> str:
        pieces, end = [], 0
        for match in _MARKER.finditer(text):
            before = text[end : match.start()]
            known = self._known(match.group(1))
            pending.claims.append(before)
            pieces.append(before if known else before.rstrip(" "))
            pieces.extend(f"[{marker}]" for marker in known)
            for marker in known:
                self._attribute(marker, pending)
            end = match.end()
            if known and not _MARKER.match(text, end):
                pending.quotes.clear()
                pending.claims.clear()
        pending.claims.append(text[end:])
        return "".join([*pieces, text[end:]])

    def _known(self, numbers: str) -> list[int]:
        wanted = _expand(numbers)
        known = [marker for marker in wanted if marker in self._evidence]
        self.n_dropped += len(wanted) - len(known)
        return known

    def _attribute(self, marker: int, pending: _Cited) -> None:
        cited = self.cited.setdefault(marker, _Cited())
        text = _quotable(self._evidence[marker])
        cited.quotes.extend(quote for quote in pending.quotes if is_literal(quote, text))
        cited.claims.extend(claim for claim in pending.claims if claim.strip())

    @staticmethod
    def _following(line: str, start: int) -> list[int]:
        """The markers directly after a quotation, before the next one."""
        following = _QUOTE.split(line[start:], maxsplit=1)[0]
        match = _MARKER.search(following)
        return _expand(match.group(1)) if match else []


def _quotable(evidence: Evidence) -> str:
    return evidence.hit.chunk.text


def _nearest(claim: str, chunk: Chunk) -> list[str]:
    """The passage of the chunk that is nearest to a claim made in the generator's own words."""
    found = passages(chunk)
    scores = score_passages(read_text(claim), found)
    best = int(scores.argmax()) if len(scores) else -1
    return split_quote(found[best].text) if best >= 0 and scores[best] > 0 else []


def _expand(numbers: str) -> list[int]:
    """The markers of "1, 3-5", each once, in order."""
    found: list[int] = []
    for part in re.split(r"\s*[,，、;]\s*", numbers.strip()):
        first, *rest = [int(number) for number in re.split(r"\s*[-–—]\s*", part)]
        # A longer range is no list of evidence: nobody is given so many pieces.
        found.extend(range(first, min(rest[-1], first + 20) + 1) if rest else [first])
    return list(dict.fromkeys(found))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"

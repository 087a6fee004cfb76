"""Judges what a language model wrote, sentence by sentence: from the evidence, or marked as not from the documents.

A sentence without a marker whose words and values stand in one piece of evidence is given its marker. Numbers, dates
and names that the cited evidence does not have are marked and listed. Knows nothing of how markers are shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from rag.answers.refusals import is_token, says_no_answer
from rag.answers.values import Ground, lacking
from rag.generators.base import Evidence
from rag.questions.content import content_terms
from rag.questions.question import Question
from rag.types import Ground as State

_SUPPORTED = 0.75
_SUPPORTED_NEARBY = 0.5
"""Share of a sentence's content words that stand in evidence: anywhere, or in what its own paragraph cites."""
_LEAST_WORDS = 3
_MAX_LISTED = 6
_UNSURE = " (?)"
_OUTSIDE = {"en": " *(not from your documents)*", "zh": "*（不是来自您的文档）*"}
_HEADING = re.compile(r"^\s*(?:#{1,6}\s|\*\*[^*\n]+\*\*\s*:?\s*$)")
_HAS_VALUE = re.compile(r"\d|(?<=[a-z,] )[A-Z][a-z]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a reply: text, and the numbers of evidence at their places."""

    parts: tuple[str | tuple[int, ...], ...]

    @property
    def text(self) -> str:
        """Its words without the markers."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def cited(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(number for part in self.parts if isinstance(part, tuple) for number in part))


class Vouches(Protocol):
    """Evidence as its checker has read it."""

    @property
    def evidence(self) -> Evidence: ...

    @property
    def ground(self) -> Ground: ...

    @property
    def terms(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply with marks."""

    sentences: tuple[Sentence, ...]
    ground: State
    adopted: tuple[tuple[int, str], ...] = ()
    """Evidence that was found for a sentence that cited none, with its words."""
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    n_right: int = 0
    n_outside: int = 0
    values: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    adopted: list[tuple[int, str]] = field(default_factory=list)


class Judgement:
    """Judges replies to one question by one set of evidence."""

    def __init__(self, question: Question, read: Mapping[int, Vouches]) -> None:
        self._question = question
        self._read = read
        self._language = "zh" if question.language == "zh" else "en"
        names = " ".join({each.evidence.hit.document.source.name for each in read.values()})
        headings = "\n".join({each.evidence.hit.chunk.context for each in read.values()})
        self._also = Ground(f"{question.text}\n{names}\n{headings}")

    def judge(self, sentences: Sequence[Sentence]) -> Judged:
        """The sentences with their marks, and how far they stand on the evidence."""
        tally = _Tally()
        marked: list[Sentence] = []
        outside: list[bool] = []
        for block in _blocks(_joined([sentence for sentence in sentences if not is_token(sentence.text)])):
            cited = tuple(dict.fromkeys(number for sentence in block for number in sentence.cited))
            for sentence in block:
                judged, is_outside = self._sentence(sentence, cited, tally)
                marked.append(judged)
                outside.append(is_outside)
        return Judged(tuple(self._with_marks(marked, outside)), _state(tally), tuple(tally.adopted), self._notes(tally))

    def _sentence(self, sentence: Sentence, nearby: Sequence[int], tally: _Tally) -> tuple[Sentence, bool]:
        """The sentence with its marks, and whether it is not from the documents."""
        if sentence.cited:
            return self._cited(sentence, tally), False
        if not _claims(sentence.text):
            return sentence, False
        number = self._supporting(sentence.text, nearby)
        if number is None:
            tally.n_outside += 1
            return sentence, True
        tally.n_right += 1
        if number not in nearby:
            tally.adopted.append((number, sentence.text))
            sentence = _with_marker(sentence, number)
        return sentence, False

    def _cited(self, sentence: Sentence, tally: _Tally) -> Sentence:
        """A cited sentence with the values marked that its evidence does not have."""
        read = [self._read[number] for number in sentence.cited]
        found = lacking(sentence.text, [each.ground for each in read], self._also)
        if not found:
            tally.n_right += 1
            return sentence
        if any(each.evidence.image is not None for each in read):
            # What stands on a picture is not all in its words.
            tally.n_right += 1
            tally.unread += [words for _, words in found]
            return sentence
        tally.values += [words for _, words in found]
        return _inserted(sentence, [end for end, _ in found])

    def _supporting(self, text: str, nearby: Sequence[int]) -> int | None:
        """The evidence in which a sentence's words and values stand, what its paragraph cites first."""
        words = content_terms(text)
        if not words:
            return None
        for numbers, least in ((nearby, _SUPPORTED_NEARBY), (tuple(self._read), _SUPPORTED)):
            shares = {
                number: sum(word in self._read[number].terms for word in words) / len(words) for number in numbers
            }
            best = max(shares, key=lambda number: shares[number], default=None)
            if best is None or shares[best] < least or (best not in nearby and len(words) < _LEAST_WORDS):
                continue
            if not lacking(text, [self._read[best].ground], self._also):
                return best
        return None

    def _with_marks(self, sentences: Sequence[Sentence], outside: Sequence[bool]) -> list[Sentence]:
        """One mark behind each run of sentences on a line that are not from the documents."""
        shown = []
        for i, sentence in enumerate(sentences):
            goes_on = i + 1 < len(outside) and outside[i + 1] and "\n" not in sentence.text
            if outside[i] and not goes_on and not sentence.text.lstrip().startswith("|"):
                sentence = _appended(sentence, _OUTSIDE[self._language])
            shown.append(sentence)
        return shown

    def _notes(self, tally: _Tally) -> tuple[str, ...]:
        chinese = self._language == "zh"
        found = []
        if tally.n_outside:
            n = tally.n_outside
            said = f"{n} sentence{'s are' if n > 1 else ' is'} not from your documents; the answer marks where."
            found.append(f"有 {n} 句不是来自您的文档，已在答案中标出。" if chinese else said)
        if tally.values:
            values = ", ".join(dict.fromkeys(tally.values[:_MAX_LISTED]))
            said = f"Not in the evidence that is cited for it, and marked (?): {values}."
            found.append(f"所引依据中没有，已用 (?) 标出：{values}。" if chinese else said)
        if tally.unread:
            values = ", ".join(dict.fromkeys(tally.unread[:_MAX_LISTED]))
            said = f"Read from a picture and not checked: {values}."
            found.append(f"读自图片，未经核对：{values}。" if chinese else said)
        return tuple(found)


def _state(tally: _Tally) -> State:
    if not tally.n_right:
        return "ungrounded" if tally.n_outside or tally.values else "none"
    return "partly" if tally.n_outside or tally.values else "grounded"


def _claims(text: str) -> bool:
    """Whether a sentence states something: no heading, lead-in, question, "Yes." or word about the evidence itself."""
    plain = text.strip(" \n*_>#-|`")
    if not plain or plain.endswith((":", "：", "?", "？")) or _HEADING.match(text.rstrip()):
        return False
    if says_no_answer(plain):
        return False
    long = len(content_terms(plain)) >= _LEAST_WORDS
    return long or bool(_HAS_VALUE.search(plain)) or len(_CHINESE.findall(plain)) > 2 * _LEAST_WORDS


def _joined(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Markers on a line of their own belong to the sentence before them."""
    joined: list[Sentence] = []
    for sentence in sentences:
        if joined and sentence.cited and not re.search(r"\w", sentence.text):
            joined[-1] = Sentence((*joined[-1].parts, *sentence.parts))
        else:
            joined.append(sentence)
    return joined


def _blocks(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Paragraphs and lists, each with the line that introduces it."""
    blocks: list[list[Sentence]] = [[]]
    for sentence in sentences:
        blocks[-1].append(sentence)
        words = sentence.text.rstrip()
        if sentence.text.count("\n") > 1 and not words.endswith((":", "：")):
            blocks.append([])
    return blocks


def _with_marker(sentence: Sentence, number: int) -> Sentence:
    *before, last = sentence.parts
    words = str(last).rstrip()
    stop = re.search(r"[.。!！]+[*_]*$", words)
    at = stop.start() if stop else len(words)
    space = "" if _CHINESE.search(words[-3:]) else " "
    return Sentence((*before, words[:at] + space, (number,), words[at:] + str(last)[len(words) :]))


def _appended(sentence: Sentence, mark: str) -> Sentence:
    *before, last = sentence.parts
    words = str(last).rstrip()
    return Sentence((*before, words + mark + str(last)[len(words) :]))


def _inserted(sentence: Sentence, ends: Sequence[int]) -> Sentence:
    """The sentence with the sign of doubt at places of its text."""
    wanted = sorted(ends, reverse=True)
    parts: list[str | tuple[int, ...]] = []
    offset = len(sentence.text)
    for part in reversed(sentence.parts):
        if isinstance(part, str):
            offset -= len(part)
            for end in (end for end in wanted if offset < end <= offset + len(part)):
                part = part[: end - offset] + _UNSURE + part[end - offset :]
        parts.append(part)
    return replace(sentence, parts=tuple(reversed(parts)))

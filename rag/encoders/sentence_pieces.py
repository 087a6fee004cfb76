"""Text to the pieces of a unigram vocabulary (Kudo 2018), the likeliest way to cut it.

Knows: pieces, their log probabilities, and what a word is for late interaction. Does not know: networks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rag.encoders.e5_file import Pieces
from rag.encoders.tokens import Tokens

_BLANK = "\u2581"
"""What stands for the blank before a word."""
_PENALTY = 10.0
"""An unknown character is so much less likely than the least likely piece."""
_REMEMBERED = 50_000
_SHORT = 24
"""Longer runs without a blank, as in Chinese, do not come again and are not remembered."""
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Thai to Khmer, kana and Chinese characters: scripts without blanks between words."""
_WORD = re.compile(rf"[^\W_{_UNSPACED}]+(?:[.,:/'-][^\W_{_UNSPACED}]+)*")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")

_Cut = tuple[tuple[int, int], ...]
"""The id and the length of each piece; unknown characters beside each other are one piece."""


class SentencePieces:
    """A tokenizer over such a vocabulary."""

    def __init__(self, pieces: Pieces, max_tokens: int) -> None:
        self._pieces = pieces
        self._max = max_tokens
        self._ids = {text: n for n, text in enumerate(pieces.texts) if pieces.scores[n] < 0}
        self._longest = max(map(len, self._ids))
        self._unknown_score = min(pieces.scores) - _PENALTY
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._likeliest)

    def split(self, texts: Sequence[str], prefix: str) -> list[Tokens]:
        before = self._cut_ids(prefix)
        return [self._tokens(self._read(text), before) for text in texts]

    def reads(self, text: str) -> float:
        """Every script has letters with pieces of their own here, so what counts is that they are known at all."""
        runs = self._read(text).split()
        unknown = sum(length for run in runs for n, length in self._cut(_BLANK + run) if n == self._pieces.unknown)
        return 1.0 - unknown / sum(map(len, runs)) if runs else 1.0

    def _tokens(self, text: str, before: Sequence[int]) -> Tokens:
        of = _words_of(text)
        ids, words = [self._pieces.begin, *before], [""] * (1 + len(before))
        end = -1
        for run in text.split(" "):
            for n, length in self._cut(_BLANK + run):
                # Each run's first piece begins with the blank before it.
                start, end = end, end + length
                ids.append(n)
                words.append(_word(text[max(start, 0) : end], of[end - 1]))
        ids, words = ids[: self._max - 1], words[: self._max - 1]
        return Tokens((*ids, self._pieces.end), (*words, ""))

    def _read(self, text: str) -> str:
        """As the vocabulary was made: characters read as others, one blank between words."""
        return " ".join(unicodedata.normalize("NFC", text).translate(self._pieces.read_as).split())

    def _cut_ids(self, text: str) -> list[int]:
        return [n for run in text.split() for n, _ in self._cut(_BLANK + run)]

    def _cut(self, run: str) -> _Cut:
        return self._remembered(run) if len(run) <= _SHORT else self._likeliest(run)

    def _likeliest(self, run: str) -> _Cut:
        """Viterbi, from the left: the best way to each place is known before any place after it is looked at."""
        best = [0.0] + [float("-inf")] * len(run)
        back = [(0, 0)] * (len(run) + 1)
        scores, ids, longest = self._pieces.scores, self._ids, self._longest
        for start in range(len(run)):
            here = best[start]
            for end in range(start + 1, min(len(run), start + longest) + 1):
                n = ids.get(run[start:end])
                if n is not None and here + scores[n] > best[end]:
                    best[end], back[end] = here + scores[n], (n, start)
            if here + self._unknown_score > best[start + 1]:
                best[start + 1], back[start + 1] = here + self._unknown_score, (self._pieces.unknown, start)
        return self._from_the_end(back)

    def _from_the_end(self, back: Sequence[tuple[int, int]]) -> _Cut:
        found: list[tuple[int, int]] = []
        end = len(back) - 1
        while end:
            n, start = back[end]
            if found and n == found[-1][0] == self._pieces.unknown:
                found[-1] = (n, found[-1][1] + end - start)
            else:
                found.append((n, end - start))
            end = start
        return tuple(reversed(found))


def _words_of(text: str) -> list[str]:
    """Of each character the word that it is in, in lower case; empty between words."""
    of = [""] * (len(text) + 1)
    for found in _WORD.finditer(text):
        of[found.start() : found.end()] = [found[0].lower()] * len(found[0])
    return of


def _word(piece: str, around: str) -> str:
    """A piece of a script without blanks is a word by itself; of others, the word around it is."""
    return piece.strip().lower() if _IS_UNSPACED.search(piece) else around

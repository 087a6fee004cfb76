"""Tells a text layer that says other letters than the page shows, as files with a wrong character map do.

Knows how often letters are written in European languages, and how to compare a line with what OCR reads there. Does
not know: pages. A page whose letters are usual is believed; only of an odd one is a line read.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from ingestion.loaders.pdf.file import PdfPage
from ingestion.loaders.pdf.lines import TextLine
from ingestion.ocr.base import Ocr
from rag.types import Box

_USUAL = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        (8.1, 1.5, 3.2, 4.0, 13.2, 1.6, 1.8, 3.2, 7.4, 0.4, 0.7, 4.5, 2.7, 7.7, 6.5, 2.4, 0.6, 6.7, 6.9, 7.6, 4.0, 1.2,
         1.2, 0.4, 1.0, 0.7),
        strict=True,
    )
)  # fmt: skip
_LOGARITHMS = {letter: math.log(share / 100) for letter, share in _USUAL.items()}
FEWEST_LETTERS = 30
ODD = -3.24
"""Mean logarithm of the letters' shares: of 457 pages all are above -3.14, shifted letters below -3.38."""
UNLIKE = 0.5
_SAMPLES = 2
_MARGIN_PT = 3.0


def lies(page: PdfPage, lines: Sequence[TextLine], ocr: Ocr) -> bool:
    """Whether the longest lines of an odd page are read otherwise by OCR, which is sure of what it reads."""
    if not looks_odd([line.text for line in lines]):
        return False
    longest = sorted(
        (line for line in lines if line.turn == 0 and not line.invisible), key=lambda line: -len(line.text)
    )
    unlike = [_is_unlike(page, line, ocr) for line in longest[:_SAMPLES] if len(line.text) >= 12]
    return bool(unlike) and all(unlike)


def looks_odd(texts: Sequence[str]) -> bool:
    """Whether the Latin letters of a page are not those that any language writes most."""
    counts = Counter("".join(texts).casefold())
    letters = {letter: counts[letter] for letter in _LOGARITHMS if counts[letter]}
    total = sum(letters.values())
    others = sum(n for letter, n in counts.items() if letter.isalpha()) - total
    if total < FEWEST_LETTERS or others > total:
        return False
    return sum(n * _LOGARITHMS[letter] for letter, n in letters.items()) / total < ODD


def _is_unlike(page: PdfPage, line: TextLine, ocr: Ocr) -> bool:
    box = line.box
    wide = Box(box.x0 - _MARGIN_PT, box.y0 - _MARGIN_PT, box.x1 + _MARGIN_PT, box.y1 + _MARGIN_PT)
    found = ocr.recognise(page.render(3.0, wide.intersection(page.frame.page_box)))
    read, said = _letters("".join(part.text for part in found.lines)), _letters(line.text)
    if found.confidence < 0.8 or len(read) < 0.6 * len(said):
        return False
    return SequenceMatcher(None, read, said, autojunk=False).ratio() < UNLIKE


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))

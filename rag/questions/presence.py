"""Which of a question's terms a text has. Knows how Chinese is cut into terms, no documents."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_PAIR = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2}")


def present(terms: Sequence[str], words: Collection[str]) -> list[bool]:
    """For each term, in the question's order, whether it is among the words of a text.

    A pair of Chinese characters between two pairs that are there is there as well: it only joins two words, of which
    each is (公司的收入 has 公司 and 收入, and answers 公司收入).
    """
    has = [term in words for term in terms]
    return [
        found or (0 < i < len(terms) - 1 and has[i - 1] and has[i + 1] and _joins(terms[i - 1 : i + 2]))
        for i, found in enumerate(has)
    ]


def _joins(terms: Sequence[str]) -> bool:
    before, pair, after = terms
    return bool(_PAIR.fullmatch(pair)) and before[-1:] == pair[0] and pair[1] == after[:1]

"""Numbers, dates and names of a sentence that the evidence it cites does not have.

Numbers are compared by value, whatever their separators and scale words; a sum, difference or percentage of numbers
that are both in the sentence and in the evidence is derived, not made up. Names are capitalised words in a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations, takewhile

_NUMBER = re.compile(r"(?<![A-Za-zÀ-ɏ\d_.,])[-−+]?\d+(?:[.,'’\u00a0\u202f]\d+)*")
_IN_TEXT = re.compile(r"\d+(?:[.,'’\u00a0\u202f]\d+)*")
_SCALE = re.compile(
    r"[\s-]?(thousand|million|billion|trillion|lakh|crore|bn|mn|k\b|m\b|b\b|百万|千万|万|亿|千)", re.IGNORECASE
)
_SCALES = dict.fromkeys(("thousand", "k", "千"), 1e3)
_SCALES |= dict.fromkeys(("million", "mn", "m", "百万"), 1e6)
_SCALES |= dict.fromkeys(("billion", "bn", "b"), 1e9)
_SCALES |= {"trillion": 1e12, "lakh": 1e5, "crore": 1e7, "万": 1e4, "千万": 1e7, "亿": 1e8}
_UNITS = re.compile(r"thousand|million|billion|[’']000|000s|千|万|亿|lakh|crore", re.IGNORECASE)
_WORDS = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty",
)
_CHINESE = dict(zip("零一二三四五六七八九十", range(11), strict=True))
_MONTHS = re.findall(r"\w+", "january february march april may june july august september october november december")
_HEDGED = re.compile(
    r"(?:about|around|approximately|roughly|nearly|almost|over|more than|some|~|≈|约|大约|近|超过)\s*[$€£¥]?\s*$",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w’'-]*[\w]|\b[A-Z]\b")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_STARTS = re.compile(r"(?:^|[.!?:;(\[“\"*_#>|•–—/-]|\d\.)\s*$")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "I The A An In On At By For From This That These Those It Its They There Here However Therefore Thus Also "
        "And But Or If When While Both Each Evidence Source Document Page Figure Table Section Yes No Not Markdown "
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    )
)
_POWERS = (1.0, 1e3, 1e6, 1e9, 1e4, 1e8)
_MAX_OPERANDS = 8
_MOSTLY_CAPITALS = 0.4


@dataclass(frozen=True)
class Ground:
    """The words of some evidence, read once for all sentences that cite it."""

    text: str
    """Everything that may vouch: the chunk, its headings and caption, the name of its file."""

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Every number, also those written as words."""
        found = {value for token in _IN_TEXT.findall(self.text) for value in readings(token)}
        words = set(re.findall(r"[a-z]+", self.text.casefold()))
        found |= {float(value) for value, word in enumerate(_WORDS) if word in words}
        found |= {float(i) for i, month in enumerate(_MONTHS, 1) if month in words or month[:3] in words}
        found |= {float(value) for sign, value in _CHINESE.items() if sign in self.text}
        return frozenset(map(_key, found))

    @cached_property
    def sorted_numbers(self) -> list[float]:
        return sorted(self.numbers)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(re.findall(r"[\w’'-]+", self.text.casefold())) | frozenset(
            re.findall(r"\w+", self.text.casefold())
        )

    @cached_property
    def initials(self) -> str:
        """The first letters of its words in order, where an abbreviation can be found."""
        return "".join(word[0] for word in re.findall(r"\w+", self.text.casefold()))

    @cached_property
    def is_scaled(self) -> bool:
        """Whether its numbers may be in thousands or millions."""
        return bool(_UNITS.search(self.text))

    @cached_property
    def is_latin(self) -> bool:
        return sum(map(len, _LATIN.findall(self.text))) > len(self.text) / 3


def lacking(sentence: str, grounds: Iterable[Ground], also: Ground) -> list[tuple[int, str]]:
    """Where each number or name ends that no ground has, and the words; `also` vouches for names and years only."""
    evidence = list(grounds)
    return sorted((*_numbers_lacking(sentence, evidence, also), *_names_lacking(sentence, evidence, also)))


def readings(token: str) -> frozenset[float]:
    """What a number may mean: "1,234" is 1234 or 1.234, "1.234,5" is 1234.5."""
    groups = re.split(r"\D", token.strip("-−+"))
    found = set()
    if all(len(group) == 3 for group in groups[1:]) or (
        len(groups[-1]) == 3 and all(len(g) == 2 for g in groups[1:-1])
    ):
        found.add(float("".join(groups)))
    separators = re.findall(r"\D", token.strip("-−+"))
    if len(groups) == 2 or (len(groups) > 2 and separators[-1] not in separators[:-1]):
        found.add(float("".join(groups[:-1]) + "." + groups[-1]))
    # A date or a version: each part for itself.
    return frozenset(found or {float(group) for group in groups if group})


def _numbers_lacking(sentence: str, evidence: list[Ground], also: Ground) -> Iterator[tuple[int, str]]:
    known: list[float] = []
    unknown: list[tuple[int, str, frozenset[float]]] = []
    for match in _NUMBER.finditer(sentence):
        values = readings(match.group(0))
        scale = _SCALE.match(sentence, match.end())
        end = scale.end() if scale else match.end()
        factor = _SCALES[scale.group(1).casefold()] if scale else 1.0
        hedged = bool(_HEDGED.search(sentence[: match.start()]))
        if any(_has(ground, values, factor, hedged=hedged) for ground in evidence) or _vouched(match.group(0), also):
            known += [value * factor for value in values]
        elif not _is_label(sentence, match):
            unknown.append((end, sentence[match.start() : end], values | {value * factor for value in values}))
    derived = set(_derived(known[:_MAX_OPERANDS])) if unknown else set()
    for end, words, found in unknown:
        if not any(value and _close(value, other) for value in found for other in derived):
            yield end, words


def _has(ground: Ground, values: frozenset[float], factor: float, *, hedged: bool) -> bool:
    """Whether a number stands there: as written, or counted in thousands, millions, 万 where either side says so."""
    scales = _POWERS if factor > 1 or ground.is_scaled else (1.0,)
    wanted = {*values, *(value * factor / scale for value in values for scale in scales)}
    if any(_key(value) in ground.numbers for value in wanted):
        return True
    return hedged and any(_is_rounded(value, ground.sorted_numbers) for value in wanted)


def _key(value: float) -> float:
    return float(f"{value:.9g}")


def _is_rounded(value: float, numbers: list[float]) -> bool:
    """Whether `value` is one of the sorted numbers with fewer digits."""
    n_digits = len(f"{value:.12g}".replace(".", "").strip("-0")) or 1
    at = bisect_left(numbers, value - 0.06 * abs(value))
    near = takewhile(lambda number: number <= value + 0.06 * abs(value), numbers[at : at + 20])
    return any(float(f"{number:.{n_digits}g}") == value for number in near)


def _vouched(token: str, also: Ground) -> bool:
    """A year that the person named, or that stands elsewhere in the cited document."""
    return bool(re.fullmatch(r"(?:1[5-9]|20|21)\d\d", token)) and float(token) in also.numbers


def _is_label(sentence: str, match: re.Match[str]) -> bool:
    """An item's number at the start of a line, or the number of a page or figure of the evidence itself."""
    before, after = sentence[: match.start()], sentence[match.end() :]
    return not before.strip(" *_#>-") and bool(re.match(r"[.)、]\s*[^\W\d]", after))


def _derived(values: list[float]) -> Iterator[float]:
    if len(values) > 2:
        yield sum(values)
    yield float(len(values))
    for one, other in permutations(values, 2):
        yield one + other
        yield one - other
        yield one * other
        if other:
            yield one / other
            yield 100 * one / other
            yield 100 * (one - other) / abs(other)


def _close(one: float, other: float) -> bool:
    """Equal as far as they are written: a derived value may be rounded to a tenth."""
    return (
        one == other
        or abs(one - other) <= max(1e-9, 1e-6 * abs(other))
        or (other % 1 != 0 and abs(one - other) <= 0.05 and abs(other) > 1)
    )


def _names_lacking(sentence: str, evidence: list[Ground], also: Ground) -> Iterator[tuple[int, str]]:
    if not any(ground.is_latin for ground in evidence):
        return
    words = _LATIN.findall(sentence)
    capitals = [word for word in words if word[0].isupper()]
    if len(capitals) > _MOSTLY_CAPITALS * max(1, len(words)) and len(words) > len(capitals) + 1 > 5:
        return  # a heading, or a language that writes every noun with a capital
    known = [also.words, *(ground.words for ground in evidence)]
    for match in _CAPITALISED.finditer(sentence):
        name = match.group(0)
        if (
            name in _COMMON
            or name.casefold() in _MONTHS
            or _STARTS.search(sentence[max(0, match.start() - 6) : match.start()])
        ):
            continue
        plain = re.sub(r"[’']s?$", "", name).casefold()
        if any(_in(part, known) for part in (plain, *plain.split("-"))):
            continue
        if name.isupper() and any(plain in ground.initials for ground in (*evidence, also)):
            continue
        yield match.end(), name


def _in(word: str, known: Sequence[frozenset[str]]) -> bool:
    """The word or another number or case of it."""
    return any(word in words or f"{word}s" in words or word.rstrip("s") in words for words in known)

"""Finds the values that a question can ask for: money, shares, dates, times, lengths, counts, in English and Chinese.

A text is cut into values from left to right, the longest first, so that none is cut out of a longer one: 12,800元 is
never 800元. What only looks like a number (表2-1, "3. Leave", a telephone number) is seen and is no value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.questions.numerals import ARABIC, CHINESE, ENGLISH, FORMAL, SPOKEN, number_of
from rag.questions.patterns import ValueKind, names_of, patterns, words_of
from rag.terms import simplified

Wanted = Literal[
    "total", "money", "amount", "percent", "date", "year", "time", "duration", "count", "person", "place", "list",
    "yes_no", "text",
]  # fmt: skip

_KINDS: dict[Wanted, tuple[tuple[ValueKind, ...], ...]] = {
    "money": (("money",), ("number",)),
    "amount": (("money",), ("measure", "count", "number"), ("duration",), ("year",)),
    "total": (("money",), ("number", "year")),
    "percent": (("percent",),),
    "date": (("date",), ("year",)),
    "year": (("year",),),
    "time": (("time",),),
    "duration": (("duration",), ("count", "number")),
    "count": (("count",), ("number",), ("year",)),
}
"""Of each kind of question the kinds of value that answer it, the stricter ones first."""
_NUMERAL = re.compile(
    rf"{FORMAL}|\d+,\d{{1,2}}(?![\d,])|{ARABIC}|{CHINESE}|(?<![a-z])(?:{ENGLISH})(?![a-z])", re.IGNORECASE
)
_SECONDS = {
    "year": 31_536_000,
    "month": 2_592_000,
    "week": 604_800,
    "day": 86_400,
    "hour": 3_600,
    "minute": 60,
    "second": 1,
}
_ANY_NUMBER = re.compile(rf"[\d零〇○一二两兩三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾半成]|{SPOKEN}", re.IGNORECASE)
_SPOKEN = re.compile(SPOKEN, re.IGNORECASE)
_SHARES = {"百": "%", "千": "‰", "万": "‱"}
_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]+\s+(?:of\s+|de\s+|van\s+)?){1,3}[A-Z][\w'’-]+|[\u4e00-\u9fff]{2,4}(?=先生|女士|教授|博士)"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a text."""

    text: str
    """As the text writes it."""
    kind: ValueKind
    number: float | None
    """What it says in `unit`: 1.2亿元 is 120000000; None for dates, times and where no number is written."""
    unit: str
    """CNY, %, day, km, 人; empty for a plain number."""
    start: int
    """Where it begins in the text."""


def find_values(text: str) -> tuple[Value, ...]:
    """Every value in `text`, in order."""
    return tuple(value for value in _scan(text) if value.kind != "code")


def wanted_values(text: str, wanted: Wanted) -> tuple[Value, ...]:
    """The values that answer such a question, in order; of the stricter kind first where there are several."""
    if wanted not in _KINDS:
        return ()
    found = find_values(text)
    if wanted in ("amount", "count"):
        found = tuple(value for value in found if value.kind != "year" or value.text.isdigit())  # 2024年 is no amount
    groups = (_digits_first([value for value in found if value.kind in kinds]) for kinds in _KINDS[wanted])
    return tuple(next((group for group in groups if group), ()))


def _digits_first(found: list[Value]) -> list[Value]:
    """Without numbers in English words where there are digits: "one of the 28" counts 28."""
    written = [
        value for value in found if not (value.kind == "number" and value.text[0].isascii() and value.text[0].isalpha())
    ]
    return written or found


def values(text: str, wanted: Wanted) -> list[str]:
    """The same, literally; names for persons and places."""
    if wanted in ("person", "place"):
        return [match.group(0).strip() for match in _NAME.finditer(text)]
    return [value.text for value in wanted_values(text, wanted)]


def bare(value: str) -> str:
    """A value without the currency before it."""
    return re.sub(rf"^(?:{_currencies()})\s?(?=[\d(-])", "", value, flags=re.IGNORECASE)


def amount(text: str) -> float | None:
    """The number that an amount of money says: "RM1,234.50" is 1234.5, "(0.01)" is -0.01; None where there is none."""
    match = re.search(ARABIC, text)
    if match is None:
        return None
    number = number_of(match.group(0))
    return None if number is None else _sign(text[: match.start()]) * number


@lru_cache(maxsize=4096)
def _scan(text: str) -> tuple[Value, ...]:
    plain = _narrow(text)
    if not _ANY_NUMBER.search(plain):
        return ()
    found = sorted(_matches(plain), key=lambda match: (match[0], -match[1], match[2]))
    kept, end = [], 0
    for start, stop, _, kind in found:
        if start >= end:
            kept.append(_value(text[start:stop], plain[start:stop], kind, start))
            end = stop
    return tuple(kept)


def _matches(plain: str) -> Iterator[tuple[int, int, int, ValueKind]]:
    spoken = bool(_SPOKEN.search(plain))
    for rank, (kind, pattern, is_spoken) in enumerate(patterns()):
        if is_spoken and not spoken:
            continue
        for match in pattern.finditer(plain):
            start, stop = match.span()
            start += len(match.group(0)) - len(match.group(0).lstrip())
            stop -= len(match.group(0)) - len(match.group(0).rstrip())
            if stop > start:
                yield start, stop, rank, kind


def _narrow(text: str) -> str:
    """Half width digits and signs, simplified characters; every character keeps its place."""
    narrow = "".join(
        unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" else character
        for character in text
    )
    return simplified(narrow)


def _value(text: str, plain: str, kind: ValueKind, start: int) -> Value:
    if kind in ("date", "time", "code"):
        return Value(text, kind, None, "", start)
    match = _NUMERAL.search(plain, plain.find("分之") + 2 if "分之" in plain else 0)
    number = None if match is None else number_of(match.group(0))
    if match is None or number is None:
        return Value(text, kind, 0.5 if plain.startswith("半") else None, _unit(plain, kind), start)
    if kind == "year":
        return Value(text, kind, number, "", start)
    if kind == "percent":
        return Value(
            text, kind, (-1 if plain[0] in "-−" else 1) * number * (10 if "成" in plain else 1), _share(plain), start
        )
    scaled = number * _scale(plain[match.end() :])
    if kind == "duration":
        return Value(text, kind, *_length(plain, number), start)
    return Value(text, kind, _sign(plain[: match.start()]) * scaled, _unit(plain, kind), start)


def _sign(text: str) -> float:
    return -1.0 if re.search(r"[-−(（]", text) else 1.0


def _scale(after: str) -> float:
    scales = {word: float(name) for word, name in names_of("scale").items()}
    match = re.match(
        rf"[)）]?\s?(?:{'|'.join(sorted(map(re.escape, scales), key=len, reverse=True))})(?![A-Za-z])", after
    )
    return scales[match.group(0).strip(")） ")] if match else 1.0


def _share(plain: str) -> str:
    if "分之" in plain:
        return _SHARES[plain[plain.index("分之") - 1]]
    if ("点" in plain and "百分点" in plain) or "percentage point" in plain.lower():
        return "pp"
    return "bp" if "basis" in plain.lower() else "‰" if "‰" in plain else "%"


def _length(plain: str, number: float) -> tuple[float, str]:
    """Number and unit of a length of time; of several parts in the smallest of their units."""
    names = names_of("duration")
    written = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    parts = re.findall(rf"({_NUMERAL.pattern})\s?[余多]?\s?-?({written})(半)?", plain, re.IGNORECASE)
    known = [
        (number_of(numeral) or 0.0, names.get(word, names.get(word.lower(), "")), half) for numeral, word, half in parts
    ]
    if not known:
        return number, ""
    lengths = [(value + (0.5 if half else 0.0), unit) for value, unit, half in known]
    smallest = min((unit for _, unit in lengths), key=lambda unit: _SECONDS.get(unit, 0))
    if len(lengths) == 1 or not _SECONDS.get(smallest):
        return lengths[0]
    return sum(value * _SECONDS[unit] for value, unit in lengths) / _SECONDS[smallest], smallest


def _unit(plain: str, kind: ValueKind) -> str:
    tables = {"money": ("currency_before", "currency_after"), "duration": ("duration",), "measure": ("measure",)}
    for table in tables.get(kind, ()):
        names = names_of(table)
        for word in sorted(names, key=lambda word: (-len(word), word)):
            if (
                (plain.lstrip("-−(（").startswith(word))
                if table == "currency_before"
                else word.lower() in plain.lower()
            ):
                return names[word]
    if kind == "count":
        return next((word for word in sorted(words_of("counter"), key=len, reverse=True) if plain.endswith(word)), "")
    return ""


@lru_cache(maxsize=1)
def _currencies() -> str:
    return "|".join(re.escape(word) for word in sorted(words_of("currency_before"), key=len, reverse=True))

"""Finds the values that a question can ask for: amounts, percentages, dates, times, counts."""

from __future__ import annotations

import re
from typing import Literal

Wanted = Literal[
    "total", "amount", "percent", "date", "year", "time", "count", "person", "place", "list", "yes_no", "text"
]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CURRENCY = r"(?:US\$|RM|USD|EUR|GBP|CNY|RMB|HK\$|[$€£¥₹])"
_MONEY_UNIT = r"(?:million|billion|trillion|thousand|dollars?|euros?|yuan|cents?|万元|亿元|元|百万|万|亿)"

MONEY = re.compile(
    rf"{_CURRENCY}\s?-?\(?(?:{_NUMBER})\)?(?:\s?{_MONEY_UNIT})?|-?\(?(?:{_NUMBER})\s?{_MONEY_UNIT}", re.IGNORECASE
)
NUMBER = re.compile(rf"(?<![\w.,/-])-?(?:{_NUMBER})(?![\w/]|[.,]\d|-\d|\s?[%％])")
PERCENT = re.compile(
    r"-?\d+(?:\.\d+)?\s?(?:%|％|percent\b|per cent\b|percentage points?)|百分之[一二三四五六七八九十百零\d.]+",
    re.IGNORECASE,
)
DATE = re.compile(
    rf"\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b|\b\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?(?:\s+\d{{4}})?|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?\b"
    rf"|\b{_MONTH},?\s+\d{{4}}\b|\d{{2,4}}年(?:\d{{1,2}}月)?(?:\d{{1,2}}[日号])?",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d{2}(?![\d,]|\.\d)")
TIME = re.compile(
    r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b|\d{1,2}[点时]", re.IGNORECASE
)
_WORD_COUNT = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million)\b|[一二两三四五六七八九十百千万]+[个位名家项种条]",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]+\s+(?:of\s+|de\s+|van\s+)?){1,3}[A-Z][\w'’-]+|[\u4e00-\u9fff]{2,4}(?=先生|女士|教授|博士)"
)

_PATTERNS: dict[Wanted, tuple[re.Pattern[str], ...]] = {
    "amount": (MONEY, NUMBER),
    "total": (MONEY, NUMBER),
    "percent": (PERCENT,),
    "date": (DATE, YEAR),
    "year": (YEAR,),
    "time": (TIME,),
    "count": (NUMBER, _WORD_COUNT),
    "person": (_NAME,),
    "place": (_NAME,),
}


def values(text: str, wanted: Wanted) -> list[str]:
    """The values of the wanted kind in `text`, in order, literally; the stricter pattern first where there are two."""
    for pattern in _PATTERNS.get(wanted, ()):
        found = [match.group(0).strip() for match in pattern.finditer(text)]
        if found:
            return found
    return []


def bare(value: str) -> str:
    """A value without the currency before it."""
    return re.sub(rf"^{_CURRENCY}\s?(?=[\d(-])", "", value, flags=re.IGNORECASE)


def amount(text: str) -> float | None:
    """The number that an amount of money says: "RM1,234.50" is 1234.5, "(0.01)" is -0.01; None where there is none."""
    match = re.search(_NUMBER, text)
    if match is None:
        return None
    before = text[: match.start()]
    sign = -1.0 if "-" in before or "(" in before else 1.0
    return sign * float(match.group(0).replace(",", ""))

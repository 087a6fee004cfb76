"""The number that a cell or a word says: digit groups, signs, shares, money. Knows nothing of questions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CURRENCY = r"(?:US\$|HK\$|S\$|RM|USD|EUR|GBP|CNY|RMB|SGD|MYR|Rs\.?|[$€£¥₹])"
_DIGITS = r"\d{1,3}(?:[ \u00a0\u202f’']\d{3})+(?:[.,]\d+)?|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d[\d,]*(?:\.\d+)?|\.\d+"
_SCALE = r"(?:million|billion|trillion|thousand|bn|mn|[kKmMbB](?![a-z])|万元|亿元|万|亿)"
_UNIT = r"[^\W\d_]{1,12}|[%％°][CF]?|元"
_WHOLE = re.compile(
    rf"^[*~≈<>≤≥+]?\s?(?P<open>\()?\s?(?P<sign>[-–−])?\s?(?P<money>{_CURRENCY})?\s?(?P<inner>[-–−])?"
    rf"(?P<digits>{_DIGITS})\s?(?P<share>[%％])?\s?(?P<scale>{_SCALE})?\s?(?P<close>\))?"
    rf"\s?(?P<unit>{_UNIT})?[*†]?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"^(?:FY\s?)?(?:1[5-9]|20)\d\d$")
_SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9}
_SCALES |= {"trillion": 1e12, "万": 1e4, "万元": 1e4, "亿": 1e8, "亿元": 1e8}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: float
    text: str
    unit: str = ""
    """"%", a currency, a word behind it; empty where it stands alone."""

    @property
    def decimals(self) -> int:
        """How many digits stand behind the decimal point."""
        _, point, behind = re.sub(r"[^\d.]", "", self.text).partition(".")
        return len(behind) if point else 0


def number_of(text: str) -> Number | None:
    """The number that the whole of `text` says; None where it says anything else. "(1,234)" is -1234."""
    match = _WHOLE.match(text.strip())
    if match is None:
        return None
    digits = _plain_digits(match["digits"])
    if not digits:
        return None
    value = float(digits) * _SCALES.get((match["scale"] or "").lower(), 1.0)
    negative = bool(match["sign"] or match["inner"] or (match["open"] and match["close"]))
    unit = "%" if match["share"] else (match["money"] or match["unit"] or "")
    return Number(-value if negative else value, text.strip(), unit)


def is_year(text: str) -> bool:
    """Whether a text is a year and nothing else."""
    return bool(_YEAR.match(text.strip()))


def written(value: float, decimals: int) -> str:
    """A number as a person writes it: with digit groups, with as many decimals as its sources have."""
    return f"{value:,.{decimals}f}"


def _plain_digits(digits: str) -> str:
    plain = re.sub(r"[ \u00a0\u202f’']", "", digits)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", plain):  # 1.234.567,89
        return plain.replace(".", "").replace(",", ".")
    if re.fullmatch(r"\d+,\d{1,2}", plain):  # 12,5: a comma before one or two last digits is a decimal one
        return plain.replace(",", ".")
    return plain.replace(",", "") if re.search(r"\d", plain) else ""

"""A spreadsheet's values as a person sees them in the cell. Knows number formats as far as they change the meaning."""

from __future__ import annotations

import datetime
import re

_DECIMALS = re.compile(r"0\.(0+)")
_CURRENCY = re.compile(r'\[\$([^\]\-]*)[^\]]*\]|"([^"]*)"|([$€£¥])')
_MAX_CHARS = 4_000


def shown(value: object, number_format: str) -> str:
    """Dates as 2024-05-31, percentages and amounts as formatted, other numbers without binary noise."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format or "")
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat() if isinstance(value, datetime.date) else value.isoformat("minutes")
    if isinstance(value, datetime.timedelta):
        return str(value)
    return str(value).strip()[:_MAX_CHARS]


def _number(value: float, number_format: str) -> str:
    pattern = number_format.split(";")[0]
    decimals = _DECIMALS.search(pattern)
    n_decimals = len(decimals.group(1)) if decimals else 0
    if "%" in pattern:
        return f"{value * 100:.{n_decimals}f}%"
    if "0" not in pattern or "E+" in pattern:
        return _plain(value)
    text = f"{value:,.{n_decimals}f}" if "#,##0" in pattern else f"{value:.{n_decimals}f}"
    return _with_unit(text, pattern)


def _plain(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"


def _with_unit(text: str, pattern: str) -> str:
    """With the currency sign or unit that the format puts before or after the number."""
    for found in _CURRENCY.finditer(pattern):
        sign = next((group for group in found.groups() if group), "").strip()
        if sign:
            return f"{sign}{text}" if found.start() < pattern.index("0") else f"{text} {sign}"
    return text

"""A number as its format shows it: 12.3M, 01234, INV-0042, 37:30. Knows the format codes of spreadsheets; no files.

Dates are written as 2024-05-31 whatever their format, since nobody can tell 03/04 from 04/03; a format without a day
gives "Mar 2026".
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General)|(?P<exponent>[eE][+-])|'
    r"(?P<ampm>AM/PM|A/P|上午/下午)|(?P<date>[yYmMdDhHsS]+)|(?P<digits>[0#?.,/%]+)|(?P<text>@)|(.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)
_EPOCH, _EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)
_LAST_DAY = 2_958_465
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    """text, digits, date, elapsed, general, exponent, at."""
    value: str


@dataclass(frozen=True, slots=True)
class _Section:
    parts: tuple[_Part, ...]
    condition: tuple[str, float] | None = None

    @property
    def pattern(self) -> str:
        """The digits' placeholders alone."""
        return "".join(part.value for part in self.parts if part.kind == "digits")

    @property
    def is_date(self) -> bool:
        return any(part.kind in ("date", "elapsed") for part in self.parts)


def formatted(value: float, code: str, is_1904: bool = False) -> str:
    """The value as the format code shows it; with a code that says nothing, without binary noise."""
    sections = _sections(code)
    if not sections or not sections[0].parts:
        return plain(value)
    section, shown = _chosen(sections, value)
    if section is None:
        return plain(value)
    if section.is_date:
        return _date(value, section, is_1904)
    if not section.pattern:
        general = any(part.kind == "general" for part in section.parts)
        words = "".join(plain(shown) if part.kind == "general" else part.value for part in section.parts)
        return words.strip() if general or words.strip() else ""
    return _number(shown, section)


def plain(value: float) -> str:
    """A number as it is, with at most twelve digits."""
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"


def formatted_text(text: str, code: str) -> str:
    """A text in a cell: what the last section of the code says around "@"."""
    sections = _sections(code)
    parts = sections[-1].parts if sections else ()
    if not any(part.kind == "at" for part in parts):
        return text
    return "".join(text if part.kind == "at" else part.value for part in parts).strip()


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    parts: list[_Part] = []
    condition: tuple[str, float] | None = None
    for found in _TOKEN.finditer(code):
        token, literal = found.group(), found.group(1) if found.group(1) is not None else found.group(2)
        if token == ";":
            sections.append(_Section(tuple(parts), condition))
            parts, condition = [], None
        elif literal is not None:
            parts.append(_Part("text", literal))
        elif found["bracket"] is not None:
            part, stated = _bracket(found["bracket"])
            condition = stated or condition
            parts += [part] if part else []
        else:
            kind = next((name for name in ("general", "exponent", "date", "ampm", "digits", "text") if found[name]), "")
            kind = {"": "text", "text": "at"}.get(kind, kind)
            if token[0] not in "_*":
                parts.append(_Part(kind, token))
    return (*sections, _Section(tuple(parts), condition))


def _bracket(inside: str) -> tuple[_Part | None, tuple[str, float] | None]:
    """[h] counts hours, [$€-407] is a sign, [>=100] a condition; colours are nothing."""
    if inside.startswith("$"):
        return _Part("text", inside[1:].split("-")[0]), None
    if _ELAPSED.fullmatch(inside):
        return _Part("elapsed", inside.lower()), None
    found = _CONDITION.fullmatch(inside)
    return None, (found.group(1), float(found.group(2))) if found else None


def _chosen(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, float]:
    """The section for this value, and the value as it shows it: without its sign where negative ones have their own."""
    numbers = sections[:3]
    if any(section.condition for section in numbers):
        for section in numbers:
            if section.condition is None or _holds(value, section.condition):
                return section, abs(value) if section.condition is not None and value < 0 else value
        return None, value
    if value < 0 and len(numbers) > 1:
        return numbers[1], -value
    if value == 0 and len(numbers) > 2:
        return numbers[2], value
    return numbers[0], value


def _holds(value: float, condition: tuple[str, float]) -> bool:
    sign, limit = condition
    return {
        "<": value < limit,
        ">": value > limit,
        "=": value == limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "<>": value != limit,
    }[sign]


def _number(value: float, section: _Section) -> str:
    pattern = section.pattern
    if "/" in pattern:
        return _fraction(value, section)
    if any(part.kind == "exponent" for part in section.parts):
        return plain(value)
    whole, _, decimals = pattern.replace("%", "").partition(".")
    scale = len(pattern.replace("%", "").rstrip(".")) - len(pattern.replace("%", "").rstrip(".").rstrip(","))
    grouping = "," in whole.rstrip(",") if not decimals else "," in whole
    scaled = Decimal(repr(value)) * Decimal(100) ** pattern.count("%") / Decimal(1000) ** scale
    decimals = decimals.replace(",", "")
    n_least, n_most = decimals.count("0"), len(decimals)
    rounded = abs(scaled).quantize(Decimal(1).scaleb(-n_most), ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    while len(after) > n_least and after.endswith("0"):
        after = after[:-1]
    n_zeros = whole.replace(",", "").count("0")
    before = (before.lstrip("0") or ("0" if n_zeros else "")).rjust(n_zeros, "0")
    sign = "-" if scaled < 0 and rounded else ""
    return sign + _filled(section, before, after, grouping)


def _filled(section: _Section, before: str, after: str, grouping: bool) -> str:
    """The digits set into their places, with the words between them: 555-0142, INV-0042, 12.3M."""
    slots = [part for part in section.parts if part.kind == "digits"]
    holders = [sum(sign in "0#?" for sign in part.value.partition(".")[0]) for part in slots]
    pointed = next((place for place, part in enumerate(slots) if "." in part.value), len(slots) - 1)
    n_right = sum(holders[1 : pointed + 1])
    pieces: dict[int, str] = {}
    rest = before
    for place in range(pointed, 0, -1):
        n = holders[place]
        pieces[place], rest = (rest[-n:], rest[:-n]) if n else ("", rest)
    if grouping and not n_right:
        rest = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", rest)
    pieces[0] = rest
    text, slot = "", 0
    for part in section.parts:
        if part.kind != "digits":
            text += part.value if part.kind == "text" else ""
            continue
        text += pieces.get(slot, "") if slot <= pointed else ""
        text += f".{after}" if slot == pointed and after else ""
        text += "%" * part.value.count("%")
        slot += 1
    return text.strip()


def _fraction(value: float, section: _Section) -> str:
    below = re.search(r"/\s*([?#0]+|\d+)", section.pattern)
    digits = below.group(1) if below else "?"
    if digits.strip("?#0"):
        denominator = int(digits)
        whole, over = divmod(round(abs(value) * denominator), denominator)
        part = f"{over}/{denominator}" if over else ""
    else:
        nearest = Fraction(abs(value)).limit_denominator(10 ** len(digits) - 1)
        whole, rest = divmod(nearest, 1)
        part = f"{rest.numerator}/{rest.denominator}" if rest else ""
    text = f"{whole} {part}".strip() if whole else part or "0"
    return f"-{text}" if value < 0 else text


def _date(value: float, section: _Section, is_1904: bool) -> str:
    elapsed = next((part.value for part in section.parts if part.kind == "elapsed"), "")
    letters = "".join(part.value for part in section.parts if part.kind == "date").lower()
    if elapsed:
        return _elapsed(value, elapsed[0], "s" in letters or elapsed[0] == "s")
    if not 0 <= value <= _LAST_DAY:
        return plain(value)
    moment = (_EPOCH_1904 if is_1904 else _EPOCH) + datetime.timedelta(seconds=round(value * 86_400))
    has_time = "h" in letters or "s" in letters
    clock = moment.strftime("%H:%M:%S" if "s" in letters else "%H:%M") if has_time else ""
    if "y" not in letters and "d" not in letters:
        return clock if has_time else _MONTHS[moment.month - 1] if "m" in letters else plain(value)
    if "d" not in letters:
        return f"{_MONTHS[moment.month - 1]} {moment.year}" if "m" in letters else str(moment.year)
    midnight = moment.time() == datetime.time()
    return moment.date().isoformat() + (f" {clock}" if clock and not midnight else "")


def _elapsed(value: float, unit: str, with_seconds: bool) -> str:
    """Hours beyond a day: 37:30."""
    seconds = round(abs(value) * 86_400)
    sign = "-" if value < 0 else ""
    if unit == "s":
        return f"{sign}{seconds}"
    minutes, rest = divmod(seconds, 60)
    if unit == "m":
        return f"{sign}{minutes}:{rest:02}" if with_seconds else f"{sign}{minutes}"
    clock = f"{minutes // 60}:{minutes % 60:02}"
    return f"{sign}{clock}:{rest:02}" if with_seconds else f"{sign}{clock}"

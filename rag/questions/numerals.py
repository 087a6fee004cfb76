"""Numbers as they are written: with groups of digits of every habit, in Chinese characters, in English words.

Knows how to find the number that a numeral says. Does not know what is counted.
"""

from __future__ import annotations

import re

_CHINESE_DIGITS = {character: i for i, same in enumerate(
    ("零〇○", "一壹", "二两贰貳兩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
) for character in same}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ENGLISH = {word: value for value, word in enumerate(_SMALL_WORDS.split())}
_ENGLISH |= {word: 10 * (i + 2) for i, word in enumerate(_TENS_WORDS.split())}
_ENGLISH |= {"dozen": 12}
_ENGLISH_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

ARABIC = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?"  # 1,234.50
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"  # 12,34,567
    r"|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d{1,2}"  # 1.234.567,50
    r"|\d{1,3}(?:[\u00a0\u202f\u2009'’]\d{3})+(?:[.,]\d{1,2})?"  # 1 234 567
    r"|\d+\.\d+|\d+)"
)
CHINESE = (
    r"(?=[零〇○一二两兩三四五六七八九十])[零〇○一二两三四五六七八九十百千万亿兩萬億]+(?:点[零〇一二三四五六七八九]+)?"
)
FORMAL = r"(?=[零壹贰貳叁參肆伍陆陸柒捌玖拾])[零壹贰貳叁參肆伍陆陸柒捌玖拾佰仟万亿萬億]+"
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TENS_OF = _TENS_WORDS.replace(" ", "|")
_SMALL = f"{_SMALL_WORDS} dozen".replace(" ", "|")
ENGLISH = (
    rf"(?:(?:(?:{_TENS_OF})(?:[- ](?:{_UNITS}))?|{_SMALL}|a)"
    r"(?:[- ](?:dozen|hundred|thousand|million|billion))+"
    rf"|(?:{_TENS_OF})(?:[- ](?:{_UNITS}))?|{_SMALL})"
)
SPOKEN = (
    r"\b(?:[a-z]+teen|[a-z]+ty|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand)\b"
)
"""Whether there may be a number in English words at all: quick, where `ENGLISH` is slow."""
_DECIMAL_COMMA = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[\u00a0\u202f\u2009'’]\d{3})*|\d+),\d{1,2}")


def number_of(text: str) -> float | None:
    """The number that a numeral says, its sign aside; None where it is none."""
    plain = text.strip()
    if plain[:1].isdigit():
        return _arabic(plain)
    if plain and all(character in _CHINESE_DIGITS or character in _TENS or character in _MYRIADS or character == "点"
                     for character in plain):  # fmt: skip
        return _chinese(plain)
    return _english(plain.lower())


def _arabic(text: str) -> float | None:
    plain = re.sub(r"[\u00a0\u202f\u2009'’ ]", "", text)
    if _DECIMAL_COMMA.fullmatch(text) or plain.count(".") > 1:
        plain = plain.replace(".", "").replace(",", ".")
    plain = plain.replace(",", "")
    return float(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else None


def _chinese(text: str) -> float | None:
    """三百二十万 is 3200000, 二〇二三 is 2023, 三点五 is 3.5, 一万二 is 12000, 三千五 is 3500."""
    whole, point, rest = text.partition("点")
    if point:
        start, digits = _chinese(whole), [_CHINESE_DIGITS.get(character) for character in rest]
        if start is None or not digits or None in digits:
            return None
        return float(f"{int(start)}.{''.join(map(str, digits))}")
    if len(text) > 1 and all(character in _CHINESE_DIGITS for character in text):
        return float("".join(str(_CHINESE_DIGITS[character]) for character in text))
    total, part, digit, last = 0, 0, 0, 1
    for character in text:
        if character in _MYRIADS:
            total = (total + part + digit or 1) * _MYRIADS[character]
            part, digit, last = 0, 0, _MYRIADS[character]
        elif character in _TENS:
            part += (digit or 1) * _TENS[character]
            digit, last = 0, _TENS[character]
        else:
            digit = _CHINESE_DIGITS[character]
            last = 1 if not digit else last
    # A digit straight after a unit counts tenths of it: 一万二, 三百五; after 零, or after 十, it is itself.
    short = last > 10 and digit and len(text) > 1 and text[-2] not in "零〇"
    return float(total + part + (digit * last // 10 if short else digit))


def _english(text: str) -> float | None:
    total, current, found = 0.0, 0.0, False
    for word in re.split(r"[\s-]+", text):
        if word in _ENGLISH_SCALES:
            total, current, found = total + (current or 1) * _ENGLISH_SCALES[word], 0.0, True
        elif word == "dozen":
            current, found = (current or 1) * 12, True
        elif word in _ENGLISH:
            current, found = current + _ENGLISH[word], True
        elif word != "a":
            return None
    return total + current if found else None

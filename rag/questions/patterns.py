"""The expressions by which values of each kind are found in running English and Chinese.

Knows `units.toml` and how dates, times, money, shares, lengths and counts are written. A boundary is one of digits and
Latin letters, never `\\b`, for which a Chinese character is a letter like any other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rag.questions.numerals import ARABIC, CHINESE, ENGLISH, FORMAL

ValueKind = Literal["money", "percent", "date", "year", "time", "duration", "measure", "count", "number", "code"]
"""`code` is what only looks like a number: a label, a list's number, a telephone or part number."""

_FILE = Path(__file__).with_name("units.toml")
_BEFORE = r"(?<![\dA-Za-z])(?<![\d][.,:/\-])"
_AFTER = r"(?![\dA-Za-z]|[.,:/]\d)"
_LETTERS_AFTER = r"(?![A-Za-z])"
_TO = r"\s?(?:[-–—~～]|至|到|to)\s?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_MONTHS = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAYS = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEARS = r"(?:(?:1[5-9]|20)\d\d|[一二][九〇零○][〇零○一二三四五六七八九]{2})"
_PERIOD = r"(?:上午|下午|早上|早晨|晚上|中午|凌晨|傍晚|清晨|夜里|早|晚)?\s?"


@lru_cache(maxsize=1)
def _units() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return found


def _any(words: Iterable[str]) -> str:
    """One of the words, the longest first; behind a Latin one there is no letter."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) + (_LETTERS_AFTER if word[-1].isascii() and word[-1].isalpha() else "")
                    for word in ordered)  # fmt: skip


def words_of(table: str) -> tuple[str, ...]:
    """Every way in which a unit of a table is written."""
    return tuple(word for ways in _units()[table].values() for word in ways.split())


@lru_cache(maxsize=8)
def names_of(table: str) -> Mapping[str, str]:
    """From each way of writing, without regard to case where that is clear, to the unit as we call it."""
    return {word: name for name, ways in _units()[table].items() for word in ways.split()}


@lru_cache(maxsize=1)
def patterns() -> tuple[tuple[ValueKind, re.Pattern[str], bool], ...]:
    """Kind, expression, and whether it is one of English words; the longest at a place counts, then the first."""
    expressions = [*_money(), *_shares(), *_moments(), *_lengths(), *_codes(), *_counts()]
    return tuple(
        (kind, re.compile(expression, re.IGNORECASE | re.MULTILINE), ENGLISH in expression)
        for kind, expression in expressions
    )


def _codes() -> list[tuple[ValueKind, str]]:
    english = (
        r"(?:figures?|figs?\.|tables?|charts?|exhibits?|sections?|chapters?|pages?|slides?|notes?|steps?|no\.|item"
        r"|appendix|part|version|v)"
    )
    item = r"(?:\d{1,3}(?:\.\d{1,3})*|[一二三四五六七八九十]{1,3})"
    chinese = r"(?:[图圖]|(?<![代发外回手钟])表|公式|式|附录|附件|附表|附图|编号|步骤)\s?[(（]?\d+(?:[.\-–]\d+)*[)）]?"
    return [
        ("code", rf"(?<![A-Za-z]){english}\s?[A-Z]?-?\d+(?:[.\-–]\d+)*{_LETTERS_AFTER}"),
        ("code", chinese),
        ("code", rf"第\s?(?:\d+|{CHINESE})(?:[.\-]\d+)*\s?[一-鿿]?"),
        # The number of a list's item or of a heading: 3. 年假, 2) Costs, (1) …, 一、总则.
        ("code", r"(?:^|(?<=[。；;！!？?\n]))\s*[(（]?" + item + r"[.．、)）](?!\d)"),
        ("code", r"^\s*\d{1,2}(?:\.\d{1,2})+\s+(?=[A-Z\u4e00-\u9fff])"),
        ("code", r"[\[【]\d{1,3}(?:\s?[,-]\s?\d{1,3})*[\]】]"),
        ("code", r"(?<![A-Za-z0-9])(?:\d+(?:[-/]\d+)+|\d+(?:\.\d+){2,})(?!\d)"),
        ("code", r"(?<![\d.])1[3-9]\d{9}(?!\d)|(?<!\d)\d{13,}(?!\d)"),
        ("code", r"(?<![A-Za-z0-9])(?=[A-Za-z0-9/]*[A-Za-z])[A-Za-z/]{1,8}[-/]?\d[A-Za-z0-9]*(?:[-./][A-Za-z0-9]+)*"),
        ("code", r"(?<![A-Za-z])(?:GB|DB|JJG|ISO|IEC|[A-Z]{1,4}/[A-Z]{1,3})(?:/T)?\s?\d+(?:[.\-]\d+)*(?![\d%])"),
        ("code", r"(?<![A-Za-z])\d+号(?:楼|线|院|门|机|店|馆|教|仓|厅|桌|车|台|井|床|房|柜|库|厂|文|令|路|桥|泵|炉)"),
    ]  # fmt: skip


def _scaled() -> str:
    scale = _any(words_of("scale"))
    return rf"(?:{ARABIC}|{CHINESE})(?:\s?(?:{scale}))?"


def _money() -> list[tuple[ValueKind, str]]:
    before, after, scale = _any(words_of("currency_before")), _any(words_of("currency_after")), _any(words_of("scale"))
    # 元 begins other words: 元旦, 元素, 元件.
    after = f"(?:{after})(?![旦素件月宵朝老首])"
    wide = rf"(?:{ARABIC}|\d+,\d{{1,2}}(?!\d))"
    scaled = rf"(?:\s?(?:{scale}))?"
    million = "(?:million|billion|trillion|thousand|bn|mn|crores?|lakhs?)"
    amount = rf"{wide}(?:{_TO}{wide})?{scaled}"
    tail = rf"{scaled}(?:\s?[余多]?\s?{after})?(?!\d)"
    return [
        ("money", rf"(?<![A-Za-z\d])[-−]?[(（]?(?:{before})\s?[-−]?\(?{amount}[)）]?{tail}"),
        ("money", rf"{_BEFORE}[-−]?{amount}\s?[余多]?\s?{after}(?:\d{{1,2}}角)?(?:\d{{1,2}}分)?"),
        ("money", rf"{_BEFORE}\(?{ARABIC}\)?\s?(?:{after})"),
        ("money", rf"(?:{CHINESE})[余多]?{after}"),
        ("money", rf"(?:{FORMAL})[元圆圓](?:[零壹贰叁肆伍陆柒捌玖]角)?(?:零?[壹贰叁肆伍陆柒捌玖]分)?[整正]?"),
        ("money", rf"{_BEFORE}[-−]?{ARABIC}\s?{million}{_LETTERS_AFTER}"),
    ]  # fmt: skip


def _shares() -> list[tuple[ValueKind, str]]:
    number = rf"[-−+]?(?:{ARABIC}|\d+,\d{{1,2}}(?!\d))"
    unit = r"(?:%|％|‰|percentage points?|basis points?|percent|per cent|pct|个?百分点)(?![A-Za-z])"
    tenths = r"[一二两三四五六七八九](?:点[一二三四五六七八九])?"
    chinese = r"[零〇一二两三四五六七八九十百点]+|\d+(?:\.\d+)?"
    return [
        ("percent", rf"{_BEFORE}{number}(?:\s?[%％])?(?:{_TO}{number})?\s?{unit}"),
        ("percent", rf"[百千万]分之(?:{chinese})"),
        ("percent", r"(?:[零一二两三四五六七八九十点]+)个百分点"),
        ("percent", tenths + r"成半?(?![为立本功员果绩人都熟长分年语交就品效套份像])"),
    ]  # fmt: skip


def _moments() -> list[tuple[ValueKind, str]]:
    day = rf"{_DAYS}\s?[日号號](?![楼线院门机店馆文令路桥桌])"
    month = rf"(?:{_YEARS}\s?年\s?)?{_MONTHS}\s?月"
    date = rf"{month}\s?(?:{day}|上旬|中旬|下旬|底|初|末|份|(?![\d个]))"
    digits = r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4}"
    suffix = r"(?:st|nd|rd|th)?"
    english = (
        rf"\d{{1,2}}{suffix}(?:\s?(?:and|to|[-–])\s?\d{{1,2}}{suffix})?\s+(?:of\s+)?{_MONTH},?(?:\s+\d{{4}})?"
        rf"|{_MONTH}\s+\d{{1,2}}{suffix}(?:\s?(?:and|to|[-–])\s?\d{{1,2}}{suffix})?(?!\d)(?:,?\s+\d{{4}})?|{_MONTH},?\s+\d{{4}}"
    )
    hour = r"(?:2[0-4]|1\d|0?\d|十[一二]?|二十[一二三四]?|[一二两三四五六七八九])"
    minutes = rf"(?:\s?(?:\d{{1,2}}|{CHINESE})\s?分|半|整|[一三]刻|钟)?"
    clock = rf"{_PERIOD}{hour}\s?(?:[点點]{minutes}|[时時](?:\d{{1,2}}分|整|半)?)"
    plain_year = r"(?:1[5-9]|20)\d{2}(?![\d,A-Za-z%％]|\.\d|/\d|-\d{1,2}(?!\d))"
    colon = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s?[ap]\.?m\b\.?)?"
    return [
        ("date", rf"(?<!\d)(?:{date})(?:{_TO}(?:{date}|{day}))?"),
        ("date", rf"(?<![\d.\-/])(?:{digits})(?![\d]|[-/.]\d)"),
        ("date", rf"(?<![A-Za-z\d])(?:{english})(?![A-Za-z\d])"),
        ("date", rf"(?<![\d一二三四五六七八九十第])(?:{day})(?!以?内|之内|以上|以后)(?:{_TO}{day})?"),
        ("year", r"(?<![\dA-Za-z])(?:1[5-9]|20)\d\d\s?[-–—]\s?(?:1[5-9]|20)\d\d(?![\d\-/])"),
        ("year", rf"(?<![\d.,/\-])(?:FY\s?)?(?:{_YEARS}\s?年(?:度|代)?|{plain_year})"),
        ("time", rf"(?<![\d:：小]){_PERIOD}{colon}(?:{_TO}{_PERIOD}{colon})?(?![\d:：])"),
        ("time", r"(?<![\d.:])\d{1,2}\s?[ap]\.?m\b\.?"),
        ("time", rf"(?<![\d.:百]){clock}(?![建意要原内经疑方看心\d一二三四五六七八九间期候代速效段尚])"),
    ]  # fmt: skip


def _lengths() -> list[tuple[ValueKind, str]]:
    duration, measure = _any(words_of("duration")), _any(words_of("measure"))
    number = rf"(?:{ARABIC}|{CHINESE})"
    range_of = rf"{number}(?:{_TO}{number})?"
    one = rf"{range_of}\s?[余多]?\s?-?(?:{duration})(?:半(?![年月天小日]))?"
    # 2023年 is a year, 3月 a month of the year, and 时 with 小 an hour.
    compound = rf"(?:{one})(?:零?\s?{number}\s?(?:{duration}))*"
    return [
        ("duration", rf"{_BEFORE}(?!{_YEARS}年)(?:{compound})(?![级代度龄份])"),
        ("duration", r"半(?:年|个月|個月|天|小时|小時|个小时|日)"),
        ("duration", r"(?<![\d月第])\d{1,2}日(?=以?内|之内|以上)"),
        ("duration", rf"(?<![A-Za-z])(?:{ENGLISH})[\s-](?:{duration})"),
        ("measure", rf"{_BEFORE}[-−]?{range_of}(?:\s?(?:{_any(words_of('scale'))}))?\s?[余多]?\s?(?:{measure})"),
    ]  # fmt: skip


def _counts() -> list[tuple[ValueKind, str]]:
    counter = _any(words_of("counter"))
    # 一个 and 十分 count nothing most of the time.
    idle = r"(?!一[个個種种次些样般定起直切旦部层行道把点步口分位场片]|十分(?!钟))"
    return [
        ("count", rf"{_BEFORE}{idle}{_scaled()}(?:{_TO}{_scaled()})?\s?[余多]?\s?(?:{counter})"),
        ("number", rf"{_BEFORE}(?<![(（])[-−]?{ARABIC}(?:\s?[万亿萬億]+)?{_AFTER}"),
        ("number", rf"{_BEFORE}[(（](?:{ARABIC})[)）]{_AFTER}"),
        ("number", rf"{_BEFORE}{ARABIC}(?=[)）])"),
        ("number", r"(?:[一二两三四五六七八九][十百千万亿]|十[一二三四五六七八九万])[零一二三四五六七八九十百千万亿]*"),
        ("number", rf"(?<![A-Za-z])(?:{ENGLISH})(?![A-Za-z])"),
    ]  # fmt: skip

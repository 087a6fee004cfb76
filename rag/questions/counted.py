"""What a question wants its answer counted in: 多少万元 in CNY, 几天 and "how many days" in days, 多少人员 in 人."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.questions.patterns import names_of, words_of

_PEOPLE = "人员|员工|职工|学生|教师|老师|居民|旅客|乘客|观众|志愿者|专家|代表|人口|人"
_TABLES = ("currency_after", "duration", "measure")


def unit_asked(text: str) -> str:
    """The unit as values have it; empty where the question names none."""
    if match := _asked().search(text):
        return match[1] if match[1] in words_of("counter") else _name(match[1])
    if match := _english().search(text):
        return _name(match[1].lower())
    return "人" if re.search(rf"(?:多少|几)[名位个]?[\u4e00-\u9fff]{{0,5}}?(?:{_PEOPLE})", text) else ""


def _name(word: str) -> str:
    return next((names_of(table)[word] for table in _TABLES if word in names_of(table)), "")


@lru_cache(maxsize=1)
def _asked() -> re.Pattern[str]:
    words = {word for table in (*_TABLES, "counter") for word in words_of(table) if not word.isascii()}
    units = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?:多少|几)\s?(?:[十百千]?万|[十百千万]?亿|[百千])?({units})(?![级代度])")


@lru_cache(maxsize=1)
def _english() -> re.Pattern[str]:
    words = sorted((word for word in words_of("duration") if word.isascii() and len(word) > 2), key=len, reverse=True)
    return re.compile(rf"\bhow many ({'|'.join(words)})\b", re.IGNORECASE)

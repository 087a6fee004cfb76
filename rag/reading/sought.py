"""The kind of value that a question seeks, finer than its wanted kind, and where values of it stand in a text.

Knows English and Chinese words of measure. Does not know what the question is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.questions.patterns import ValueKind
from rag.questions.question import Question
from rag.questions.values import find_values

Sought = Literal[
    "money", "duration", "percent", "count", "date", "year", "time", "person", "place", "phone", "email", "link",
    "number", "list", "steps", "reason", "definition", "yes_no", "total", "text",
]  # fmt: skip
VALUED: frozenset[Sought] = frozenset(
    {"money", "duration", "percent", "count", "date", "year", "time", "phone", "email", "link", "number", "total"}
)
"""Kinds whose answer is a value that can be told by its form."""

_TIME_UNIT = r"seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|秒|分钟|小时|天|周|星期|个?月|年"
_CENTS = re.compile(r"[.,]\d\d$")
_PHONE = re.compile(r"(?<![\w.])\+?\d[\d ()-]{5,}\d(?![\w.])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+[\w/]")
_NAME = re.compile(
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof)\.?\s+)?[A-Z][\w'’-]+(?:\s+(?:[A-Z]\.|de|van|von|al|bin|el))*(?:\s+[A-Z][\w'’-]+){1,3}"
    r"|\b[A-Z]{2,}(?:\s[A-Z]{2,}){1,3}\b|[\u4e00-\u9fff]{2,4}(?=先生|女士|教授|博士|主任|经理)"
)
_CUES: tuple[tuple[Sought, str], ...] = (
    ("phone", r"\b(?:phone|telephone|fax|contact|hotline|mobile) (?:no\b|numbers?)|\btelephone\b"
        r"|电话|手机号|传真|热线"),
    ("email", r"\be-?mail\b|邮箱|电子邮件"),
    ("link", r"\b(?:web ?site|web address|url|link|homepage)\b|网址|网站|链接"),
    (
        "steps",
        r"^\W*how (?:do|can|could|should|would) (?:i|you|we|one|people|someone)\b|^\W*how to\b|\bsteps? (?:to|for)\b"
        r"|怎么|怎样|如何(?!评)|步骤",
    ),
    ("reason", r"^\W*(?:and |so |but )?why\b|\bwhat(?:'s| is| was| are| were)? the (?:main )?(?:reasons?"
        r"|causes?)\b|为什么|为何|原因"),
    (
        "duration",
        r"\bhow long\b(?! (?:is|are|was) (?:the|a) (?:river|road|bridge|line|route|cable|wall))"
        rf"|\bhow many (?:{_TIME_UNIT})\b|多久|多长时间|几(?:天|小时|分钟|个月|年|周)|多少(?:天|小时|分钟|个月|年)",
    ),
    (
        "money",
        r"\bhow much (?:does|do|did|is|are|was|were|will|would)\b.{0,80}\b(?:cost|price|pay|charge|earn|sell|spend)"
        r"|\b(?:what|how much)\b.{0,60}\b(?:costs?|prices?|priced|fees?|salary|salaries|wages?|fares?|rent|allowance|"
        r"discount|revenues?|turnover|profits?|income|budget|bill)\b|\bhow expensive\b"
        r"|多少钱|价格|费用|票价|工资|薪|单价|金额|收入|多少元",
    ),
    ("definition", r"^\W*(?:and )?(?:what|who)(?:'s| is| are| was| were) (?:an? |the )?[^?]{1,60}\?*\s*$"
        r"|\bwhat do(?:es)? .{1,60}\b(?:mean|stand for)\b|\bdefin|什么是|是什么|什么意思|指的是"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _CUES)
_WANTED: dict[str, Sought] = {
    "total": "total", "money": "money", "duration": "duration", "percent": "percent", "date": "date",
    "year": "year", "time": "time", "person": "person",
    "place": "place", "count": "count", "amount": "number", "list": "list", "yes_no": "yes_no", "text": "text",
}  # fmt: skip
_LISTED = re.compile(
    r"\b(?:which|what) (?:are |were )?(?:the )?(?:(?:\w+ ){0,3})(?:committees|types|kinds"
    r"|steps|values|questions|ways|reasons|"
    r"colou?rs|sections|topics|members|companies|countries|options|methods|names|items"
    r"|documents|functions|features|parts|"
    r"stations|\w{3,}(?:[^s]s|ies))\b(?! (?:the )?(?:most|least|highest|lowest|largest))"
    r"|\bwhat are\b|\bwho are\b|\blist\b"
    r"|\bname (?:the|all|some)\b|哪些|有哪|哪几|列出",
    re.IGNORECASE,
)
_GROWTH = re.compile(
    r"\bhow much\b.{0,80}\b(?:grow|grew|grown|increase|decrease|rise|rose|risen|fall|fell|drop|change)", re.IGNORECASE
)
_PAID = re.compile(
    r"\b(?:what|how (?:much|high|big))\b.{0,30}\b(?:the|my|our|this|that) (?:(?:grand "
    r"|net )?total|bill)\b|\b(?:did|have) (?:i|we) (?:pay|paid|spend|spent)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:tax|gst|vat|discount|tip|service|charge|change|rounding|subtotal|each|per|for the|for a)\b", re.IGNORECASE
)
_DEFINED = re.compile(r"^\W*(?:what|who)(?:'s| is| are| was| were) (?:(?:an?|the) )?(?P<thing>[^?]+)", re.IGNORECASE)


def sought(question: Question) -> Sought:
    """The kind of value that a question seeks."""
    text = question.asked
    if question.wanted == "total" or (_PAID.search(text) and not _PART.search(text)):
        return "total"
    found = next((kind for kind, pattern in _COMPILED if pattern.search(text)), None)
    if found == "definition" and (question.wanted not in ("text", "list", "person") or _LISTED.search(text)):
        found = None
    if found == "steps" and question.wanted in ("count", "percent"):
        found = None
    if found == "money" and _GROWTH.search(text):
        return "number"
    if found is not None:
        return found
    if _LISTED.search(text) and question.wanted in ("text", "list", "place"):
        return "list"
    return _WANTED[question.wanted]


_KINDS: dict[Sought, tuple[frozenset[ValueKind], ...]] = {
    "money": (frozenset({"money"}), frozenset({"number", "count"})),
    "total": (frozenset({"money"}), frozenset({"number"})),
    "duration": (frozenset({"duration"}),),
    "percent": (frozenset({"percent"}),),
    "count": (frozenset({"count", "number"}),),
    "number": (frozenset({"money", "measure", "count", "number", "percent", "duration"}),),
    "date": (frozenset({"date"}), frozenset({"year"})),
    "year": (frozenset({"year"}),),
    "time": (frozenset({"time"}),),
}
"""Of each kind of question the kinds of value that answer it, the stricter ones first."""
_PATTERNS: dict[Sought, re.Pattern[str]] = {
    "phone": _PHONE,
    "email": _EMAIL,
    "link": _LINK,
    "person": _NAME,
    "place": _NAME,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A value in a text."""

    text: str
    start: int
    end: int


def spans(kind: Sought, text: str) -> list[Span]:
    """The values of a kind in a text, in order; those of the stricter form alone where there are any."""
    if kind in _PATTERNS:
        return [Span(m.group(0).strip(" .,"), m.start(), m.end()) for m in _PATTERNS[kind].finditer(text)]
    found = find_values(text) if kind in _KINDS else ()
    for kinds in _KINDS.get(kind, ()):
        here = [value for value in found if value.kind in kinds]
        if kind == "money" and "number" in kinds:
            here = [value for value in here if _CENTS.search(value.text)] or here
        if here:
            return [Span(value.text, value.start, value.start + len(value.text)) for value in here]
    return []

"""Reads a question: its content words, the kind of value that it wants, its numbers and its names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.questions.values import Wanted
from rag.terms import terms

_FUNCTION_WORDS = """
a an the of in on at by for from to with without into onto over under between among across about as than then
that this these those there here it its it's they them their he she his her we our you your i my me who whom
whose which what when where why how is are was were be been being am do does did done has have had having can
could should would will shall may might must not no nor or and but if so such according please give tell show
find list name enumerate answer return document report paper slide slides page pages file given mentioned
mention described following based provide provided shown many much more most any all some each every both
either other only also per s t me us directly 的 了 是 在 有 和 与 及 或 请 吗 呢 什么 多少 哪些 哪个 哪里 哪年 几个
谁 怎么 如何 为什么 何时 何地
根据 本文 文中
"""
_META_WORDS = """
colour color figure fig chart graph diagram table picture image photo photograph logo icon map screenshot illustration
page slide section chapter paragraph line column row text title caption header footer top bottom left right first second
third last percent percentage proportion share number total sum average difference gap ratio rate value amount count
increase increased decrease decreased change changed compare compared comparison highest lowest largest smallest biggest
most least greater less higher lower than least among respectively type kind name item list example following
year month day date time people person place
颜色 图片 图表 表格 百分 分比 数量 页码 标题
"""
_REST = r"[^.?!]*(?:\.\d[^.?!]*)*[.?!]?"
_INSTRUCTION = re.compile(
    r"(?:^|(?<=[.?!;])\s*)(?:"
    r"please\b(?=[^.?!]*\b(?:format|integer|int|float|decimals?|string|write|answer)\b)"
    r"|give me (?:an?|the)\b|return (?:me|an?)\b|directly answer\b|answer ['\"]?(?:in|with|yes|no|directly)\b"
    r"|(?:your (?:answer|output|report)|the (?:answer|output)) (?:\w+ )?should\b|note that\b|format the \w+\b"
    r"|(?:write|save|round|express|format) (?:it|down|your|the answer)\b)"
    rf"{_REST}|\(?\b(?:e\.g\.,?|for example,?|like) ?\[[^\]]*\]\)?|\(for example[^)]*\)|\bin (?:a )?list format\b",
    re.IGNORECASE,
)
_FISCAL = re.compile(r"\bF\.?Y?\.?\s?((?:19|20)\d\d)\b")
_CJK_FUNCTION = re.compile(r"[的了是在有和与及或请吗呢么哪几谁]|什么|多少|怎么|如何|何时|多大|根据")

_CUES: tuple[tuple[Wanted, str], ...] = (
    ("total", r"\btotal\b.{0,40}\b(?:receipt|bill|invoice|order|purchase|payable|due|paid)\b"),
    ("total", r"\b(?:receipt|bill|invoice)\b.{0,80}\b(?:total|amount|cost|come to|pay|paid|spen[dt])\b"),
    (
        "total",
        r"\bhow much\b.{0,60}\b(?:receipt|bill|invoice)\b|\b(?:grand total|total amount|amount (?:due|payable))\b",
    ),
    ("total", r"\b(?:how much|what) (?:did|do|have|had) (?:i|we|you) (?:pay|paid|spen[dt])\b|(?:付|花)了?多少钱?"),
    ("total", r"(?:收据|发票|小票|账单|帐单|订单).*(?:总|合计|多少钱|金额)|总金额|总价|合计"),
    ("percent", r"\bpercent|%|\bper cent\b|\bproportion\b|\bwhat share\b|百分之|百分比|比例|占比|比率"),
    ("year", r"\b(?:what|which) year\b|\bin which year\b|哪一?年"),
    ("time", r"\bwhat time\b|几点"),
    (
        "date",
        r"\bwhen\b|\b(?:what|which) (?:date|day|month)\b|\bdate of\b|\bdated? (?:is|was)\b"
        r"|什么时候|何时|日期|哪天|几月",
    ),
    ("person", r"(?:^|, )\W*(?:who|whose|whom)\b|\b(?:by|to|from) whom\b|谁"),
    (
        "place",
        r"(?:^|, )\W*where\b|\b(?:what|which) (?:city|country|state|place|address|location)\b|哪里|哪儿|何地|地址|地点",
    ),
    ("count", r"\bhow many\b|\bnumber of\b|多少个|多少家|多少人|几个|数量"),
    ("amount", r"\bhow (?:much|long|far|tall|wide|big|large|old|high|deep|fast|heavy)\b|多少|多大|多长|多高"),
    (
        "amount",
        r"\b(?:cost|price|revenue|income|profit|expenses?|salary|value|rate|ratio|amount|total|sum)\b|收入|利润|价格|金额",
    ),
    ("list", r"^\s*(?:list|enumerate|name)\b|\bwhat are\b|\bwhich are\b|哪些|列出|列举"),
    ("yes_no", r"^\s*(?:is|are|was|were|do|does|did|can|could|has|have|had|should|will|would)\b|吗[?？]?\s*$|是否"),
)
_COMPILED = tuple((wanted, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for wanted, pattern in _CUES)
_NUMBER_WORD = re.compile(r"\d[\d.,/:-]*\d|\d")
_NAMED = re.compile(
    r"[\"“'‘「]([^\"”'’」]{2,80})[\"”'’」]|\b[A-Z][\w&'’.-]*(?:[ -](?:of |and |the |& )?[A-Z0-9][\w&'’.-]*)*"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the readers of chunks see it."""

    text: str
    terms: tuple[str, ...]
    """Its content terms as `rag.terms` writes them, each once, in order."""
    asked: str
    """The text without sentences about the form of the answer."""
    subject: tuple[str, ...]
    """Those of its terms that a text about the answer has to have: no words for layout, arithmetic and order."""
    wanted: Wanted
    numbers: tuple[str, ...]
    """Years, dates and other numbers, literally."""
    names: tuple[str, ...]
    """Names and quoted phrases, literally."""


def read_question(text: str) -> Question:
    """What `text` asks; sentences about the form of the answer ("Please write it as a list") are left out."""
    asked = _FISCAL.sub(r"\1", _INSTRUCTION.sub(" ", text).strip() or text)
    found = content_terms(asked)
    subject = tuple(term for term in found if term not in _meta_terms())
    return Question(text, found, asked, subject, _wanted(asked), tuple(_NUMBER_WORD.findall(asked)), _names(asked))


def content_terms(text: str) -> tuple[str, ...]:
    """The terms of `text` without function words, each once, in order; all of them if nothing else is left."""
    found = dict.fromkeys(terms(text))
    content = tuple(term for term in found if term not in _stop_terms() and not _CJK_FUNCTION.search(term))
    return content or tuple(found)


@lru_cache(maxsize=1)
def _meta_terms() -> frozenset[str]:
    return frozenset(terms(_META_WORDS))


@lru_cache(maxsize=1)
def _stop_terms() -> frozenset[str]:
    return frozenset(terms(_FUNCTION_WORDS)) | frozenset(_FUNCTION_WORDS.split())


def _wanted(text: str) -> Wanted:
    return next((wanted for wanted, pattern in _COMPILED if pattern.search(text)), "text")


def _names(text: str) -> tuple[str, ...]:
    first = re.match(r"\W*\w+", text)
    skip = first.end() if first else 0
    found = [
        match.group(1) or match.group(0) for match in _NAMED.finditer(text) if match.group(1) or match.start() >= skip
    ]
    return tuple(dict.fromkeys(name.strip() for name in found))

"""The places that a Chinese question names: pages, figures, tables, chapters, articles, formulas, appendices.

A place is a word with its number: 图书馆 and 代表 name none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.questions.numerals import number_of
from rag.types import LAST_PAGE

_NUMBER = r"(?:\d+|[〇零一二两三四五六七八九十百]+)"
_PAGE = re.compile(
    rf"(倒数)?第\s*({_NUMBER})(?:\s*(?:[-–—~～至到和及、,，])\s*第?\s*({_NUMBER}))?\s*(?:[页頁]|[张張]\s*(?:幻灯片|投影片|ppt))"
    rf"|(?<![\d共有])(\d+)\s*[页頁](?=的|上|里|中|有|写|图|表|第|$|[，,?？])",
    re.IGNORECASE,
)
_SLIDE = re.compile(rf"第\s*({_NUMBER})\s*[张張](?![图圖照表相截])")
_LAST = re.compile(r"最[后後末][的一]*\s*(?:[页頁]|[张張](?:幻灯片|投影片)?)|末[页頁]|尾[页頁]|封底")
_FIRST = re.compile(r"封面|首[页頁]|扉[页頁]|标题[页頁]|標題頁")
_BESIDE = re.compile(r"([上前]|[下后後])[一]?[页頁张張](?:幻灯片)?(?![面眉脚])")
_OF_BOOKS = "章节節条條款编編篇部卷题題步课課讲講"
_LABELS = re.compile(
    r"(?<![代发發外回手钟鐘地企意试試版])(附?[图圖]表?|附?表格?|图表|圖表)\s*[(（]?(\d+(?:[.\-–—]\d+)*|[一二三四五六七八九十]+(?![样樣些种種个個般共页頁张張]))[)）]?"
    r"|(公式|等式|方程|式)\s*[(（]?(\d+(?:[.\-–—]\d+)*)[)）]?"
    r"|(附录|附錄|附件|案例|例|步骤|步驟|注|脚注|定理|引理|算法|清单|栏目|专栏)\s*([A-Za-z]|\d+(?:[.\-–—]\d+)*|[一二三四五六七八九十]+)(?![A-Za-z])"
)
_ARTICLES = re.compile(
    rf"第\s*(\d+(?:\.\d+)*|[〇零一二两三四五六七八九十百]+)\s*(部分|单元|單元|[{_OF_BOOKS}]|幅[图圖]|[张張][图圖表]|[个個]表格?)"
)
_FORMS = {
    "圖": "图",
    "附圖": "附图",
    "圖表": "图表",
    "附錄": "附录",
    "步驟": "步骤",
    "等式": "公式",
    "方程": "公式",
    "式": "公式",
}
_SAME = {
    "图": ("图", "figure", "fig"),
    "图表": ("图表", "图"),
    "表": ("表", "table"),
    "表格": ("表", "表格"),
    "公式": ("公式", "式"),
    "附录": ("附录", "appendix"),
    "附件": ("附件", "附录"),
}
_ORDINAL_FORMS = {"图": "图", "圖": "图", "表": "表"}
PATTERNS = (_PAGE, _SLIDE, _LAST, _BESIDE, _LABELS, _ARTICLES)


def pages(question: str) -> Iterator[int]:
    """The numbers of the pages that are named; from the end they are negative, the last is LAST_PAGE."""
    for match in _PAGE.finditer(question):
        first, last = _number(match[2] or match[4]), _number(match[3]) if match[3] else None
        sign = -1 if match[1] else 1
        named = range(first, last + 1) if last is not None and first < last <= first + 12 else (first, last)
        yield from (sign * number for number in named if number)
    yield from (_number(match[1]) for match in _SLIDE.finditer(question))
    if _LAST.search(question):
        yield LAST_PAGE
    if _FIRST.search(question):
        yield 1


def beside(question: str) -> int:
    """-1 where the page before the one that was spoken of is asked for, 1 for the one after, else 0."""
    match = _BESIDE.search(_LAST.sub("", question))
    return 0 if match is None else -1 if match[1] in "上前" else 1


def labels(question: str) -> Iterator[tuple[str, ...]]:
    """Of each numbered thing the ways in which it is printed: 图2-1 and Figure 2-1; 第五条 and 第5条."""
    for match in _LABELS.finditer(question):
        kind, number = next((match[i], match[i + 1]) for i in (1, 3, 5) if match[i])
        kind = _FORMS.get(kind, kind)
        digits = _digits(number)
        yield tuple(f"{word} {digits}" for word in _SAME.get(kind, (kind,)))
    for match in _ARTICLES.finditer(question):
        number, unit = match[1], match[2]
        drawn = next((_ORDINAL_FORMS[c] for c in reversed(unit) if c in _ORDINAL_FORMS), "")
        if drawn:
            yield tuple(f"{word} {_digits(number)}" for word in _SAME[drawn])
        else:
            yield tuple(dict.fromkeys(f"第{written}{unit}" for written in (number, *_other_writing(number))))


def _number(word: str) -> int:
    return int(number_of(word) or 0)


def _digits(number: str) -> str:
    return number if number[0].isdigit() or number.isascii() else str(_number(number))


def _other_writing(number: str) -> tuple[str, ...]:
    """第5条 is printed as 第五条 and the other way round; numbers from a hundred on as they are."""
    if not number[0].isdigit():
        return (str(_number(number)),)
    if not number.isdigit() or not 0 < int(number) < 100:
        return ()
    tens, ones = divmod(int(number), 10)
    digits = "零一二三四五六七八九"
    return (f"{'' if tens == 0 else '十' if tens == 1 else digits[tens] + '十'}{digits[ones] if ones else ''}",)

"""Which side of a document or of the library a question asks about: its pages, title, author, date, contents.

Knows English and Chinese wordings, no documents.
"""

from __future__ import annotations

import re
from typing import Literal

from rag.questions.question import Question

Aspect = Literal[
    "pages", "title", "author", "date", "summary", "picture",
    "count", "list", "mentions", "small talk",
]  # fmt: skip

_FILE = (
    r"(?:documents?|files?|reports?|papers?|articles?|books?|pdfs?|presentations?|slides"
    r"|decks?|guides?|manuals?|texts?|brochures?|stud(?:y|ies)|reviews?|surveys?|notices?|10-k)"
)
_PICTURE_FILE = r"[\w-]+\.(?:png|jpe?g|gif|bmp|webp|tiff?)"
_ASPECTS: tuple[tuple[Aspect, str], ...] = (
    (
        "mentions",
        rf"\b(?:which|what|any|list (?:all )?(?:the )?) ?{_FILE}\b.{{0,30}}?\b(?:about|on"
            rf"|mention\w*|speak\w* (?:of|about)|discuss\w*|"
        rf"deal\w* with|contain\w*|cover\w*|talk\w* about)\b\s*(?P<topic>.+)|哪些?(?:文件|文档|报告|资料)(?:里"
            rf"|中)?(?:提到|讲到|谈到|关于|有关|涉及)(?P<topic2>.+)",
    ),
    ("picture", rf"\bwhat (?:does|do|is|can (?:i|you) see)\b.{{0,30}}\b{_PICTURE_FILE}\b"
        rf"|\b{_PICTURE_FILE}\b.{{0,20}}(?:是什么|有什么|显示)"),
    ("pages", r"\bhow many (?:pages|slides|sheets)\b|\bhow long is (?:this|the|that)\b|(?:几|多少)(?:页|頁|张幻灯片)"),
    ("author", r"\bauthors?\b|\bwho (?:wrote|authored|published|made|created|issued|prepared|released)\b"
        r"|作者|谁写|谁编"),
    ("title", r"\btitle\b|\bwhat is (?:this|the|that) \w+ called\b|标题|题目|叫什么"),
    ("date", r"\bwhen\b|\b(?:release|publication|issue)(?: date)?\b|\bhow old\b|\b(?:date|year) of\b"
        r"|什么时候|何时|哪年|日期"),
    (
        "summary",
        r"\bsummar|\bsum up\b|\boverview\b|\boutline\b|\babout\b|\bmain (?:points?|topics?"
            r"|ideas?)\b|\bcovers?\b|\bdeals? with\b|\bwhat kind of\b|"
        r"\bcontents?\b|总结|概括|摘要|讲了?什么|关于|内容|说了?什么|介绍",
    ),
)  # fmt: skip
_COMPILED = tuple((aspect, re.compile(pattern, re.IGNORECASE)) for aspect, pattern in _ASPECTS)
_LIST = re.compile(r"\b(?:list|which|show|what)\b|哪些|列出|什么", re.IGNORECASE)
_MANY = re.compile(r"\bhow many\b|\bnumber of\b|多少|几", re.IGNORECASE)
_WHOLE = re.compile(
    rf"\b(?:author|title|summary|overview|outline|table of contents)s?\b.{{0,60}}\b(?:of|for)\b|\bsummari[sz]e\b"
    rf"|\bwho (?:wrote|authored|published|prepared) (?:the|this|that)\b.{{0,60}}\b{_FILE}\b"
    rf"|\bwho (?:are|is|were) the authors?\b"
    rf"|\bwhat (?:does|do) (?:the|this) .{{2,50}}\b{_FILE} (?:cover|say|deal with|contain)\W*$"
    rf"|\bwhat(?:'s| is) (?:the|this) .{{2,50}}{_FILE} about\W*$"
    rf"|\bwhen was (?:the|this) .{{0,50}}{_FILE} (?:published|released|written|issued)\W*$|谁写的|作者是谁",
    re.IGNORECASE,
)


def aspect_of(question: Question) -> Aspect | None:
    """The side that is asked about; None where the question is about what documents say."""
    text = question.asked
    if question.about == "small talk":
        return "small talk"
    if question.about == "library":
        return "count" if _MANY.search(text) else "list"
    first = next((aspect for aspect, pattern in _COMPILED if pattern.search(text)), None)
    if first in ("mentions", "picture"):
        return first
    if question.about == "document" or _WHOLE.search(text):
        return first
    return None


def topic_of(question: Question) -> str:
    """What the documents that are asked for should speak of."""
    match = _COMPILED[0][1].search(question.asked)
    if match is None:
        return question.asked
    return (match["topic"] or match["topic2"] or question.asked).strip(" ?？.")

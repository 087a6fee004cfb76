"""Whether a reply says, in whatever words, that the evidence does not answer. Knows English and Chinese."""

from __future__ import annotations

import re

REFUSAL = "NOT IN THE EVIDENCE"
"""What a generator is told to write when the evidence does not answer."""

_WHERE = (
    r"(?:evidence|documents?|context|sources?|texts?|excerpts?|passages?|pages?|information|materials?|files?|data|report"
    r"|content|snippets?|images?|pictures?)"
)
_SAYS = (
    r"(?:contain|mention|provide|answer|include|state|specify|say|show|give|discuss|address|describe|indicate|list|report"
    r"|offer|disclose|cover|refer|reveal|tell|have|explain|detail)"
)
_SAID = (
    r"(?:mentioned|stated|provided|specified|found|available|given|included|contained|present|disclosed|listed|answered"
    r"|described|shown|discussed|covered|addressed|known|clear|possible to (?:answer|determine|say))"
)
_FOUND = (
    r"(?:find|found|answer|answered|determine|determined|locate|located|say|tell|provide|confirm|see|establish|established"
    r"|inferred|infer)"
)
_EN = re.compile(
    "|".join(
        (
            rf"not in the (?:provided |given |supplied )?{_WHERE}",
            rf"\b{_WHERE}\b[^.!?]{{0,60}}\b(?:do|does|did)(?:\s+not|n['’]t)\s+(?:\w+\s+){{0,2}}?{_SAYS}",
            rf"\b(?:none|nothing) (?:of|in|about|from)\b[^.!?]{{0,50}}\b{_WHERE}",
            r"\b(?:there (?:is|are|was)|i (?:see|find|found|have)|contains?|has|have|gives?|provides?) "
            r"(?:no|not any|not enough|insufficient) (?:\w+ ){0,3}?"
            r"(?:information|mention|evidence|answer|data|details?|reference|statement|indication)",
            rf"\b(?:is|are|was|were)(?:\s+not|n['’]t) (?:\w+ ){{0,2}}?{_SAID}(?:\b[^.!?]{{0,40}}\b{_WHERE}\b|[^\w]*$)",
            r"\b(?:i|we)(?: am| are|['’]m|['’]re) (?:not able|unable|not sure)",
            r"\bunable to (?:find|answer|determine|locate|provide|say)",
            rf"\b(?:can|could)\s*(?:not|n['’]t)\s+(?:be\s+)?{_FOUND}",
            r"\bi (?:do not|don['’]t) (?:know|have|see)",
            r"\b(?:insufficient|not enough|no) (?:information|evidence|context|data)\b",
            r"\b(?:i['’]m|i am) sorry\b|\bunfortunately\b[^.!?]*(?:\b(?:no|not|unable)\b|n['’]t\b)",
            r"\b(?:no answer|unanswerable|not answerable)\b",
        )
    ),
    re.IGNORECASE,
)
_ZH = re.compile(
    "|".join(
        (
            r"(?:文档|文件|资料|证据|上下文|材料|文中|文本|内容|信息|来源|报告|图片|页面)[^。！？]{0,15}"
            r"(?:没有|未|并未|并没有|不)(?:直接|明确|具体)?"
            r"(?:提及|提到|包含|说明|给出|提供|回答|涉及|记载|列出|显示|指出|足够|相关|找到|描述|包括)",
            r"(?:无法|不能|难以|没办法)(?:从[^。！？]{0,20})?(?:回答|确定|找到|得知|得出|判断|提供|知道|确认)",
            r"(?:没有|未|未能)(?:找到|提供|发现|足够|相关|查到)",
            r"找不到|查不到|信息不足|证据不足|不知道|不清楚|抱歉|对不起",
            r"(?:没有|无)(?:任何)?(?:相关|足够的?)?(?:信息|答案|依据)|不在(?:证据|文档|资料)中",
        )
    )
)
_TOKEN = re.compile(rf"\W*{REFUSAL}\W*".replace(" ", r"[\s_]+"), re.IGNORECASE)
_ASKS_WHETHER = re.compile(
    r"^\s*(?:does|do|did|is|are|was|were|has|have|can)\b|是否|有没有|吗[？?]?\s*$", re.IGNORECASE
)


def says_no_answer(sentence: str) -> bool:
    """Whether a sentence of a reply says that the evidence does not answer."""
    return bool(_EN.search(sentence) or _ZH.search(sentence)) or is_token(sentence)


def is_token(sentence: str) -> bool:
    """Whether a sentence is the words that a generator was told to write."""
    return bool(_TOKEN.fullmatch(sentence))


def asks_whether(question: str) -> bool:
    """Whether a cited "the report does not mention it" answers the question: it asks for yes or no."""
    return bool(_ASKS_WHETHER.search(question))

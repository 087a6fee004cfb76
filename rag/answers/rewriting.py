"""Follow-up questions made to stand alone: which need it, and whether what a model made of one can be used."""

from __future__ import annotations

import re

from rag.answers.refusals import says_no_answer
from rag.answers.thoughts import without_thoughts
from rag.questions.question import read_text

_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|she|him|his|her|hers|this|that|these|those|there|then|ones?|same|former|latter"
    r"|above|previous|earlier|last|next|others?|another|also|too|instead|both|either|neither|such|more)\b"
    r"|^\W*(?:and|but|so|or|what about|how about|why|since when|which one)\b"
    r"|它|他们|她|这|那|呢|其|该|上述|前者|后者|还有|另外|同样|为什么\s*[?？]?$|之前|上面",
    re.IGNORECASE,
)
_FEW_WORDS = 4
_FEW_CHARACTERS = 8
_LABEL = re.compile(
    r"^\W*(?:(?:the )?(?:rewritten|standalone|stand-alone|rephrased|final|last)?\s*question(?: is)?"
    r"|rewritten|output|answer|改写后的问题|重写后的问题|改写|问题)\s*[:：]\s*",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\s*\[\d+\]")
_MAX_CHARS = 400


def needs_context(question: str) -> bool:
    """Whether a question may not be understood without the conversation before it."""
    latin = re.findall(r"[A-Za-zÀ-ɏ\d][\w'’-]*", question)
    chinese = re.findall(r"[\u4e00-\u9fff]", question)
    short = len(chinese) <= _FEW_CHARACTERS if chinese else len(latin) <= _FEW_WORDS
    return short or bool(_POINTS_BACK.search(question))


def usable(written: str, question: str) -> str:
    """What a model made of `question`, where it is one question with all its names and numbers; else empty."""
    lines = [line.strip() for line in without_thoughts(written).splitlines() if line.strip()]
    if len(lines) == 2 and not _LABEL.sub("", lines[0] + ":").strip():
        lines = lines[1:]
    if len(lines) != 1:
        return ""
    text = _MARKER.sub("", _LABEL.sub("", lines[0])).strip(" *`\"“”'「」")
    asks = re.findall(r"[?？]", text)
    if not text or len(text) > max(_MAX_CHARS, 3 * len(question)) or len(asks) > 1 or (asks and text[-1] not in "?？"):
        return ""
    if bool(asks) < bool(re.search(r"[?？]\s*$", question)) or says_no_answer(text):
        return ""
    read, kept = read_text(question), text.casefold()
    return text if all(word.casefold() in kept for word in (*read.names, *read.numbers)) else ""

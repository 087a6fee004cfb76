"""What words ask of a picture: which one it is, another like it, or what is to be seen. English and Chinese."""

from __future__ import annotations

import re

from rag.questions.content import is_function_word
from rag.questions.question import Question

_NAMES = re.compile(
    r"^\W*(?:这|那)?(?:张|个|幅)?(?:图片?|照片|图像)?(?:是|叫)?(?:什么|哪(?:一)?(?:张|个|幅|份|页)?|谁)\W*$"
)
_ANOTHER = re.compile(
    r"\b(?:similar|like this|alike|other|another|instead|different|red|orange|yellow|green|blue|purple|pink|brown|"
    r"gr[ea]y|black|white)\b|相似|类似|别的|其他|另|色",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"\bwhat\b[^?!]{0,40}\b(?:show|shows|shown|see|seen|depict\w*|on|in)\b[^?!]{0,30}\b(?:picture|photo\w*|image)\b"
    r"|\bwhat\b[^?!]{0,40}\b(?:picture|photo\w*|image)\b[^?!]{0,40}\b(?:show|shows|depicts?)\b"
    r"|\bdescribe\b[^?!]{0,30}\b(?:picture|photo\w*|image)\b|(?:图|照片|图片)[里上中]?.{0,8}(?:什么|内容)",
    re.IGNORECASE,
)
_PHOTOGRAPH = re.compile(
    r"\bphoto(?:s|graphs?)?\b|\bsnapshots?\b|\b(?:picture|image)s? (?:of|with|where|that shows?|showing)\b"
    r"|照片|相片|图片|的图像?$",
    re.IGNORECASE,
)


def asks_which(question: Question) -> bool:
    """Whether it gives a picture and asks which one that is, in no words of its own: "which is this?", or in none."""
    if question.query.image is None:
        return False
    return all(is_function_word(word) for word in question.text.split()) or bool(_NAMES.match(question.text))


def asks_for_another(question: Question) -> bool:
    """Whether it wants something else than the picture that it gives: like it, or in another colour."""
    return bool(_ANOTHER.search(question.text))


def asks_for_photograph(question: Question) -> bool:
    """Whether what it wants is a picture of something, rather than what some figure says."""
    return bool(_PHOTOGRAPH.search(question.text))


def asks_what_is_shown(question: Question) -> bool:
    """Whether it asks what is to be seen in a picture."""
    return bool(_SHOWS.search(question.text))

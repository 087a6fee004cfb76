"""Which words of a question say what it is about. Knows English and Chinese question words, nothing of documents."""

from __future__ import annotations

import re

from rag.questions.glossary import expansion
from rag.terms import terms

_FUNCTION = """
a an the of in on at to for from by with and or not no is are was were be been being am do does did done has have had
having this that these those it its they them their he his she her we us our you your i me my which what who whom whose
when where why how many much there here as than then so if but into onto over under about between among within without
during can could may might must shall should will would also any all each every some such only same other another more
most less least very just both either neither per
"""
_TASK = """
according report paper document slide presentation guidebook brochure please write answer list format integer float
decimal string return give name mention show state describe rounded round order ascending descending example following
question whether directly called yes eg place one two first value number percentage total author
"""
"""Words that tell the reader how to answer, or that it is a document: they are about no page in particular."""
_CHINESE = """
什么 多少 哪些 哪个 哪里 如何 怎么 怎样 为什 请问 是否 根据 本文 文档 列出 回答 哪一 几个 是什 有多 是多 有哪 的是
"""
_FISCAL = re.compile(r"\b(?:FY|F)\s?((?:19|20)\d\d)\b")

FUNCTION_WORDS = frozenset(terms(_FUNCTION))
SILENT = FUNCTION_WORDS | frozenset(terms(_TASK)) | frozenset(_CHINESE.split())


def content_terms(text: str) -> list[str]:
    """The distinct terms that a search should match, in order; all terms when no other is left."""
    found = list(dict.fromkeys(terms(_FISCAL.sub(r"\1", text))))
    return [term for term in found if term not in SILENT] or found


def search_terms(question: str) -> list[str]:
    """`content_terms` of the question and of the printed words behind its terms of art."""
    return content_terms(f"{question} {expansion(question)}")


def search_text(question: str) -> str:
    """The question with the printed words behind its terms of art, for encoders."""
    return f"{question} {expansion(question)}".strip()


def is_function_word(word: str) -> bool:
    """Whether a word of any text carries nothing: punctuation, an article, a preposition, a pronoun."""
    return all(term in FUNCTION_WORDS for term in terms(word))


def is_silent(word: str) -> bool:
    """Whether a word of a question carries nothing: a function word, or one about how to answer."""
    return all(term in SILENT for term in terms(word))

"""Picks the short answer out of a sentence, where the sentence leaves no doubt about it."""

from __future__ import annotations

import re

from rag.questions.question import Question
from rag.reading.score import new_values
from rag.terms import terms

_SHARE = 0.5
_CONTENTS = re.compile(r"(?:[.·…_�]\s?){2,}\s*\d+\s*$")  # a line of a table of contents
_NEAR = 3


def stated_value(question: Question, sentence: str) -> str:
    """The one value of the wanted kind in a sentence about what is asked; empty where there is doubt.

    About what is asked: the sentence has most of the words of the question's subject. A count also has to stand beside
    a word of the question ("41 tweets").
    """
    if _CONTENTS.search(sentence):
        return ""
    fresh = list(dict.fromkeys(new_values(question, sentence)))
    if len(fresh) != 1 or _share(question, sentence) < _SHARE:
        return ""
    return fresh[0] if question.wanted != "count" or _beside(question, sentence, fresh[0]) else ""


def _share(question: Question, sentence: str) -> float:
    subject, has = question.subject or question.terms, set(terms(sentence))
    return sum(term in has for term in subject) / max(1, len(subject))


def _beside(question: Question, sentence: str, value: str) -> bool:
    before, _, after = sentence.partition(value)
    return bool({*terms(before)[-1:], *terms(after)[:_NEAR]} & set(question.terms))

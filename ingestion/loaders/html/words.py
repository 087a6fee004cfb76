"""The words of a web page without what is never shown. Knows HTML's elements; knows no blocks."""

from __future__ import annotations

import re

from ingestion.loaders.html.forms import FIELDS, field_text
from ingestion.loaders.html.mathml import formula
from rag.files.raised import raised
from rag.office.package import Node

_NEVER_SHOWN = """
script style noscript template nav iframe object embed canvas datalist head title meta link audio video map dialog rp
"""
NEVER_SHOWN = frozenset(_NEVER_SHOWN.split())
SPACE = re.compile(r"[ \t\r\f\n\u00a0]+")


STRUCK = frozenset(("del", "s", "strike"))
_JOINED = frozenset(("sup", "sub", "b", "i", "em", "strong", "span", "a", "font", "u", "small", "mark", "code", "wbr"))
"""What stands inside a word as well as between words."""


def words_of(node: Node) -> str:
    """All text below a node except what is never shown or was struck out; raised digits stay apart."""
    return SPACE.sub(" ", _below(node, "")).strip()


def _below(node: Node, before: str) -> str:
    text = before + (node.text or "")
    for below in node:
        if isinstance(below.tag, str):
            text += special_text(below, text) if below.tag in SPECIAL else _plain(below, text)
        text += below.tail or ""
    return text[len(before) :]


def _plain(node: Node, before: str) -> str:
    if node.tag in NEVER_SHOWN or node.tag in STRUCK:
        return ""
    if node.tag in _JOINED:
        return _below(node, before)
    return f" {_below(node, '')} "


def special_text(node: Node, before: str) -> str:
    """What a formula, a field, a raised or a glossed text reads like behind `before`."""
    match str(node.tag):
        case "sup":
            return raised(_below(node, ""), before)
        case "math":
            return f" {formula(node)} "
        case "ruby":
            return _glossed(node)
        case "svg":
            texts = (" ".join(str(part) for part in text.itertext()) for text in node.iter("text"))
            return f" {' '.join(texts)} "
    return f" {field_text(node)} "


SPECIAL = frozenset(("sup", "math", "ruby", "svg", *FIELDS))


def _glossed(node: Node) -> str:
    """A word, and how it is read: 東京(とうきょう)."""
    readings = "".join("".join(str(part) for part in reading.itertext()).strip() for reading in node.iter("rt"))
    word = node.text or ""
    for below in node:
        if isinstance(below.tag, str) and below.tag not in ("rt", "rp", "rtc"):
            word += _below(below, "")
        word += below.tail or ""
    return f"{''.join(word.split())}({readings})" if readings else word

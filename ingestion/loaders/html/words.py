"""The words of a web page without what is never shown. Knows HTML's elements; knows no blocks."""

from __future__ import annotations

import re

from rag.office.package import Node

_NEVER_SHOWN = """
script style noscript template nav iframe object embed svg canvas math button input select textarea option datalist head
title meta link audio video map dialog
"""
NEVER_SHOWN = frozenset(_NEVER_SHOWN.split())
SPACE = re.compile(r"[ \t\r\f\n\u00a0]+")


def words_of(node: Node) -> str:
    """All text below a node except what is never shown."""
    texts = []
    for below in node.iter():
        if isinstance(below.tag, str) and below.tag not in NEVER_SHOWN:
            texts.append(below.text or "")
        texts.append(below.tail or "")
    return SPACE.sub(" ", " ".join(texts)).strip()

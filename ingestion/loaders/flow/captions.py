"""Captions: "Figure 3: …", "Table 2. …", 图1 …, 表2 …. Knows how they begin, in a few languages; knows no format."""

from __future__ import annotations

import re

CAPTION = re.compile(
    r"\s*(?:(?:figure|fig\.|table|tab\.|chart|photo|plate|diagram|abbildung|abb\.|tabelle|tableau|figura|tabla)\s*\d"
    r"|[图圖表]\s*[\d一二三四五六七八九十])",
    re.IGNORECASE,
)
_MEANINGLESS = re.compile(
    r"(?:picture|image|grafik|graphic|图片|圖片)?\s*\d*|\S+\.(?:png|jpe?g|gif|bmp|tiff?|webp|emf|wmf)", re.IGNORECASE
)
"""What programs write as a description when their user wrote none."""
_TABLE = re.compile(r"\s*(?:tab|表)", re.IGNORECASE)
MAX_CAPTION_CHARS = 400


def is_caption(text: str) -> bool:
    return len(text) <= MAX_CAPTION_CHARS and CAPTION.match(text) is not None


def names_table(caption: str) -> bool:
    return _TABLE.match(caption) is not None


def description(text: str) -> str:
    """What an author wrote for those who cannot see a picture; empty for what a program put there."""
    return "" if _MEANINGLESS.fullmatch(text.strip()) else " ".join(text.split())

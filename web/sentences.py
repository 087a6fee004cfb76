"""Sentences of the library itself in Chinese: errors, hints, warnings, notices. Names and quotations stay as they are.

Knows: how a sentence is recognised by its fixed words. Does not know: the pairs (`sentences_zh`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.models.notices import NO_LANGUAGE_MODEL, NO_VISION_MODEL
from web.sentences_zh import PAIRS

_NOTICES = {
    NO_LANGUAGE_MODEL: "尚未配置语言模型，因此回答直接引用文档原文。"
    "若要由模型撰写回答，请在文档库的 config.toml 中设置 `generator`（例如 ollama:qwen2.5vl）。",
    NO_VISION_MODEL: "图像编码器已关闭，因此只能通过图中和图旁的文字查找图片。"
    "请在文档库的 config.toml 中将 `vision_model` 设为 builtin，或设为 CLIP、SigLIP 模型的文件夹或名称。",
}
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:\s+[A-Za-z]{2,}){2,}")


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in template.split("{}")), re.DOTALL)


# Of two that fit, the one with more fixed words says more.
_KNOWN = sorted(((_pattern(english), chinese) for english, chinese in PAIRS), key=lambda pair: -len(pair[0].pattern))


@lru_cache(4096)
def translated(sentence: str) -> str:
    """The Chinese of a sentence, or of several in a row; one that is not known is given as a quotation."""
    text = sentence.strip()
    if not text or text in _NOTICES:
        return _NOTICES.get(text, text)
    found = _one(text)
    if found is not None:
        return found
    parts = _END.split(text)
    if len(parts) > 1:
        return "".join(translated(part) for part in parts)
    return text if not _ENGLISH.search(text) else f"原文：“{text}”"


def is_known(sentence: str) -> bool:
    """Whether a sentence, or every sentence of several in a row, has a translation."""
    return sentence in _NOTICES or _one(sentence) is not None or all(_one(part) for part in _END.split(sentence))


def _one(text: str) -> str | None:
    for pattern, chinese in _KNOWN:
        match = pattern.fullmatch(text)
        if match is not None:
            return chinese.format(*(_value(value) for value in match.groups()))
    return None


def _value(value: str) -> str:
    """What stands in a gap: a sentence is translated too, a name or a number stays."""
    return translated(value) if value.endswith((".", "!")) and " " in value else value

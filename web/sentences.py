"""Sentences of the library itself in Chinese: errors, hints, warnings, notices."""

from __future__ import annotations

from rag.models.notices import NO_LANGUAGE_MODEL, NO_VISION_MODEL

_KNOWN = {
    NO_LANGUAGE_MODEL: "尚未配置语言模型，因此回答直接引用文档原文。"
    "若要由模型撰写回答，请在文档库的 config.toml 中设置 `generator`（例如 ollama:qwen2.5vl）。",
    NO_VISION_MODEL: "图像编码器已关闭，因此只能通过图中和图旁的文字查找图片。"
    "请在文档库的 config.toml 中将 `vision_model` 设为 builtin，或设为 CLIP、SigLIP 模型的文件夹或名称。",
}


def translated(sentence: str) -> str:
    """The Chinese of a sentence."""
    return _KNOWN.get(sentence, sentence)

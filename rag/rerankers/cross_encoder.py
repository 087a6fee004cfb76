"""Loads a cross-encoder of sentence-transformers. Does not know what it reads."""

from __future__ import annotations

from pathlib import Path

from sentence_transformers import CrossEncoder

from rag.models.folders import resolve


def load_cross_encoder(model: str | Path, device: str) -> CrossEncoder:
    """A cross-encoder that is on this machine, without any code of its own. Raises MissingModelError."""
    return CrossEncoder(
        str(resolve(model)),
        device=device,
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )

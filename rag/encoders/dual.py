"""Any CLIP-style dual encoder: CLIP, SigLIP, Chinese-CLIP, and embedding models that read text with a picture.

Knows: sentence-transformers' way of loading and feeding them. Does not know: what the vectors are for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from sentence_transformers import SentenceTransformer

from rag.encoders.known import share_known
from rag.errors import UnsupportedError
from rag.models.folders import fingerprint, resolve
from rag.types import Content, Modality, Vectors

_BATCH = 16


class DualEncoder:
    """A sentence-transformers model that reads text and pictures into one space."""

    def __init__(self, model: str | Path, device: str = "cpu") -> None:
        folder = resolve(model)
        self._model = SentenceTransformer(
            str(folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        if not (self._model.supports("text") and self._model.supports("image")):
            raise UnsupportedError(
                f"The model {model} reads {', '.join(map(str, self._model.modalities))}.",
                "A vision model reads text and pictures into one space, as CLIP and SigLIP do.",
            )
        _pad_to_full_length(self._model)
        self._together = self._model.supports(("image", "text"))
        self._dim = int(self._model.encode([{"text": "a"}], show_progress_bar=False).shape[1])
        self._space = f"{folder.name}@{fingerprint(folder)}/{self._dim}"

    @property
    def space(self) -> str:
        return self._space

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def modalities(self) -> frozenset[Modality]:
        return frozenset({"text", "image"})

    def reads(self, text: str) -> float:
        return share_known(self._model.tokenizer, text)

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        """Text and picture of one query: together where the model takes both, else the unit mean of the two."""
        return self._encode(queries)

    def encode_chunks(self, contents: Sequence[Content]) -> Vectors:
        return self._encode(contents)

    def _encode(self, contents: Sequence[Content]) -> Vectors:
        """One call for each kind of content, because a batch that mixes kinds is refused by dual encoders."""
        vectors = np.zeros((len(contents), self._dim), dtype=np.float32)
        for kind in ("text", "image", "both"):
            rows = [i for i, content in enumerate(contents) if _kind(content) == kind]
            if rows:
                vectors[rows] = self._encode_kind(kind, [contents[i] for i in rows])
        return vectors

    def _encode_kind(self, kind: str, contents: list[Content]) -> Vectors:
        # Text goes in as {"text": …}: as a plain string it would be opened when it names a picture or a URL.
        texts = [{"text": content.text} for content in contents]
        images = [Image.fromarray(content.image) for content in contents if content.image is not None]
        if kind == "text":
            return self._run(texts)
        if kind == "image":
            return self._run(images)
        if self._together:
            return self._run([{"text": c.text, "image": image} for c, image in zip(contents, images, strict=True)])
        return _unit(self._run(texts) + self._run(images))

    def _run(self, inputs: list[Any]) -> Vectors:
        found = self._model.encode(
            inputs, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(found, dtype=np.float32)


def _pad_to_full_length(model: SentenceTransformer) -> None:
    """SigLIP was trained on texts padded to full length without a mask: otherwise a vector depends on its batch."""
    config = model[0].auto_model.config
    if config.model_type in ("siglip", "siglip2"):
        full = {"padding": "max_length", "max_length": config.text_config.max_position_embeddings}
        model[0].processing_kwargs["text"] = {**full, "truncation": True}


def _kind(content: Content) -> str:
    if content.image is None and not content.text:
        raise ValueError("content has neither text nor a picture")
    return "text" if content.image is None else "both" if content.text else "image"


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)

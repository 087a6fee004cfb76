"""Late-interaction encoders through sentence-transformers: ColPali, ColQwen, ColModernVBERT, ColBERT."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from sentence_transformers import MultiVectorEncoder as Model

from rag.encoders.loading import fingerprint, resolve
from rag.types import Content, Modality, Vectors

_BATCH = 4


class LateEncoder:
    """A model that gives one vector for each token of a text and each patch of a page."""

    def __init__(self, model: str | Path, device: str = "cpu") -> None:
        folder = resolve(model)
        self._model = Model(
            str(folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        self._dim = int(self._model.encode_query(["a"], show_progress_bar=False)[0].shape[1])
        self._space = f"{folder.name}@{fingerprint(folder)}/tokens/{self._dim}"

    @property
    def space(self) -> str:
        return self._space

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def modalities(self) -> frozenset[Modality]:
        return frozenset({"text", "image"}) if self._model.supports("image") else frozenset({"text"})

    def encode_queries(self, queries: Sequence[Content]) -> list[Vectors]:
        """One at a time: a query's padding would otherwise be part of its vectors in some models."""
        return [self._run(self._model.encode_query, [query])[0] for query in queries]

    def encode_chunks(self, contents: Sequence[Content]) -> list[Vectors]:
        """Pictures as pictures, texts as texts; content with both is encoded by its picture."""
        found: list[Vectors] = [np.zeros((0, self._dim), dtype=np.float32)] * len(contents)
        for seen in (False, True):
            rows = [i for i, content in enumerate(contents) if self._sees(content) is seen]
            encoded = self._run(self._model.encode_document, [contents[i] for i in rows]) if rows else []
            for row, vectors in zip(rows, encoded, strict=True):
                found[row] = vectors
        return found

    def _sees(self, content: Content) -> bool:
        return content.image is not None and "image" in self.modalities

    def _run(self, encode: Any, contents: list[Content]) -> list[Vectors]:
        # Text of a model that sees goes in as {"text": …}: a plain string would be opened when it names a picture.
        wrap = self._model.supports("image")
        inputs = [
            Image.fromarray(c.image) if self._sees(c) and c.image is not None else {"text": c.text} if wrap else c.text
            for c in contents
        ]
        found = encode(inputs, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return [np.asarray(vectors, dtype=np.float32) for vectors in found]

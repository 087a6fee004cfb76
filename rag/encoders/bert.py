"""The network that the built-in text encoders have in common: BERT over texts laid end to end, without padding.

Knows: the arithmetic (Devlin et al. 2019), and tensors under the names of their checkpoints. Does not know: words,
tokenizers, or what the vectors are for. It needs torch alone, so that a single question does not wait for more.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import gelu, layer_norm, linear, scaled_dot_product_attention

from rag.encoders.precision import fast_type

Rows = Callable[[Tensor], Tensor]
"""Token ids (n,) to the rows of the vocabulary's matrix, float32 (n, dim)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a checkpoint's tensors do not say."""

    n_layers: int
    n_heads: int
    epsilon: float
    max_tokens: int


@dataclass(frozen=True, slots=True)
class _Affine:
    weight: Tensor
    bias: Tensor


@dataclass(frozen=True, slots=True)
class _Layer:
    attend: _Affine
    """Queries, keys and values, one above the other."""
    attended: _Affine
    after_attention: _Affine
    widen: _Affine
    narrow: _Affine
    after: _Affine


class Bert:
    """Token ids to the last layer's vectors. On a processor that multiplies in bfloat16, its matrices are kept so."""

    def __init__(self, tensors: Mapping[str, Tensor], rows: Rows, shape: Shape, device: str = "cpu") -> None:
        self._device = torch.device(device)
        self._rows = rows
        self._shape = shape
        self._type = fast_type(device)
        self._places = self._full(tensors["embeddings.position_embeddings.weight"])
        self._places = self._places + self._full(tensors["embeddings.token_type_embeddings.weight"])[0]
        self._start = self._norm(tensors, "embeddings.LayerNorm")
        self._layers = [self._layer(tensors, f"encoder.layer.{n}") for n in range(shape.n_layers)]

    @property
    def dim(self) -> int:
        return int(self._places.shape[1])

    @property
    def max_tokens(self) -> int:
        return self._shape.max_tokens

    def hidden(self, texts: Sequence[Sequence[int]]) -> list[Tensor]:
        """The token ids of each text, at most `max_tokens`, to its float32 (n_tokens, dim)."""
        lengths = [len(ids) for ids in texts]
        ids = torch.tensor(list(itertools.chain.from_iterable(texts)), dtype=torch.int64)
        places = torch.cat([torch.arange(length) for length in lengths]).to(self._device)
        with torch.inference_mode():
            x = self._normed(self._rows(ids).to(self._device) + self._places[places], self._start)
            for layer in self._layers:
                x = self._normed(x + self._attention(x, layer, lengths), layer.after_attention)
                wide = gelu(self._through(x, layer.widen))
                x = self._normed(x + self._through(wide, layer.narrow).float(), layer.after)
            return list(x.split(lengths))

    def _attention(self, x: Tensor, layer: _Layer, lengths: Sequence[int]) -> Tensor:
        """Each text looks at itself alone: the matrices are multiplied once for all, the texts compared one by one."""
        heads = self._through(x, layer.attend).view(len(x), 3, self._shape.n_heads, -1).permute(1, 2, 0, 3)
        seen = [
            scaled_dot_product_attention(*part.unsqueeze(1)).squeeze(0).transpose(0, 1).flatten(1)
            for part in heads.split(lengths, dim=2)
        ]
        return self._through(torch.cat(seen), layer.attended).float()

    def _through(self, x: Tensor, by: _Affine) -> Tensor:
        return linear(x.to(self._type), by.weight, by.bias)

    def _normed(self, x: Tensor, by: _Affine) -> Tensor:
        return layer_norm(x, (x.shape[-1],), by.weight, by.bias, self._shape.epsilon)

    def _layer(self, tensors: Mapping[str, Tensor], name: str) -> _Layer:
        return _Layer(
            self._matrix(tensors, *(f"{name}.attention.self.{part}" for part in ("query", "key", "value"))),
            self._matrix(tensors, f"{name}.attention.output.dense"),
            self._norm(tensors, f"{name}.attention.output.LayerNorm"),
            self._matrix(tensors, f"{name}.intermediate.dense"),
            self._matrix(tensors, f"{name}.output.dense"),
            self._norm(tensors, f"{name}.output.LayerNorm"),
        )

    def _matrix(self, tensors: Mapping[str, Tensor], *names: str) -> _Affine:
        parts = [torch.cat([tensors[f"{name}.{part}"] for name in names]) for part in ("weight", "bias")]
        return _Affine(*(part.to(self._device, self._type) for part in parts))

    def _norm(self, tensors: Mapping[str, Tensor], name: str) -> _Affine:
        return _Affine(self._full(tensors[f"{name}.weight"]), self._full(tensors[f"{name}.bias"]))

    def _full(self, tensor: Tensor) -> Tensor:
        return tensor.to(self._device, torch.float32)

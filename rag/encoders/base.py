"""What an encoder is. Knows nothing of any model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from rag.encoders.patches import PatchGrid
from rag.types import Content, Modality, Pixels, Vectors


class Encoder(Protocol):
    """Turns queries and chunks into vectors of one space.

    Contract: both methods return float32 (n, dim), rows in the order of the input and of unit norm; no input gives
    (0, dim); a row does not depend on its neighbours in the batch (to 1e-4). Content that has nothing in `modalities`
    is a ValueError. `space` names model, revision, pooling and dimension, and changes when any of them does.
    """

    @property
    def space(self) -> str: ...

    @property
    def dim(self) -> int: ...

    @property
    def modalities(self) -> frozenset[Modality]:
        """What it can read: {"text"}, {"image"} or both."""

    def reads(self, text: str) -> float:
        """The share of a text that it knows, 0 to 1: what it makes of a language that it was not taught is noise."""

    def encode_queries(self, queries: Sequence[Content]) -> Vectors: ...

    def encode_chunks(self, contents: Sequence[Content]) -> Vectors: ...


@runtime_checkable
class Naming(Protocol):
    """An encoder that says in words what it sees.

    Contract: `names` gives for each picture at most a few English words, surest first, without commas; none where it is
    not sure.
    """

    def names(self, pictures: Sequence[Pixels]) -> list[tuple[str, ...]]: ...


class MultiVectorEncoder(Protocol):
    """A late-interaction encoder: one vector for each token or patch.

    Contract: a list of float32 (n_tokens, dim), unit rows, padding and special tokens removed; otherwise as `Encoder`.
    """

    @property
    def space(self) -> str: ...

    @property
    def dim(self) -> int: ...

    @property
    def modalities(self) -> frozenset[Modality]: ...

    def reads(self, text: str) -> float: ...

    def encode_queries(self, queries: Sequence[Content]) -> list[Vectors]: ...

    def encode_chunks(self, contents: Sequence[Content]) -> list[Vectors]: ...


@runtime_checkable
class PatchEncoder(MultiVectorEncoder, Protocol):
    """A late-interaction encoder whose vectors of a picture are those of its patches, row by row from the top left.

    Contract: `grid` says how a picture of this width through height was cut into so many; None when that is not known.
    """

    def grid(self, n_patches: int, aspect: float) -> PatchGrid | None: ...


@runtime_checkable
class SharedPass(MultiVectorEncoder, Protocol):
    """A late-interaction encoder whose token vectors fall out of a single-vector encoder's own pass.

    Contract: `encode_shared` gives what `shares.encode_chunks` and its own `encode_chunks` would, in one pass.
    """

    @property
    def shares(self) -> Encoder: ...

    def encode_shared(self, contents: Sequence[Content]) -> tuple[Vectors, list[Vectors]]: ...

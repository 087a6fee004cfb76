"""Which models serve a collection now: the value on record, and the encoders that it names."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

from rag.encoders.base import Encoder, MultiVectorEncoder
from rag.ledger import Ledger

Role = Literal["text", "vision", "late"]
VALUE = "serving"


@dataclass(frozen=True, slots=True)
class Models:
    """A model for each role, as config.toml names it."""

    text: str
    vision: str
    late: str


@dataclass(frozen=True, slots=True)
class Encoders:
    """The encoders of some models; vision and late may be off."""

    text: Encoder
    vision: Encoder | None
    late: MultiVectorEncoder | None

    @property
    def spaces(self) -> frozenset[str]:
        """The spaces of single vectors."""
        return frozenset(encoder.space for encoder in (self.text, self.vision) if encoder is not None)

    @property
    def token_spaces(self) -> frozenset[str]:
        """The spaces of token vectors."""
        return frozenset({self.late.space} if self.late is not None else ())


def serving(ledger: Ledger, collection: str, wanted: Models) -> Models:
    """The models that serve a collection; those wanted, from now on, when none is on record."""
    kept = ledger.value(collection, VALUE)
    if kept is not None:
        return Models(**json.loads(kept))
    if ledger.collection_key(collection) is not None:
        ledger.remember(collection, VALUE, json.dumps(asdict(wanted)))
    return wanted


def has_others(ledger: Ledger, collection: str, encoders: Encoders) -> bool:
    """Whether a collection has vectors that none of these encoders made."""
    spaces, token_spaces = ledger.spaces(collection), ledger.token_spaces(collection)
    return bool(spaces.keys() - encoders.spaces or token_spaces.keys() - encoders.token_spaces)


def record(ledger: Ledger, collection: str, models: Models) -> None:
    ledger.put_value(collection, VALUE, json.dumps(asdict(models)))

"""A picture encoder is believed as far as it finds a collection's captions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.ledger import Ledger
from rag.questions.question import read_text
from rag.retrievers.trust import UNKNOWN, PictureTrust, Strength, measured_strength, picture_pairs, weight_of
from rag.streams.dense import DenseStream
from rag.types import LOOKS_LIKE, Content, Modality, Vectors
from tests.corpus import LedgerNearest, put

N = 40
CAPTIONS = [f"the {word} of station {number}" for number, word in enumerate(["map", "plan", "view", "crew"] * 10)]


class KnowingEncoder:
    """Words that are a caption lie at `cosine` to their picture, in 256 dimensions of chance."""

    space, dim = "knowing/256", 256
    modalities: frozenset[Modality] = frozenset({"text", "image"})

    def __init__(self, cosine: float) -> None:
        self._cosine = cosine
        rng = np.random.default_rng(1)
        self.pictures = _unit(rng.normal(size=(N, 256)))
        self._rng = rng

    def reads(self, text: str) -> float:
        return 1.0

    def encode_queries(self, queries: Sequence[Content]) -> Vectors:
        return np.stack([self._of(query.text) for query in queries])

    encode_chunks = encode_queries

    def _of(self, text: str) -> Vectors:
        noise = _unit(self._rng.normal(size=(1, 256)))[0]
        if text not in CAPTIONS:
            return noise
        return _unit((self._cosine * self.pictures[CAPTIONS.index(text)] + np.sqrt(1 - self._cosine**2) * noise)[None])[
            0
        ]


def _unit(rows: np.ndarray) -> Vectors:  # type: ignore[type-arg]
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def filled(tmp_path: Path, encoder: KnowingEncoder, n: int = N) -> tuple[Ledger, DenseStream]:
    ledger = Ledger.open(tmp_path / "library")
    for number, caption in enumerate(CAPTIONS[:n]):
        put(ledger, f"d{number}.png", [(1, "image", "")], context=caption)
    keys = ledger.keys("default")
    ledger.put_vectors(encoder.space, keys, encoder.pictures[:n])
    return ledger, DenseStream("vision", encoder, ledger, LedgerNearest(ledger))


@pytest.mark.parametrize(("cosine", "strength"), [(0.0, 0.0), (2 / 16, 2.0), (4 / 16, 4.0)])
def test_strength_is_the_deviations_by_which_the_right_picture_is_ahead(
    tmp_path: Path, cosine: float, strength: float
) -> None:
    ledger, stream = filled(tmp_path, KnowingEncoder(cosine))
    with ledger:
        assert measured_strength(stream, ledger, "default") == pytest.approx(strength, abs=0.6)


def test_a_strong_encoder_is_believed_and_one_of_chance_is_not(tmp_path: Path) -> None:
    weights = {}
    for name, cosine in (("strong", 4 / 16), ("chance", 0.0)):
        encoder = KnowingEncoder(cosine)
        ledger, stream = filled(tmp_path / name, encoder)
        with ledger:
            trust = PictureTrust(ledger, stream, encoder.space, {})
            weights[name] = [trust.weight(read_text(asked), 0.3) for asked in ("a photo of the crew", "the crew")]
    assert weights["chance"] == [0.3, 0.3]
    assert weights["strong"][0] > 10 and 0.3 < weights["strong"][1] < weights["strong"][0]


def test_too_few_pairs_say_nothing(tmp_path: Path) -> None:
    ledger, stream = filled(tmp_path, KnowingEncoder(4 / 16), n=5)
    with ledger:
        assert measured_strength(stream, ledger, "default") == UNKNOWN


def test_strength_is_measured_once_and_kept(tmp_path: Path) -> None:
    encoder = KnowingEncoder(4 / 16)
    ledger, stream = filled(tmp_path, encoder)
    with ledger:
        first = PictureTrust(ledger, stream, encoder.space, {}).strength("default")
        assert PictureTrust(ledger, stream, encoder.space, {}).strength("default") == first


def test_a_given_strength_is_not_measured(tmp_path: Path) -> None:
    encoder, known = KnowingEncoder(0.0), Strength(1.5, 4.0)
    ledger, stream = filled(tmp_path, encoder)
    with ledger:
        trust = PictureTrust(ledger, stream, encoder.space, {"knowing": known})
        photograph, chart = read_text("a photo of a dog"), read_text("the colour of the chart")
        assert trust.weight(photograph, 0.3) > trust.weight(chart, 0.3) > trust.weight(read_text("a dog"), 0.3)
        assert PictureTrust(ledger, stream, encoder.space, {"knowing": known}).strength("default") == known


def test_what_the_eye_said_is_no_caption(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "library") as ledger:
        put(ledger, "a.png", [(1, "image", "")], context=f"{LOOKS_LIKE}dog, animal")
        put(ledger, "the old harbour.png", [(1, "image", "")], context="")
        assert [pair.words for pair in picture_pairs(ledger, "default", 9)] == ["the old harbour"]


def test_weights_grow_with_strength_from_chance_on() -> None:
    assert [weight_of(strength) for strength in (0.0, 1.0)] == [0.0, 0.0]
    assert 0 < weight_of(2.0) < weight_of(4.0)

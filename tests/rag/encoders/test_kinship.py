from __future__ import annotations

from rag.assembly import text_encoder
from rag.config import Config
from rag.encoders.kinship import WordKinship


def test_relatives_are_close_and_strangers_are_not() -> None:
    encoder = text_encoder(Config())
    close = WordKinship(lambda: encoder)(["cost", "bikes"], ["price", "bicycles", "river"])
    assert close.shape == (2, 3)
    assert close[0, 0] > 0.5 and close[1, 1] > 0.5
    assert close[0, 2] < 0.2 and close[1, 2] < 0.2

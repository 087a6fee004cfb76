"""Text vectors: the same to the last bit in any company, in whatever precision, and with the model's own prompts."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from rag.encoders import sentence_text
from rag.encoders.sentence_text import SentenceTextEncoder
from rag.types import Content
from tests import tiny_models

CONTENTS = [Content(f"the red {'blue ' * (7 * n)}box {n}") for n in range(12)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.text_encoder(tmp_path_factory.mktemp("text"))


def test_neighbours_do_not_change_one_bit(folder: Path) -> None:
    encoder = SentenceTextEncoder(folder)
    together = encoder.encode_both(CONTENTS)
    for n, content in enumerate(CONTENTS):
        alone = encoder.encode_both([content])
        assert np.array_equal(alone.pooled[0], together.pooled[n])
        assert np.array_equal(alone.words[0], together.words[n])


def test_fast_precision_stays_near_the_full_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = SentenceTextEncoder(folder)
    fast = encoder.encode_chunks(CONTENTS)
    monkeypatch.setattr(sentence_text, "fast_precision", lambda device: nullcontext())
    assert ((fast * encoder.encode_chunks(CONTENTS)).sum(axis=1) > 0.999).all()


def test_prompt_of_the_model_is_in_the_vector_and_not_among_the_words(folder: Path, tmp_path: Path) -> None:
    model = SentenceTransformer(str(folder), prompts={"document": "blue: ", "query": "red: "})
    model.save_pretrained(str(tmp_path / "prompted"))
    assert json.loads((tmp_path / "prompted" / "config_sentence_transformers.json").read_text())["prompts"]["document"]
    encoder = SentenceTextEncoder(tmp_path / "prompted")
    of_model = model.encode_document(["a red box"], normalize_embeddings=True)
    both = encoder.encode_both([Content("a red box")])
    assert (both.pooled @ of_model.T).item() > 0.999
    plain = SentenceTextEncoder(folder).encode_both([Content("a red box")])
    assert (both.pooled @ plain.pooled.T).item() < 0.9999
    assert both.words[0].shape == plain.words[0].shape

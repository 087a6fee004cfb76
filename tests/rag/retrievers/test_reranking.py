"""`reranker_model` in the settings: each kind of model, loaded from disk, orders what a library finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingestion import ingest
from rag.config import Config
from rag.errors import MissingModelError
from rag.library import Library
from rag.models.inventory import inventory
from rag.models.reranker_kinds import reranker_kind
from rag.rerankers.multimodal import MultimodalReranker
from rag.rerankers.text import TextReranker
from rag.types import Hit, Pixels, Query
from tests import tiny_models
from tests.rag.rerankers.test_rerankers import HITS, colour_of

PLAIN = Config(vision_model="none", late_model="none", ocr=False, workers=1)
MODELS: dict[str, Callable[[Path], Path]] = {
    "text": tiny_models.cross_encoder,
    "image-text matching": tiny_models.blip,
    "multimodal": tiny_models.multimodal_reranker,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of texts and pictures, and the folder of one model of each kind."""
    folder = tmp_path_factory.mktemp("reranking")
    (folder / "files").mkdir()
    for n, word in enumerate(("red", "blue", "the red", "blue blue the")):
        (folder / "files" / f"{n}.txt").write_text(f"The box {n} is {word}.\n", encoding="utf-8")
        Image.fromarray(_checks(n)).save(folder / "files" / f"box {n}.png")
    for kind, make in MODELS.items():
        make(folder / kind)
    tiny_models.text_encoder(folder / "words")
    tiny_models.clip(folder / "pictures")
    with Library.open(folder / "library", settings(folder)) as library:
        ingest([folder / "files"], library)
    return folder


def settings(folder: Path, reranker: str = "none") -> Config:
    words, pictures = str(folder / "words"), str(folder / "pictures")
    return replace(PLAIN, text_model=words, vision_model=pictures, reranker_model=reranker)


def _checks(n: int) -> Pixels:
    """Squares of n + 1 pixels in two shades."""
    rows, columns = np.indices((64, 64)) // (n + 1)
    return np.repeat((((rows + columns) % 2) * (120 + 40 * n)).astype(np.uint8)[:, :, None], 3, axis=2)


def model(folder: Path, kind: str) -> Path:
    return folder / kind / "reranker" if kind == "multimodal" else folder / kind


def found(folder: Path, reranker: str) -> list[Hit]:
    with Library.open(folder / "library", settings(folder, reranker)) as library:
        return library.find("the red box", 20)


@pytest.mark.parametrize("kind", sorted(MODELS))
def test_configured_reranker_orders_and_loses_nothing(folder: Path, kind: str) -> None:
    assert reranker_kind(model(folder, kind)) == kind
    before, after = found(folder, "none"), found(folder, str(model(folder, kind)))
    assert {hit.chunk.modality for hit in before} == {"text", "image"}
    assert {hit.chunk.id for hit in after} == {hit.chunk.id for hit in before}
    assert [hit.chunk.id for hit in after] != [hit.chunk.id for hit in before]
    assert [hit.rank for hit in after] == list(range(1, len(after) + 1))


def test_order_of_a_text_cross_encoder_is_that_of_the_model(folder: Path) -> None:
    before = found(folder, "none")
    expected = TextReranker(folder / "text").rerank(Query("the red box"), before)
    assert [hit.chunk.id for hit in found(folder, str(folder / "text"))] == [hit.chunk.id for hit in expected]


def test_multimodal_score_depends_on_the_pixels_and_not_on_the_batch(folder: Path) -> None:
    path = model(folder, "multimodal")
    together = MultimodalReranker(path, colour_of).rerank(Query("box"), HITS)
    for hit in HITS:
        alone = MultimodalReranker(path, colour_of).rerank(Query("box"), [hit])[0]
        assert next(h.score for h in together if h.chunk.id == hit.chunk.id) == pytest.approx(alone.score, abs=1e-4)
    blind = MultimodalReranker(path, lambda of: None).rerank(Query("box"), HITS)
    scores = {hit.chunk.id: hit.score for hit in blind}
    changed = {hit.chunk.id for hit in together if abs(scores[hit.chunk.id] - hit.score) > 1e-6}
    assert changed == {"chunk2", "chunk4"}


def test_missing_reranker_is_named(folder: Path) -> None:
    with pytest.raises(MissingModelError, match="nobody/nothing"):
        found(folder, "nobody/nothing")


def test_models_says_what_the_reranker_reads(folder: Path) -> None:
    states = {
        kind: next(
            role.state
            for role in inventory(replace(PLAIN, reranker_model=str(model(folder, kind)))).roles
            if role.name == "reranker"
        )
        for kind in MODELS
    }
    assert all(state.startswith("ready; ") for state in states.values()) and len(set(states.values())) == 3
    missing = inventory(replace(PLAIN, reranker_model="nobody/nothing")).roles
    assert "missing" in next(role.state for role in missing if role.name == "reranker")

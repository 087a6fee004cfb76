"""A late model over pictures, loaded from disk, points at the patch that the question's vectors match."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingestion import ingest
from rag.config import Config
from rag.encoders.multi_vector import LateEncoder
from rag.encoders.packed import pack
from rag.encoders.patches import WHOLE, PatchGrid, central_square
from rag.library import Library
from rag.questions.question import read_text
from rag.types import Box, Content, Query
from tests import tiny_models

QUESTION = "the red square"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pointing")
    tiny_models.text_encoder(folder / "words")
    tiny_models.clip(folder / "pictures")
    tiny_models.late(folder, tiny_models.llava)
    rows, columns = np.indices((96, 96))
    shades = np.stack([rows * 2, columns * 2, (rows * columns) % 251], axis=2).astype(np.uint8)
    Image.fromarray(shades).save(folder / "red square.png")
    return folder


@pytest.fixture(scope="module")
def late(folder: Path) -> LateEncoder:
    return LateEncoder(folder / "late")


def test_vectors_of_a_picture_are_those_of_its_patches(late: LateEncoder) -> None:
    picture = Content(image=np.zeros((40, 40, 3), dtype=np.uint8))
    assert late.encode_chunks([picture])[0].shape[0] == 16
    assert late.grid(16, 1.0) == PatchGrid(4, 4, WHOLE)
    assert late.grid(16, 2.0) == PatchGrid(4, 4, central_square(2.0))
    assert late.encode_chunks([Content("the red")])[0].shape[0] > 0


def test_region_of_a_hit_is_the_patch_that_matches(folder: Path, late: LateEncoder) -> None:
    models = {name: str(folder / name) for name in ("words", "pictures", "late")}
    settings = Config(models["words"], models["pictures"], models["late"], workers=1)
    with Library.open(folder / "library", settings) as library:
        ingest([folder / "red square.png"], library)
        keys = library.ledger.keys("default")
        picture = next(stored for stored in library.ledger.chunks(keys) if stored.chunk.modality == "image")
        assert library.ledger.token_spaces("default")[late.space] == 1
        query = late.encode_queries([Content(read_text(QUESTION).search_text)])[0].mean(axis=0)
        patches = np.tile(-query / np.linalg.norm(query), (16, 1)).astype(np.float32)
        patches[4 * 2 + 1] *= -1
        library.ledger.put_token_vectors(late.space, [picture.key], [pack(patches)])
        hit = next(hit for hit in library.find(Query(QUESTION), 10) if hit.chunk.modality == "image")
    width, height = hit.page.width_pt, hit.page.height_pt
    (box,) = hit.boxes
    expected = Box(width / 4, height / 2, width / 2, 3 * height / 4)
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((expected.x0, expected.y0, expected.x1, expected.y1))

"""Products: every product that may answer is looked at, however many there are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.products import EQUAL, HogEncoder, LedgerNearest, Task, TfIdfEncoder, _example, fill
from rag.ledger import Ledger
from rag.retrievers import candidates
from rag.retrievers.calibration import Calibrator
from rag.retrievers.joint import JointRetriever
from rag.streams.dense import DenseStream


def test_examples_of_a_collection_too_large_to_score_whole_have_all_candidates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "EXHAUSTIVE", 3)
    rng = np.random.default_rng(0)
    products = []
    for number in range(8):
        name = f"{number}.png"
        Image.fromarray(rng.integers(0, 256, (32, 32, 3), dtype=np.uint8)).save(tmp_path / name)
        colour = ("Red", "Blue")[number % 2]
        kind = {"gender": "Men", "articleType": "Shirts", "usage": "Casual", "subCategory": "Topwear"}
        products.append({"image": name, "name": f"{colour} shirt {number}", "baseColour": colour, **kind})
    task = Task(products, tmp_path)
    text, vision = TfIdfEncoder([product["name"] for product in products]), HogEncoder()
    with Ledger.open(tmp_path / "library") as ledger:
        ids = fill(ledger, task, text, vision)
        near = LedgerNearest(ledger)
        streams = [DenseStream("vision", vision, ledger, near), DenseStream("text", text, ledger, near)]
        joint = JointRetriever(ledger, streams, Calibrator(ledger), lambda collection: EQUAL)
        example = _example(joint, task, 0, ids, ledger)
    assert len(example.positive) == 7 and example.positive.sum() == 4

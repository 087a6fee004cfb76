"""A library on fakes, with real worker processes that all tests of this package share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.config import Config
from rag.encoders.fake import HashEncoder, HashMultiVectorEncoder
from rag.ledger import Ledger
from rag.library import Library
from rag.serving.models import Encoders
from rag.types import Modality
from rag.workers.pool import WorkerPool

IMAGE: frozenset[Modality] = frozenset({"image"})


@pytest.fixture(scope="session")
def pool() -> Iterator[WorkerPool]:
    workers = WorkerPool(2, timeout_s=30.0)
    yield workers
    workers.close()


@pytest.fixture
def library(tmp_path: Path, pool: WorkerPool) -> Iterator[Library]:
    made = Library(Ledger.open(tmp_path / "library"), Config(ocr=False))
    made.pool = pool
    made.encoders = Encoders(HashEncoder(), HashEncoder(32, IMAGE), HashMultiVectorEncoder())
    yield made
    made.ledger.close()

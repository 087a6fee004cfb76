"""From a hit to its image, through a real ledger and a real worker process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingestion.chunking import chunk_document
from ingestion.loaders import registry
from ingestion.loaders.base import LoadOptions
from rag.errors import NotFoundError
from rag.files.originals import Originals
from rag.ledger import DocumentRecord, Ledger
from rag.rendering.evidence import EvidenceRenderer
from rag.types import Hit, Source
from rag.workers.pool import WorkerPool
from tests.office_files import word_file


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    workers = WorkerPool(1, timeout_s=60.0)
    yield workers
    workers.close()


@pytest.fixture
def shelf(tmp_path: Path, pool: WorkerPool) -> Iterator[tuple[EvidenceRenderer, Originals, list[Hit]]]:
    """A renderer over a library with one Word document, and a hit for each of its chunks."""
    path = word_file(tmp_path / "rules.docx")
    source = Source(hashlib.sha256(path.read_bytes()).hexdigest(), path.name, registry.WORD, path.stat().st_size)
    pages = list(registry.loader_for(registry.WORD).load_pages(path, LoadOptions(ocr=False), 1, 9))
    chunks = chunk_document(source, pages)
    originals = Originals(tmp_path / "originals")
    originals.keep(path, source.sha256)
    with Ledger.open(tmp_path / "library") as ledger:
        record = DocumentRecord("default", source, str(path), tuple(p.page for p in pages), tuple(chunks))
        document = ledger.put_document(record)
        hits = [Hit(chunk, document, pages[0].page, 1.0, rank) for rank, chunk in enumerate(chunks, start=1)]
        yield EvidenceRenderer(originals, ledger, pool, tmp_path / "cache"), originals, hits


def test_marked_page_shows_the_region(shelf: tuple[EvidenceRenderer, Originals, list[Hit]]) -> None:
    renderer, _, hits = shelf
    table = next(hit for hit in hits if hit.chunk.kind == "table")
    plain, marked = renderer.page_image(table), renderer.marked(table, [table.chunk.lines[3].box])
    assert plain.shape == marked.shape == (1584, 1224, 3)
    rows, columns = np.nonzero(np.any(plain != marked, axis=2))
    box = table.chunk.lines[3].box
    assert (rows.min() / 2, columns.min() / 2) == pytest.approx((box.y0, box.x0), abs=4)
    assert (rows.max() / 2, columns.max() / 2) == pytest.approx((box.y1, box.x1), abs=4)


def test_crop_is_the_region_with_its_surroundings(shelf: tuple[EvidenceRenderer, Originals, list[Hit]]) -> None:
    renderer, _, hits = shelf
    picture = next(hit for hit in hits if hit.chunk.kind == "image")
    crop = renderer.crop(picture)
    height, width = crop.shape[:2]
    assert width < 900
    assert height < 700
    red, green, _ = crop[height // 4 + 40, width // 2]
    assert red > 180 > green


def test_second_look_needs_no_worker(shelf: tuple[EvidenceRenderer, Originals, list[Hit]]) -> None:
    renderer, originals, hits = shelf
    first = renderer.page_image(hits[0])
    originals.delete(hits[0].document.source.sha256)
    assert np.array_equal(renderer.page_image(hits[0]), first)


def test_forgotten_document_leaves_no_image(
    shelf: tuple[EvidenceRenderer, Originals, list[Hit]], tmp_path: Path
) -> None:
    renderer, originals, hits = shelf
    renderer.page_image(hits[0])
    originals.delete(hits[0].document.source.sha256)
    renderer.forget(hits[0].document.source.sha256)
    assert not list((tmp_path / "cache").rglob("*.png"))
    with pytest.raises(NotFoundError):
        renderer.page_image(hits[0])

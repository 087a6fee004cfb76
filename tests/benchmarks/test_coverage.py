"""The benchmark of coverage: what is missing is found, and whether it was said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.coverage import Covered, covered, figures_of
from benchmarks.coverage_words import words_in_file
from rag.workers.pool import WorkerPool
from tests.builders import filled_form, noted, pdf_file, prose
from tests.office_files import sheets_file, slides_file, word_file


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    workers = WorkerPool(1)
    yield workers
    workers.close()


@pytest.mark.parametrize(("name", "build"), [("a.docx", word_file), ("a.pptx", slides_file), ("a.xlsx", sheets_file)])
def test_office_files_are_read_or_their_loss_is_said(
    name: str, build: object, tmp_path: Path, pool: WorkerPool
) -> None:
    assert callable(build)
    found = covered(build(tmp_path / name), pool)
    assert found is not None
    assert found.n_words > 2
    assert not found.missing or found.is_said


def test_fields_and_notes_of_a_pdf_are_looked_for(tmp_path: Path, pool: WorkerPool) -> None:
    path = noted(pdf_file(tmp_path / "a.pdf", filled_form))
    assert {"ottoline", "brandvold", "office", "paid"} <= words_in_file(path)
    found = covered(path, pool)
    assert found is not None
    assert found.missing == ()


def test_missing_words_are_counted(tmp_path: Path, pool: WorkerPool) -> None:
    complete = covered(pdf_file(tmp_path / "a.pdf", prose), pool)
    assert complete is not None
    figures = figures_of([complete, Covered("b", 10, ("lost", "gone"), True), Covered("c", 10, ("away",), False)])
    n_words = complete.n_words + 20
    assert figures == {"words": round(1 - 3 / n_words, 4), "unnoticed": round(1 / n_words, 4), "files": 3}

"""A deletion that was killed half way is finished at the next opening; lost ledgers and full disks are named."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingestion import ingest
from rag.errors import LedgerLostError
from rag.ledger.connection import FILE_NAME
from rag.library import Library
from rag.types import Query
from tests.rag.ledger.test_full_disk import fill, small_disk

__all__ = ["small_disk"]  # a fixture
ROOT = Path(__file__).parents[2]
SECRET = "The password of the observatory is zanzibar7."
DELETE = """
import os, signal, sys
from rag.library import Library
from rag.ledger import Ledger
from rag.files.originals import Originals

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    library = Library.open(sys.argv[1])
    {patch}
    library.delete(library.documents()[0].id)
"""


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    (tmp_path / "note.txt").write_text(SECRET)
    with Library.open(tmp_path / "library") as library:
        ingest([tmp_path / "note.txt"], library)
    return tmp_path / "library"


def files_with(directory: Path, words: bytes) -> list[str]:
    return [str(path) for path in directory.rglob("*") if path.is_file() and words in path.read_bytes()]


@pytest.mark.parametrize("patch", ["Originals.delete = die", "Ledger.purge = die"])
def test_deletion_that_was_killed_is_finished_at_the_next_opening(filled: Path, patch: str) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", DELETE.format(patch=patch), str(filled)], cwd=ROOT, check=False, capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL
    assert files_with(filled, b"zanzibar7")
    with Library.open(filled) as library:
        assert library.documents() == []
        assert library.ledger.owed_originals() == []
        assert not library.ledger.is_purge_owed()
    assert files_with(filled, b"zanzibar7") == []


def test_nothing_is_owed_after_a_whole_deletion(filled: Path) -> None:
    with Library.open(filled) as library:
        library.delete(library.documents()[0].id)
        assert library.ledger.owed_originals() == []
        assert not library.ledger.is_purge_owed()


def test_debt_made_while_a_purge_runs_is_not_settled_by_it(filled: Path) -> None:
    with Library.open(filled) as library:
        document = library.documents()[0].id
        library.create_collection("other")
        library.ledger.delete_collection("other")
        vacuum = library.ledger._database.maintaining

        def late_deletion() -> object:
            library.ledger._database.maintaining = vacuum  # type: ignore[method-assign]
            library.ledger.delete_document(document)
            return vacuum()

        library.ledger._database.maintaining = late_deletion  # type: ignore[method-assign,assignment]
        library.ledger.purge()
        assert library.ledger.is_purge_owed()


def test_abandoned_copies_are_swept_and_running_ones_stay(filled: Path) -> None:
    folder = next((filled / "originals").iterdir())
    old, young = folder / ".copy-old", folder / ".copy-young"
    for partial in (old, young):
        partial.write_bytes(b"half")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    Library.open(filled).close()
    assert not old.exists()
    assert young.exists()


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_lost_ledger_beside_its_originals_is_no_empty_library(filled: Path, left: str) -> None:
    for path in filled.glob(f"{FILE_NAME}*"):
        path.unlink()
    if left != "nothing":
        (filled / FILE_NAME).touch()
    with pytest.raises(LedgerLostError, match="lost its ledger"):
        Library.open(filled)


def test_questions_are_answered_on_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(SECRET)
    with Library.open(small_disk / "library") as library:
        ingest([tmp_path / "note.txt"], library)
    fill(small_disk)
    with Library.open(small_disk / "library") as library:
        assert library.find(Query("password of the observatory"))[0].chunk.text == SECRET
        assert "zanzibar7" in library.ask("What is the password of the observatory?").text

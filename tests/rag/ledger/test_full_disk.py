"""A full or read-only disk: a named error, and nothing is lost."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from rag.errors import DiskFullError, ReadOnlyError
from rag.files.originals import Originals
from rag.ledger import Ledger
from tests.rag.ledger.records import SPACE, record
from tests.rag.ledger.test_several_writers import assert_whole


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of two megabytes."""
    with tempfile.TemporaryDirectory() as name:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "none", name], capture_output=True, check=False
        )
        if mounted.returncode:
            pytest.skip("mounting a small file system needs root")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)


def fill(directory: Path) -> None:
    with suppress(OSError), (directory / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 512)


def test_full_disk_is_named_and_loses_nothing(small_disk: Path) -> None:
    with Ledger.open(small_disk / "library") as ledger:
        n_put = 0
        with pytest.raises(DiskFullError, match="no space left"):
            for n_put in range(100):
                ledger.put_document(record(n_put, n_chunks=100))
        assert 0 < n_put < 100
        assert len(ledger.documents("default")) == n_put
        assert_whole(ledger)
    with Ledger.open(small_disk / "library") as ledger:
        assert_whole(ledger)


def test_writing_goes_on_when_there_is_space_again(small_disk: Path) -> None:
    with Ledger.open(small_disk / "library") as ledger:
        ledger.put_document(record(1))
        fill(small_disk)
        with pytest.raises(DiskFullError):
            ledger.put_document(record(2, n_chunks=600))
        assert len(ledger.vectors(SPACE, [1])[0]) == 1
        (small_disk / "filler").unlink()
        ledger.put_document(record(2))
        assert_whole(ledger)


def test_new_library_on_a_full_disk_is_named_and_can_be_made_later(small_disk: Path) -> None:
    (small_disk / "library").mkdir()
    fill(small_disk)
    with pytest.raises(DiskFullError):
        Ledger.open(small_disk / "library")
    (small_disk / "filler").unlink()
    Ledger.open(small_disk / "library").close()


def test_page_limit_stands_for_a_full_disk_without_root(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        ledger.put_document(record(1))
        with ledger._database.maintaining() as connection:
            connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(DiskFullError):
            ledger.put_document(record(2, n_chunks=600))
        assert_whole(ledger)


def test_original_on_a_full_disk_is_named_and_leaves_nothing(small_disk: Path, tmp_path: Path) -> None:
    (tmp_path / "big.bin").write_bytes(b"x" * 4_000_000)
    with pytest.raises(DiskFullError, match=r"big\.bin"):
        Originals(small_disk / "originals").keep(tmp_path / "big.bin", "a" * 64)
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []


def test_read_only_disk_is_named(small_disk: Path) -> None:
    with Ledger.open(small_disk / "library") as ledger:
        ledger.put_document(record(1))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(ReadOnlyError, match="cannot be written"):
        Ledger.open(small_disk / "library")

"""Files by the hash of their bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from rag.errors import BrokenFileError, NotFoundError
from rag.files.originals import Originals


def made(folder: Path, content: bytes) -> tuple[Path, str]:
    path = folder / "a file.pdf"
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


def test_kept_file_opens_after_the_original_has_changed(tmp_path: Path) -> None:
    path, sha256 = made(tmp_path, b"one")
    originals = Originals(tmp_path / "originals")
    kept = originals.keep(path, sha256)
    path.write_bytes(b"two")
    assert originals.path(sha256) == kept
    assert kept.read_bytes() == b"one"
    assert originals.keep(path, sha256) == kept


def test_changed_file_is_not_kept_under_the_old_hash(tmp_path: Path) -> None:
    path, _ = made(tmp_path, b"one")
    with pytest.raises(BrokenFileError, match="changed"):
        Originals(tmp_path / "originals").keep(path, "0" * 64)
    assert [entry for entry in (tmp_path / "originals").rglob("*") if entry.is_file()] == []


def test_deleted_file_is_gone_and_can_be_deleted_again(tmp_path: Path) -> None:
    path, sha256 = made(tmp_path, b"one")
    originals = Originals(tmp_path / "originals")
    originals.keep(path, sha256)
    originals.delete(sha256)
    originals.delete(sha256)
    with pytest.raises(NotFoundError):
        originals.path(sha256)
    assert list((tmp_path / "originals").iterdir()) == []


def test_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"gone\.pdf"):
        Originals(tmp_path / "originals").keep(tmp_path / "gone.pdf", "0" * 64)

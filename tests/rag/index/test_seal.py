"""A seal is broken by every change of a folder, and by none that is no change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.index.seal import is_unbroken, seal_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.bin").write_bytes(b"one")
    (tmp_path / "inner" / "b.bin").write_bytes(b"two")
    return tmp_path


def test_untouched_folder_keeps_its_seal(folder: Path) -> None:
    seal = seal_of(folder)
    os.utime(folder / "a.bin", (0, 0))
    assert is_unbroken(folder, seal)


def test_changed_missing_and_added_files_break_it(folder: Path) -> None:
    seal = seal_of(folder)
    (folder / "inner" / "b.bin").write_bytes(b"twO")
    assert not is_unbroken(folder, seal)
    (folder / "inner" / "b.bin").unlink()
    assert not is_unbroken(folder, seal)
    (folder / "inner" / "b.bin").write_bytes(b"two")
    assert is_unbroken(folder, seal)
    (folder / "c.bin").touch()
    assert not is_unbroken(folder, seal)


def test_absurd_file_is_not_read(folder: Path) -> None:
    seal = seal_of(folder)
    with (folder / "a.bin").open("r+b") as file:
        file.truncate(200 << 30)
    assert not is_unbroken(folder, seal)


def test_empty_or_senseless_seal_holds_nothing(folder: Path) -> None:
    assert not is_unbroken(folder, {})
    assert not is_unbroken(folder, {"a.bin": "x", "inner/b.bin": ""})
    assert not is_unbroken(folder / "nowhere", {"a.bin": "3:0"})

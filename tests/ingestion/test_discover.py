"""Which files some paths mean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingestion.discover import FoundFile, Unreachable, discover
from rag.errors import NotFoundError


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def names(entries: list[FoundFile | Unreachable], folder: Path) -> list[str]:
    return [str(entry.path.relative_to(folder)) for entry in entries]


def test_discover_walks_folders_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a.txt", "c/d/e.txt", "c/a.txt")
    assert names(discover([tmp_path], tmp_path / "library"), tmp_path) == ["a.txt", "b.txt", "c/a.txt", "c/d/e.txt"]


def test_discover_passes_over_hidden_files_and_leftovers(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", ".hidden", ".git/config", "~$open.docx", "Thumbs.db", "__pycache__/x.pyc")
    assert names(discover([tmp_path], tmp_path / "library"), tmp_path) == ["a.txt"]


def test_discover_takes_a_hidden_file_that_is_named(tmp_path: Path) -> None:
    make(tmp_path, ".hidden")
    assert names(discover([tmp_path / ".hidden"], tmp_path / "library"), tmp_path) == [".hidden"]


def test_discover_passes_over_the_library(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "library/originals/ab/abcd")
    assert names(discover([tmp_path], tmp_path / "library"), tmp_path) == ["a.txt"]


def test_discover_ends_in_spite_of_links_in_a_circle(tmp_path: Path) -> None:
    make(tmp_path, "a/b/file.txt")
    (tmp_path / "a/b/up").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    entries = discover([tmp_path], tmp_path / "library")
    assert names(entries, tmp_path) == ["a/b/file.txt", "self"]
    assert isinstance(entries[1], Unreachable)


def test_discover_finds_each_file_once(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "folder/b.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    paths = [tmp_path / "a.txt", tmp_path, str(tmp_path / "folder/../a.txt")]
    assert names(discover(paths, tmp_path / "library"), tmp_path) == ["a.txt", "folder/b.txt"]


def test_discover_missing_path_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="nothing_here"):
        discover([tmp_path / "nothing_here"], tmp_path / "library")


def test_discover_reports_a_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    (entry,) = discover([tmp_path], tmp_path / "library")
    assert isinstance(entry, Unreachable)
    assert isinstance(entry.error, NotFoundError)


def test_discover_reports_a_folder_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt", "closed/b.txt")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)  # root may read everything, so modes cannot test this
    entries = discover([tmp_path], tmp_path / "library")
    assert names(entries, tmp_path) == ["a.txt", "closed"]
    assert isinstance(entries[1], Unreachable)
    assert "permission" in entries[1].error.hint


def test_discover_reports_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (entry,) = discover([tmp_path], tmp_path / "library")
    assert isinstance(entry, Unreachable)


def test_found_file_notices_a_change(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    (entry,) = discover([tmp_path], tmp_path / "library")
    assert isinstance(entry, FoundFile)
    assert entry.is_as_found()
    (tmp_path / "a.txt").write_text("longer than before")
    assert not entry.is_as_found()

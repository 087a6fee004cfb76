"""A backup is the library at one moment, and restoring it keeps what was there."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ingestion import ingest
from rag.backup import restore
from rag.errors import InputError, LibraryError, NotALibraryError, NotFoundError
from rag.ledger import Ledger
from rag.library import Library
from tests.rag.ledger.records import record
from tests.rag.ledger.test_several_writers import assert_whole


def note(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_restored_backup_answers_as_the_library_did(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        ingest([note(tmp_path, "a.txt", "The ferry leaves at nine from pier four.")], library)
        made = library.back_up(tmp_path / "backup")
        assert (made.n_documents, made.n_copied, made.missing) == (1, 1, ())
        library.delete(library.documents()[0].id)
    before = restore(tmp_path / "backup", tmp_path / "library")
    with Library.open(tmp_path / "library") as library:
        answer = library.ask("When does the ferry leave from pier four?")
        assert "nine" in answer.text
        assert answer.citations[0].image().size
    assert before is not None
    with Library.open(before) as replaced:
        assert replaced.documents() == []


def test_second_backup_copies_only_what_is_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        ingest([note(tmp_path, "a.txt", "first words"), note(tmp_path, "b.txt", "second words")], library)
        library.back_up(tmp_path / "backup")
        library.delete(library.documents()[0].id)
        ingest([note(tmp_path, "c.txt", "third words")], library)
        made = library.back_up(tmp_path / "backup")
    assert (made.n_documents, made.n_copied) == (2, 1)
    kept = [path.read_text() for path in (tmp_path / "backup" / "originals").rglob("*") if path.is_file()]
    assert sorted(kept) == ["second words", "third words"]


def test_backup_while_another_thread_writes_is_whole(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        writer = threading.Thread(target=lambda: [library.ledger.put_document(record(n)) for n in range(40)])
        writer.start()
        for _ in range(3):
            library.back_up(tmp_path / "backup")
            with Ledger.open(tmp_path / "backup") as copy:
                assert_whole(copy)
        writer.join()


def test_missing_original_is_named(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        ingest([note(tmp_path, "a.txt", "first words")], library)
        library.originals.delete(library.documents()[0].source.sha256)
        assert library.back_up(tmp_path / "backup").missing == ("a.txt",)


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    note(tmp_path, "mine.txt", "a person's own file")
    with Library.open(tmp_path / "library") as library, Library.open(tmp_path / "other") as other:
        ingest([tmp_path / "mine.txt"], other)
        with pytest.raises(NotALibraryError):
            library.back_up(tmp_path)
        with pytest.raises(NotALibraryError, match="another library"):
            library.back_up(tmp_path / "other")
        with pytest.raises(InputError, match="own backup"):
            library.back_up(tmp_path / "library")
    assert (tmp_path / "mine.txt").exists()


def test_library_in_use_is_not_replaced(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        ingest([note(tmp_path, "a.txt", "first words")], library)
        library.back_up(tmp_path / "backup")
        library.find("words")
        assert library.index.wait()
        with pytest.raises(LibraryError, match="open"):
            restore(tmp_path / "backup", tmp_path / "library")
    with pytest.raises(NotFoundError):
        restore(tmp_path / "nowhere", tmp_path / "library")

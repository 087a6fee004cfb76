"""What is opened, made, refused and migrated."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import DiskFullError, LibraryError, NewerLibraryError, NotALibraryError, ReadOnlyError
from rag.ledger import Ledger, failures, schema
from tests.rag.ledger.records import record

ROOT = Path(__file__).parents[3]


def test_open_makes_a_missing_folder_and_finds_it_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "library"
    with Ledger.open(path) as made:
        document = made.put_document(record(1))
        identity = made.library_id()
    with Ledger.open(path) as again:
        assert again.document(document.id) == document
        assert again.library_id() == identity


def test_open_takes_a_folder_that_holds_only_our_own_things(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    (tmp_path / "originals").mkdir()
    (tmp_path / ".DS_Store").write_text("")
    Ledger.open(tmp_path).close()


def test_open_refuses_a_folder_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(NotALibraryError, match=r"holiday\.jpg"):
        Ledger.open(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["holiday.jpg"]


def test_open_refuses_a_file(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(NotALibraryError):
        Ledger.open(tmp_path / "notes.txt")


def test_open_refuses_a_ledger_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"these are no pages " * 1000)
    with pytest.raises(NotALibraryError):
        Ledger.open(tmp_path)


def test_open_refuses_another_programs_database(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    with pytest.raises(NotALibraryError, match="another program"):
        Ledger.open(tmp_path)


def test_open_completes_a_ledger_whose_making_was_cut_off(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").touch()
    with Ledger.open(tmp_path) as ledger:
        assert ledger.collections() == ()


def test_open_refuses_a_newer_library_and_leaves_it_alone(tmp_path: Path) -> None:
    Ledger.open(tmp_path).close()
    set_version(tmp_path, schema.SCHEMA_VERSION + 1)
    before = (tmp_path / "ledger.sqlite").read_bytes()
    with pytest.raises(NewerLibraryError, match="newer Sightline"):
        Ledger.open(tmp_path)
    assert (tmp_path / "ledger.sqlite").read_bytes() == before


def test_older_library_is_copied_and_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = older_library(tmp_path)
    monkeypatch.setattr(
        schema,
        "MIGRATIONS",
        {**schema.MIGRATIONS, 0: ("ALTER TABLE feedback ADD COLUMN helpful INTEGER NOT NULL DEFAULT 1",)},
    )
    with Ledger.open(tmp_path) as ledger:
        assert ledger.document(document).n_chunks == 6
        assert [given.helpful for given in ledger.feedback("default")] == [True]
    assert version(tmp_path / "ledger.sqlite") == schema.SCHEMA_VERSION
    assert version(tmp_path / "ledger.sqlite.version-0") == 0


def test_failed_migration_leaves_the_library_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = older_library(tmp_path)
    monkeypatch.setattr(
        schema, "MIGRATIONS", {**schema.MIGRATIONS, 0: ("DELETE FROM documents", "SELECT * FROM nowhere")}
    )
    with pytest.raises(LibraryError):
        Ledger.open(tmp_path)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as raw:
        assert raw.execute("SELECT id FROM documents").fetchall() == [(document,)]
    raw.close()
    assert version(tmp_path / "ledger.sqlite") == 0


def test_purge_removes_the_copy_made_before_a_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older_library(tmp_path)
    monkeypatch.setattr(
        schema,
        "MIGRATIONS",
        {**schema.MIGRATIONS, 0: ("ALTER TABLE feedback ADD COLUMN helpful INTEGER NOT NULL DEFAULT 1",)},
    )
    with Ledger.open(tmp_path) as ledger:
        ledger.purge()
    assert [entry.name for entry in tmp_path.iterdir()] == ["ledger.sqlite"]


def test_every_version_has_a_way_up() -> None:
    assert set(schema.MIGRATIONS) == set(range(1, schema.SCHEMA_VERSION))


def test_open_without_permission_is_read_only(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "library").close()
    (tmp_path / "library" / "ledger.sqlite").chmod(0o444)
    (tmp_path / "library").chmod(0o555)
    # Root may write everywhere, so the question is asked as nobody.
    code = (
        "import os, sys\nfrom pathlib import Path\n"
        "from rag.errors import ReadOnlyError\nfrom rag.ledger import Ledger\n"
        "os.getuid() or os.setuid(65534)\n"
        "try: Ledger.open(Path(sys.argv[1]))\nexcept ReadOnlyError as error: print(error)\n"
    )
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "library")], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert "cannot be written" in done.stdout, done.stderr


def test_closed_ledger_says_so(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path)
    ledger.close()
    with pytest.raises(LibraryError, match="closed"):
        ledger.collections()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SQLITE_FULL", DiskFullError),
        ("SQLITE_READONLY_DIRECTORY", ReadOnlyError),
        ("SQLITE_CANTOPEN", ReadOnlyError),
        ("SQLITE_NOTADB", NotALibraryError),
        ("SQLITE_BUSY_SNAPSHOT", LibraryError),
        ("SQLITE_CORRUPT", LibraryError),
        ("SQLITE_IOERR_READ", LibraryError),
        ("SQLITE_MISUSE", LibraryError),
    ],
)
def test_sqlite_errors_are_translated_by_their_primary_code(
    tmp_path: Path, name: str, expected: type[LibraryError]
) -> None:
    error = sqlite3.OperationalError("as it was")
    error.sqlite_errorcode = getattr(sqlite3, name)
    translated = failures.translated(error, tmp_path)
    assert type(translated) is expected
    assert str(tmp_path) in translated.message and translated.hint


def test_every_primary_code_has_a_sentence(tmp_path: Path) -> None:
    for name in (name for name in dir(sqlite3) if name.startswith("SQLITE_")):
        error = sqlite3.OperationalError("as it was")
        error.sqlite_errorcode = getattr(sqlite3, name)
        assert failures.translated(error, tmp_path).hint


@pytest.mark.parametrize(
    ("code", "expected"), [(errno.ENOSPC, DiskFullError), (errno.EROFS, ReadOnlyError), (errno.EIO, LibraryError)]
)
def test_system_errors_are_translated_by_errno(tmp_path: Path, code: int, expected: type[LibraryError]) -> None:
    assert type(failures.translated_os(OSError(code, "as it was"), tmp_path)) is expected


def older_library(directory: Path) -> str:
    """A library of a version 0, whose feedback did not say whether a chunk had helped; the id of its document."""
    with Ledger.open(directory) as ledger:
        document = ledger.put_document(record(1))
        ledger.add_feedback("default", "question", "chunk", True)
    with sqlite3.connect(directory / "ledger.sqlite") as raw:
        raw.execute("ALTER TABLE feedback DROP COLUMN helpful")
        raw.execute("DROP TABLE jobs")
    raw.close()
    set_version(directory, 0)
    return document.id


def set_version(directory: Path, number: int) -> None:
    with sqlite3.connect(directory / "ledger.sqlite") as raw:
        raw.execute(f"PRAGMA user_version = {number}")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


def version(path: Path) -> int:
    raw = sqlite3.connect(path)
    found = int(raw.execute("PRAGMA user_version").fetchone()[0])
    raw.close()
    return found

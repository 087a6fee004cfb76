"""`python -m ingestion`."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.cli import main
from rag.encoders.fake import HashEncoder
from rag.errors import MissingModelError
from rag.library import Library
from rag.serving.models import Encoders

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("rag.assembly.encoders", lambda *_: Encoders(HashEncoder(), None, None))
    files = tmp_path / "files"
    files.mkdir()
    (files / "one.txt").write_text("The first document is about watches.")
    (files / "two.txt").write_text("The second document is about revenue.")
    return files


def run(folder: Path, *arguments: str) -> int:
    return main([*arguments, str(folder), "--library", str(folder.parent / "library")])


def names(folder: Path, collection: str = "default") -> list[str]:
    with Library.open(folder.parent / "library") as library:
        return [document.source.name for document in library.documents(collection)]


def test_all_in_is_status_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder) == 0
    assert "2 added. 2 pages, 2 chunks" in capsys.readouterr().out
    assert run(folder) == 0
    assert "2 unchanged." in capsys.readouterr().out


def test_failed_file_is_status_1_and_one_line_with_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.pdf").touch()
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7 no more")
    assert run(folder) == 1
    shown = capsys.readouterr()
    assert "2 failed" in shown.out
    for name in ("empty.pdf", "cut.pdf"):
        (line,) = (line for line in shown.out.splitlines() if name in line)
        assert line.rstrip().endswith(".")
    assert "Traceback" not in shown.out + shown.err


def test_missing_path_is_status_2_and_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder / "nowhere", "--library", str(folder / "library")) == 2
    assert "is not there" in capsys.readouterr().err


def test_no_arguments_are_status_2() -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2


def test_library_that_is_none_is_status_1_and_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder), "--library", str(folder)]) == 1
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    assert len(shown.splitlines()) <= 4


def test_missing_model_is_status_1_and_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise MissingModelError("The model is not here.", "Run: pip install model")

    monkeypatch.setattr("rag.assembly.encoders", missing)
    assert run(folder) == 1
    assert "pip install model" in capsys.readouterr().err


def test_json_is_one_object_and_nothing_else(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.txt").touch()
    assert run(folder, "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["counts"] == {"added": 2, "failed": 1}
    assert [file["error"] for file in report["files"]] == ["EmptyFileError", None, None]


def test_json_of_an_error_is_an_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder / "x"), "--json", "--library", str(folder.parent / "library")]) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "NotFoundError"


def test_dry_run_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--dry-run") == 0
    assert "Would be: 2 added" in capsys.readouterr().out
    assert names(folder) == []


def test_collection_is_the_one_that_is_named(folder: Path) -> None:
    assert run(folder, "--collection", "papers") == 0
    assert names(folder, "papers") == ["one.txt", "two.txt"]
    assert names(folder) == []


def test_sync_shows_and_asks_before_it_removes(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder)
    (folder / "one.txt").unlink()
    assert run(folder, "--sync") == 0
    shown = capsys.readouterr()
    assert "one.txt" in shown.out
    assert "--yes" in shown.err
    assert names(folder) == ["one.txt", "two.txt"]
    monkeypatch.setattr("ingestion.screen.Screen.confirms", lambda *_: True)
    assert run(folder, "--sync") == 0
    assert names(folder) == ["two.txt"]


def test_sync_with_yes_does_not_ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder)
    (folder / "one.txt").unlink()
    capsys.readouterr()
    assert run(folder, "--sync", "--yes", "--json") == 0
    assert [Path(path).name for path in json.loads(capsys.readouterr().out)["removed"]] == ["one.txt"]
    assert names(folder) == ["two.txt"]


def test_sync_dry_run_removes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder)
    (folder / "one.txt").unlink()
    assert run(folder, "--sync", "--dry-run") == 0
    assert "one.txt" in capsys.readouterr().out
    assert names(folder) == ["one.txt", "two.txt"]


def test_sync_with_json_and_nobody_to_ask_is_usage(folder: Path) -> None:
    assert run(folder, "--sync", "--json") == 2


IN_A_PROCESS = """
import sys
from rag import assembly
from rag.encoders.fake import HashEncoder
from rag.serving.models import Encoders
assembly.encoders = lambda *_: Encoders(HashEncoder(), None, None)
from ingestion.cli import main
code = main(sys.argv[1:])
print([name for name in ("torch", "chromadb", "transformers") if name in sys.modules])
sys.exit(code)
"""


def command(folder: Path) -> list[str]:
    return [sys.executable, "-c", IN_A_PROCESS, str(folder), "--library", str(folder.parent / "library")]


def test_run_with_nothing_new_loads_no_model(folder: Path) -> None:
    run(folder)
    second = subprocess.run(command(folder), cwd=ROOT, capture_output=True, text=True, check=True)
    assert "2 unchanged." in second.stdout
    assert second.stdout.splitlines()[-1] == "[]"


HELD = """
import threading
from rag.ledger import Ledger
put = Ledger.put_document
n_written = 0
def put_and_hold(ledger, record):
    global n_written
    document = put(ledger, record)
    n_written += 1
    if n_written == 2:
        print("two are in", flush=True)
        threading.Event().wait(60)
    return document
Ledger.put_document = put_and_hold
"""
"""Stops behind the second document, where the test interrupts it."""


def test_ctrl_c_is_status_130_and_the_next_run_goes_on(folder: Path) -> None:
    for i in range(6):
        (folder / f"more_{i}.txt").write_text(f"Document number {i} about something else. " * 200)
    held = [sys.executable, "-c", HELD + IN_A_PROCESS, *command(folder)[3:]]
    process = subprocess.Popen(held, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "two are in\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "go on" in errors
    assert "Traceback" not in errors
    assert len(names(folder)) == 2
    assert run(folder) == 0
    assert len(names(folder)) == 8

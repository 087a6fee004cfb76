"""The library's own doings: what is opened, what is under way, what has ended when it is closed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ingestion import ingest
from rag.encoders.fake import HashEncoder
from rag.errors import NotFoundError
from rag.library import Library
from rag.serving.models import Encoders
from rag.serving.progress import Work


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("rag.assembly.encoders", lambda *_: Encoders(HashEncoder(), None, None))
    (tmp_path / "one.txt").write_text("The harbour watch is kept from dusk to dawn.")
    with Library.open(tmp_path / "library") as opened:
        ingest([tmp_path / "one.txt"], opened)
    return tmp_path / "library"


def test_existing_library_is_opened_and_none_is_made(library: Path) -> None:
    with Library.open_existing(library) as opened:
        assert len(opened.documents()) == 1
    with pytest.raises(NotFoundError, match="There is no library"):
        Library.open_existing(library.parent / "libary")
    assert not (library.parent / "libary").exists()


def test_nothing_is_under_way_in_a_library_that_was_only_opened(library: Path) -> None:
    with Library.open(library) as opened:
        assert opened.progress() == ()
        assert not {"changes", "index"} & opened.__dict__.keys()


def test_progress_of_a_change_of_models_is_told(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new encoder stops within its batch, so that the change is seen under way."""
    seen, go_on = threading.Event(), threading.Event()

    class Slow(HashEncoder):
        def encode_chunks(self, contents: object) -> object:  # type: ignore[override]
            seen.set()
            go_on.wait(20)
            return super().encode_chunks(contents)  # type: ignore[arg-type]

    monkeypatch.setattr("rag.assembly.encoders", lambda *_: Encoders(Slow(32), None, None))
    monkeypatch.setenv("SIGHTLINE_TEXT_MODEL", "other")
    with Library.open(library) as opened:
        opened.changes.ensure("default")
        assert seen.wait(20)
        assert opened.progress() == (Work("text", 0, 1),)
        assert opened.progress()[0].sentence.endswith("0 of 1")
        go_on.set()


def test_close_leaves_no_thread_behind(library: Path) -> None:
    before = set(threading.enumerate())
    with Library.open(library) as opened:
        opened.find("harbour watch")
        opened.index.wait()
        opened.changes.ensure("default")
    ours = ("vector-index", "re-encoding", "words-in-memory")
    assert not [thread for thread in threading.enumerate() if thread not in before and thread.name in ours]


def test_nothing_is_started_once_it_is_closed(library: Path) -> None:
    opened = Library.open(library)
    changes = opened.changes
    opened.close()
    changes.ensure("default")
    assert not [thread for thread in threading.enumerate() if thread.name == "re-encoding"]

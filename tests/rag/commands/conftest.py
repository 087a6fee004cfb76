"""A small library whose documents are encoded by hashes, so that a command takes a fraction of a second."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingestion import ingest
from rag.encoders.fake import HashEncoder
from rag.library import Library
from rag.serving.models import Encoders

FILES = {
    "watches.txt": "The harbour watch is kept from dusk to dawn by four people.",
    "revenue.txt": "The revenue of the ferry company was 41 million in 2024.",
    "prices.csv": "item,price\nrope,12\nanchor,340\n",
}


def hashed(*_: object) -> Encoders:
    """In place of `assembly.encoders`."""
    return Encoders(HashEncoder(), None, None)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library with three documents in `default` and one in `papers`, made once; to be copied."""
    folder = tmp_path_factory.mktemp("commands")
    (folder / "files").mkdir()
    for name, text in FILES.items():
        (folder / "files" / name).write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.assembly.encoders", hashed)
        with Library.open(folder / "library") as opened:
            ingest([folder / "files"], opened)
            ingest([folder / "files" / "watches.txt"], opened, collection="papers")
    return folder


@pytest.fixture
def library(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of the test's own."""
    monkeypatch.setattr("rag.assembly.encoders", hashed)
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return tmp_path / "library"

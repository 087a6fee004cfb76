"""A small library whose documents are encoded by hashes, so that a command takes a fraction of a second."""

from __future__ import annotations

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


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a library with three documents in `default` and one in `papers`."""
    monkeypatch.setattr("rag.assembly.encoders", lambda *_: Encoders(HashEncoder(), None, None))
    files = tmp_path / "files"
    files.mkdir()
    for name, text in FILES.items():
        (files / name).write_text(text)
    with Library.open(tmp_path / "library") as opened:
        ingest([files], opened)
        ingest([files / "watches.txt"], opened, collection="papers")
    return tmp_path / "library"

"""A change of models goes on while questions are answered, never mixes spaces, and survives being stopped."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.encoders.fake import HashEncoder
from rag.errors import MissingModelError
from rag.ledger import DocumentRecord, Ledger, SpaceVectors, StoredChunk
from rag.serving.change import Change, ChangeInBackground
from rag.serving.models import Encoders, Models, serving
from rag.types import Chunk, Content, Locator, Page, Source, content_id

OLD, NEW = Models("old", "none", "none"), Models("new", "none", "none")
DIMS = {"old": 32, "new": 48}


def encoders_of(models: Models) -> Encoders:
    return Encoders(HashEncoder(DIMS[models.text]), None, None)


def contents_of(stored: Sequence[StoredChunk], sees: bool) -> list[Content]:
    return [Content(chunk.chunk.searchable) for chunk in stored]


def add(ledger: Ledger, n: int, encoder: HashEncoder, n_chunks: int = 200) -> None:
    source = Source(f"{n:064d}", f"{n}.txt", "text/plain", 10)
    chunks = tuple(
        Chunk(content_id(n, at), f"word{at} in document {n}", "text", Locator(source.sha256, 1))
        for at in range(n_chunks)
    )
    vectors = encoder.encode_chunks([Content(chunk.searchable) for chunk in chunks])
    import numpy as np

    spaces = (SpaceVectors(encoder.space, np.arange(n_chunks), vectors),)
    ledger.put_document(DocumentRecord("default", source, f"/{n}.txt", (Page(1, 612, 792),), chunks, spaces))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger.open(tmp_path / "library")
    add(made, 1, encoders_of(OLD).text)  # type: ignore[arg-type]
    assert serving(made, "default", OLD) == OLD
    return made


def change(ledger: Ledger) -> Change:
    return Change(ledger, "default", NEW, encoders_of, contents_of)


def test_change_encodes_every_chunk_then_switches(ledger: Ledger) -> None:
    seen = []
    assert change(ledger).run(seen.append)
    assert serving(ledger, "default", NEW) == NEW
    assert ledger.spaces("default")[encoders_of(NEW).text.space] == 200
    assert [step.done for step in seen] == sorted(step.done for step in seen) and seen[-1].done == 200


def test_stopped_change_leaves_the_old_model_serving_and_resumes(ledger: Ledger) -> None:
    first = change(ledger)
    assert not first.run(lambda step: first.stop())
    assert serving(ledger, "default", NEW) == OLD
    encoded = ledger.spaces("default")[encoders_of(NEW).text.space]
    assert 0 < encoded < 200
    steps = []
    assert change(ledger).run(steps.append)
    assert steps[-1].done == 200 - encoded
    assert serving(ledger, "default", NEW) == NEW


def test_what_is_ingested_meanwhile_is_encoded_before_the_switch(ledger: Ledger) -> None:
    added = []

    def ingest_once(_: object) -> None:
        if not added:
            added.append(add(ledger, 2, encoders_of(OLD).text))  # type: ignore[arg-type, func-returns-value]

    assert change(ledger).run(ingest_once)
    assert ledger.spaces("default")[encoders_of(NEW).text.space] == 400


def test_searches_during_the_change_see_one_whole_space(ledger: Ledger) -> None:
    sizes, done = [], threading.Event()

    def search() -> None:
        while not done.is_set():
            models = serving(ledger, "default", NEW)
            sizes.append(ledger.spaces("default").get(encoders_of(models).text.space, 0))

    searcher = threading.Thread(target=search)
    searcher.start()
    try:
        assert change(ledger).run()
    finally:
        done.set()
        searcher.join()
    assert sizes and set(sizes) == {200}


def test_model_that_cannot_be_loaded_is_one_sentence_with_its_hint(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(models: Models) -> Encoders:
        raise MissingModelError("The model is not on this machine.", "Download it once.")

    background = ChangeInBackground(
        lambda name: Change(ledger, name, NEW, missing, contents_of), lambda _: None, grace_s=0
    )
    background.ensure("default")
    background.close()
    (record,) = caplog.records
    assert "The model is not on this machine. Download it once." in record.getMessage()
    assert record.exc_info is None

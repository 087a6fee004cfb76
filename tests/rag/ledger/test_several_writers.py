"""Several threads and processes at once, and processes that die: a document is whole or not there at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rag.ledger import Ledger
from rag.terms import terms
from tests.rag.ledger.records import SPACE, record

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from rag.ledger import Ledger
from tests.rag.ledger.records import record
directory, start, count, n_chunks = Path(sys.argv[1]), *map(int, sys.argv[2:])
with Ledger.open(directory) as ledger:
    for n in range(start, start + count):
        ledger.put_document(record(n, n_chunks=n_chunks))
        print(n, flush=True)
"""


def writer(directory: Path, start: int, count: int, n_chunks: int = 6) -> subprocess.Popen[str]:
    arguments = [str(directory), str(start), str(count), str(n_chunks)]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def assert_whole(ledger: Ledger) -> None:
    """Every document has all of its chunks, vectors and words, and nothing is there that belongs to none."""
    documents = ledger.documents("default")
    n_chunks = sum(document.n_chunks for document in documents)
    keys = ledger.keys("default")
    stored = ledger.chunks(keys)
    vector_keys, _ = ledger.all_vectors("default", SPACE)
    assert len(stored) == len(keys) == n_chunks == ledger.n_chunks("default")
    assert np.array_equal(keys, vector_keys)
    for document in documents:
        n = int(document.source.name.removesuffix(".pdf"))
        words = terms(f"secret{n}x")
        assert min(ledger.document_frequency("default", words).values()) == document.n_chunks
    (n_terms,) = ledger.document_frequency("default", ["number"]).values()
    assert n_terms == n_chunks


def test_two_processes_make_and_write_one_library(tmp_path: Path) -> None:
    writers = [writer(tmp_path / "library", start, 15) for start in (0, 100)]
    assert [one.wait() for one in writers] == [0, 0], [one.communicate()[1] for one in writers]
    with Ledger.open(tmp_path / "library") as ledger:
        assert len(ledger.documents("default")) == 30
        assert_whole(ledger)


@pytest.mark.parametrize("n_seen", [1, 4])
def test_killed_writer_leaves_whole_documents_only(tmp_path: Path, n_seen: int) -> None:
    dying = writer(tmp_path / "library", 0, 1000, 400)
    assert dying.stdout is not None
    acknowledged = [int(dying.stdout.readline()) for _ in range(n_seen)]
    os.kill(dying.pid, signal.SIGKILL)
    dying.communicate()
    with Ledger.open(tmp_path / "library") as ledger:
        kept = {int(document.source.name.removesuffix(".pdf")) for document in ledger.documents("default")}
        assert kept >= set(acknowledged)
        assert_whole(ledger)
        ledger.put_document(record(5000))
        assert_whole(ledger)


def test_threads_read_while_one_writes(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger, ThreadPoolExecutor(6) as pool:
        writing = [pool.submit(ledger.put_document, record(n)) for n in range(20)]
        reading = [pool.submit(assert_consistent, ledger) for _ in range(40)]
        assert len({task.result().id for task in writing}) == 20
        assert [task.result() for task in reading] == [None] * 40
        assert_whole(ledger)


def assert_consistent(ledger: Ledger) -> None:
    keys, vectors = ledger.all_vectors("default", SPACE)
    assert len(keys) % 6 == 0 and len(keys) == len(vectors)
    assert len(ledger.search_lexical("default", ["number"], 1000)) % 6 == 0


def test_reader_never_waits_for_a_writer(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        ledger.put_document(record(1))
        with ledger._database.writing() as connection:
            connection.execute("DELETE FROM documents")
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(ledger.n_chunks, "default").result(timeout=5) == 6


def test_interrupted_write_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with Ledger.open(tmp_path) as ledger:
        ledger.put_document(record(1))
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr("rag.ledger.writing.put_blobs", interrupt)
            ledger.put_document(record(2))
        assert_whole(ledger)
        ledger.put_document(record(2))
        assert len(ledger.documents("default")) == 2

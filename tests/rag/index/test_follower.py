"""The index follows the ledger, is built again when it cannot be trusted, and never keeps a search waiting."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.errors import VectorIndexError
from rag.index import durable, following
from rag.index.base import StoredIndex
from rag.index.chroma import ChromaIndex
from rag.index.exact import ExactIndex
from rag.index.follower import IndexFollower
from rag.ledger import Ledger
from tests.rag.ledger.records import SPACE, record, vector_of

ROOT = Path(__file__).parents[3]
OWNER = """
import sys
from pathlib import Path
from rag.index import following
from rag.index.chroma import ChromaIndex
from rag.index.follower import IndexFollower
from rag.ledger import Ledger
from tests.rag.ledger.records import SPACE, vector_of
ledger = Ledger.open(Path(sys.argv[1]))
index = IndexFollower(ledger, ledger.directory / "index", ChromaIndex, purpose="test")
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def open_follower(ledger: Ledger) -> Iterator[Callable[[], IndexFollower]]:
    """Opens followers of the ledger and closes them at the end."""
    opened: list[IndexFollower] = []

    def open_one() -> IndexFollower:
        opened.append(IndexFollower(ledger, ledger.directory / "index", ChromaIndex, "test"))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


OpenFollower = Callable[[], IndexFollower]


def owner(ledger: Ledger, action: str) -> subprocess.Popen[str]:
    """A process that owns the index and has printed a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER + action, str(ledger.directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def nearest_document(index: IndexFollower, ledger: Ledger, n: int) -> str:
    found = index.search("default", SPACE, vector_of(n, 0), 1)
    return ledger.chunks(found.keys)[0].document.source.name if len(found.keys) else ""


def state_of(ledger: Ledger) -> dict[str, object]:
    return dict(json.loads((ledger.directory / "index" / "state.json").read_text()))


def seals_of(ledger: Ledger) -> list[dict[str, str]]:
    sets = state_of(ledger)["sets"]
    assert isinstance(sets, dict)
    return [known["seal"] for known in sets.values()]


def assert_equal_to_the_ledger(index: IndexFollower, ledger: Ledger) -> None:
    """Every vector of the ledger is found at itself, in the index and not in memory."""
    assert index.wait()
    keys, vectors = ledger.all_vectors("default", SPACE)
    found = [index.search("default", SPACE, vector, 1).keys.tolist() for vector in vectors]
    assert found == [[key] for key in keys]
    sets = ledger.directory / "index" / "sets"
    assert len(list(sets.iterdir())) == 1


def test_nothing_is_made_before_the_first_search(ledger: Ledger, open_follower: OpenFollower) -> None:
    ledger.put_document(record(1))
    open_follower()
    assert not (ledger.directory / "index").exists()


def test_search_before_the_index_is_ready_is_exact(ledger: Ledger, open_follower: OpenFollower) -> None:
    ledger.put_document(record(1))
    assert nearest_document(open_follower(), ledger, 1) == "1.pdf"


def test_unknown_collection_or_space_gives_nothing(ledger: Ledger, open_follower: OpenFollower) -> None:
    ledger.put_document(record(1))
    index = open_follower()
    for _ in range(2):
        assert len(index.search("none", SPACE, vector_of(1, 0), 5).keys) == 0
        assert len(index.search("default", "none", vector_of(1, 0), 5).keys) == 0
        assert index.wait()


def test_index_follows_puts_and_deletions(ledger: Ledger, open_follower: OpenFollower) -> None:
    first = ledger.put_document(record(1))
    index = open_follower()
    assert index.wait()
    ledger.put_document(record(2))
    ledger.put_document(record(3, n_chunks=200))
    ledger.delete_document(first.id)
    assert nearest_document(index, ledger, 2) == "2.pdf"
    found = index.search("default", SPACE, vector_of(1, 0), 1000)
    assert {stored.document.source.name for stored in ledger.chunks(found.keys)} == {"2.pdf", "3.pdf"}
    assert_equal_to_the_ledger(index, ledger)


def test_collection_of_the_same_name_finds_nothing_of_the_old_one(ledger: Ledger, open_follower: OpenFollower) -> None:
    ledger.put_document(record(1))
    index = open_follower()
    assert index.wait()
    ledger.delete_collection("default")
    assert len(index.search("default", SPACE, vector_of(1, 0), 5).keys) == 0
    ledger.put_document(record(2))
    assert sorted(index.search("default", SPACE, vector_of(1, 0), 50).keys) == ledger.keys("default").tolist()
    assert_equal_to_the_ledger(index, ledger)


def test_cleanly_closed_index_is_not_built_again(
    ledger: Ledger, open_follower: OpenFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.put_document(record(1))
    first = open_follower()
    assert first.wait()
    first.close()
    ledger.put_document(record(2))
    monkeypatch.setattr(durable, "build", forbidden)
    assert_equal_to_the_ledger(open_follower(), ledger)


def forbidden(*_: object) -> None:
    raise VectorIndexError("built again")


@pytest.mark.parametrize("damage", ["database", "graph", "state", "absurd", "ahead", "lost"])
def test_damaged_index_is_built_again(ledger: Ledger, open_follower: OpenFollower, damage: str) -> None:
    ledger.put_document(record(1, n_chunks=1100))
    first = open_follower()
    assert first.wait()
    first.close()
    do_damage(ledger.directory / "index", damage)
    assert_equal_to_the_ledger(open_follower(), ledger)


FILES = ("chroma.sqlite3", "data_level0.bin", "header.bin", "length.bin", "link_lists.bin", "index_metadata.pickle")
SEARCH = """
import sys
from pathlib import Path
from rag.index.chroma import ChromaIndex
from rag.index.follower import IndexFollower
from rag.ledger import Ledger
from tests.rag.ledger.records import SPACE
with Ledger.open(Path(sys.argv[1])) as ledger:
    keys, vectors = ledger.all_vectors("default", SPACE)
    index = IndexFollower(ledger, ledger.directory / "index", ChromaIndex)
    wrong = sum(index.search("default", SPACE, vector, 1).keys[0] != key for key, vector in zip(keys, vectors))
    assert index.wait()
    wrong += sum(index.search("default", SPACE, vector, 1).keys[0] != key for key, vector in zip(keys, vectors))
    index.close()
print(wrong)
"""


@pytest.mark.parametrize("change", ["zeroed", "cut", "flipped", "gone"])
@pytest.mark.parametrize("name", FILES)
def test_any_damaged_file_costs_no_answer_and_no_process(
    ledger: Ledger, open_follower: OpenFollower, name: str, change: str
) -> None:
    ledger.put_document(record(1, n_chunks=1100))
    first = open_follower()
    assert first.wait()
    first.close()
    (damaged,) = (ledger.directory / "index" / "sets").rglob(name)
    alter(damaged, change)
    child = [sys.executable, "-c", SEARCH, str(ledger.directory)]
    found = subprocess.run(child, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (found.returncode, found.stdout) == (0, "0\n"), found.stderr


def alter(path: Path, change: str) -> None:
    """Damage as disks and copies do it: a block of zeros, an end that is missing, one bit, no file."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    if change == "zeroed":
        data[middle : middle + 4096] = bytes(len(data[middle : middle + 4096]))
    elif change == "cut":
        del data[middle:]
    elif change == "flipped":
        data[middle] ^= 1
    path.write_bytes(data)
    if change == "gone":
        path.unlink()


def do_damage(index: Path, kind: str) -> None:
    (store,) = (index / "sets").iterdir()
    (graph,) = store.glob("*/data_level0.bin")
    state = json.loads((index / "state.json").read_text())
    if kind == "database":
        (store / "chroma.sqlite3").write_bytes(b"not a database" * 100)
    elif kind == "graph":
        graph.write_bytes(b"\x00" * graph.stat().st_size)
    elif kind == "state":
        (index / "state.json").write_text("{")
    elif kind == "absurd":
        # As after a kill: a file that is said to have 200 GB and has not.
        with graph.open("r+b") as file:
            file.truncate(200 << 30)
    elif kind == "ahead":
        (known,) = state["sets"].values()
        known["change"] = 10_000
        (index / "state.json").write_text(json.dumps(state))
    else:
        other = ChromaIndex(index / "sets")
        other.delete(next(iter(state["sets"])), range(1, 5))
        other.close()


def test_stopped_building_goes_on_where_it_stopped(
    ledger: Ledger, open_follower: OpenFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "BATCH", 10)
    ledger.put_document(record(1, n_chunks=60))
    first = open_follower()
    stop_after(first, 3, monkeypatch)
    assert not first.wait()
    first.close()
    assert '"through": 30' in json.dumps(state_of(ledger))
    ledger.put_document(record(2))
    assert_equal_to_the_ledger(open_follower(), ledger)


def stop_after(follower: IndexFollower, n_batches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def go_on(done: int, _: int) -> bool:
        if done >= n_batches * following.BATCH:
            follower._stopping.set()
        return not follower._stopping.is_set()

    monkeypatch.setattr(follower, "_go_on", go_on)


def test_second_owner_searches_the_ledger(ledger: Ledger, open_follower: OpenFollower) -> None:
    ledger.put_document(record(1))
    process = owner(ledger, "assert index.wait(); print('ready', flush=True); input()")
    card = json.loads((ledger.directory / "index" / "owner.json").read_text())
    assert card == {"pid": process.pid, "purpose": "test"}
    index = open_follower()
    ledger.put_document(record(2))
    assert nearest_document(index, ledger, 2) == "2.pdf"
    assert not index.wait()
    process.communicate("\n")
    assert_equal_to_the_ledger(index, ledger)


def test_idle_owner_killed_leaves_an_index_to_go_on_with(
    ledger: Ledger, open_follower: OpenFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.put_document(record(1, n_chunks=1100))
    kill(owner(ledger, "assert index.wait(); print('ready', flush=True); input()"))
    monkeypatch.setattr(durable, "build", forbidden)
    ledger.put_document(record(2))
    assert_equal_to_the_ledger(open_follower(), ledger)


def test_owner_killed_while_writing_has_its_index_built_again(ledger: Ledger, open_follower: OpenFollower) -> None:
    ledger.put_document(record(1, n_chunks=1500))
    action = (
        "following.BATCH = 100\n"
        "index._go_on = lambda done, total: done < 1200 or print('ready', flush=True) or True\n"
        "index.wait(); input()"
    )
    kill(owner(ledger, action))
    assert not seals_of(ledger)[0]
    assert_equal_to_the_ledger(open_follower(), ledger)
    assert all(seals_of(ledger))


class FailingIndex(ExactIndex):
    """Refuses to put or to search, as told."""

    def __init__(self, refuses: str) -> None:
        super().__init__()
        self._refuses = refuses

    def place(self, name: str) -> Path:
        return Path("nowhere") / name

    def put(self, name: str, keys: object, vectors: object) -> None:
        if self._refuses == "put":
            raise VectorIndexError("no")
        super().put(name, keys, vectors)  # type: ignore[arg-type]

    def search(self, name: str, query: object, k: int) -> object:  # type: ignore[override]
        if self._refuses == "search":
            raise VectorIndexError("no")
        return super().search(name, query, k)  # type: ignore[arg-type]


@pytest.mark.parametrize("refuses", ["put", "search"])
def test_failing_index_never_shows_in_a_search(ledger: Ledger, refuses: str) -> None:
    ledger.put_document(record(1))

    def open_index(_: Path) -> StoredIndex:
        return FailingIndex(refuses)  # type: ignore[return-value]

    index = IndexFollower(ledger, ledger.directory / "index", open_index)
    for _ in range(6):
        index.wait()
        assert nearest_document(index, ledger, 1) == "1.pdf"
    index.close()


def test_one_thread_deletes_while_others_search(ledger: Ledger, open_follower: OpenFollower) -> None:
    documents = [ledger.put_document(record(n)) for n in range(20)]
    index = open_follower()
    assert index.wait()
    for document in documents[:10]:
        ledger.delete_document(document.id)
        found = index.search("default", SPACE, vector_of(15, 0), 200)
        assert np.isin(found.keys, ledger.keys("default")).all()
    assert_equal_to_the_ledger(index, ledger)


def test_set_without_vectors_in_the_ledger_is_dropped(ledger: Ledger, open_follower: OpenFollower) -> None:
    ledger.put_document(record(1))
    keys = ledger.keys("default")
    ledger.put_vectors("new", keys, np.ones((len(keys), 4), dtype=np.float32))
    follower = open_follower()
    assert follower.wait()
    ledger.delete_other_vectors("default", {"new"}, set())
    follower.drop_dead()
    left = json.loads((ledger.directory / "index" / "state.json").read_text())["sets"]
    assert len(left) == 1
    assert len(follower.search("default", SPACE, vector_of(1, 0), 3).keys) == 0
    assert len(follower.search("default", "new", np.ones(4, dtype=np.float32), 3).keys) == 3

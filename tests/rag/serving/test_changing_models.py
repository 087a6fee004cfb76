"""A library whose settings name another model: it answers throughout, and a killed change is taken up again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion import ingest
from rag.config import Config
from rag.ledger import Ledger
from rag.library import Library
from rag.serving.change import ChangeInBackground
from rag.serving.models import VALUE
from rag.types import Hit
from tests import tiny_models

QUESTION = "Which box is red in paragraph 7?"
ROOT = Path(__file__).parents[3]
RUN = """
import sys
from dataclasses import replace
from rag.config import Config
from rag.library import Library
library = Library.open(sys.argv[1], Config(text_model=sys.argv[2], vision_model="none", late_model="none"))
print("ready", flush=True)
library.change_of_models("default").run(lambda step: print(step.done, flush=True))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [f"Paragraph {n} says that box {n} is red.\n\n" + "filler words here " * 40 + "\n\n" for n in range(400)]
    (tmp_path / "long.txt").write_text("".join(lines), encoding="utf-8")
    return tmp_path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    lines = [f"Paragraph {n} says that box {n} is red.\n\n" + "filler words here " * 40 + "\n\n" for n in range(60)]
    (tmp_path / "long.txt").write_text("".join(lines), encoding="utf-8")
    return tmp_path


def test_change_goes_on_after_a_kill_and_answers_throughout(folder: Path) -> None:
    old = tiny_models.text_encoder(folder / "model-a")
    new = tiny_models.text_encoder(folder / "model-b")
    config = Config(text_model=str(old), vision_model="none", late_model="none", workers=1)
    with Library.open(folder / "library", config) as library:
        assert ingest([folder / "long.txt"], library).files[0].outcome == "added"
        first = library.find("Which box is red in paragraph 7?", 5)
        n_chunks = library.ledger.n_chunks("default")
    command = [sys.executable, "-c", RUN, str(folder / "library"), str(new)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip().isdigit():
                process.send_signal(signal.SIGKILL)
                break
    with Ledger.open(folder / "library") as ledger:
        encoded = next(n for space, n in ledger.spaces("default").items() if space.startswith("model-b"))
    assert 0 < encoded < n_chunks
    with Library.open(folder / "library", replace(config, text_model=str(new))) as library:
        assert [hit.chunk.id for hit in library.find("Which box is red in paragraph 7?", 5)] == [
            h.chunk.id for h in first
        ]
        for _ in range(300):
            library.find("Which box is red?", 3)
            spaces = library.ledger.spaces("default")
            if all(count == n_chunks for count in spaces.values()) and library.changes.progress("default") is None:
                break
            time.sleep(0.05)
        assert sorted(spaces.values()) == [n_chunks, n_chunks]
        assert library.find("Which box is red in paragraph 7?", 5)


SWITCHED = """
import sys, time
from rag.config import Config
from rag.library import Library
library = Library.open(sys.argv[1], Config(text_model=sys.argv[2], vision_model="none", late_model="none"))
library.index.wait()
assert library.change_of_models("default").run()
if sys.argv[3] == "after":
    library.delete_old_vectors("default")
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_old_vectors_go_though_killed_around_their_deletion(small: Path, moment: str) -> None:
    old, new = (tiny_models.text_encoder(small / name) for name in ("model-a", "model-b"))
    config = Config(text_model=str(old), vision_model="none", late_model="none", workers=1)
    with Library.open(small / "library", config) as library:
        ingest([small / "long.txt"], library)
        n_chunks = library.ledger.n_chunks("default")
    command = [sys.executable, "-c", SWITCHED, str(small / "library"), str(new), moment]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline().strip() == "ready"
        process.send_signal(signal.SIGKILL)
    with Library.open(small / "library", replace(config, text_model=str(new))) as library:
        spaces = library.ledger.spaces("default")
        assert set(spaces.values()) == {n_chunks}
        assert [name.partition("@")[0] for name in sorted(spaces)] == (["model-a"] if moment == "before" else []) + [
            "model-b"
        ]
        library.changes = ChangeInBackground(library.change_of_models, library.delete_old_vectors, grace_s=0.0)
        expected = [hit.chunk.id for hit in library.find(QUESTION, 5)]
        for _ in range(200):
            if len(library.ledger.spaces("default")) == 1:
                break
            time.sleep(0.05)
        assert library.ledger.spaces("default") == {library.text_encoder.space: n_chunks}
        assert [hit.chunk.id for hit in library.find(QUESTION, 5)] == expected
        assert library.index.wait()
    state = json.loads((small / "library" / "index" / "state.json").read_text())
    assert len(state["sets"]) == 1


def test_nothing_is_deleted_while_another_model_serves(small: Path) -> None:
    old, new = (tiny_models.text_encoder(small / name) for name in ("model-a", "model-b"))
    config = Config(text_model=str(old), vision_model="none", late_model="none", workers=1)
    with Library.open(small / "library", config) as library:
        ingest([small / "long.txt"], library)
        before = library.ledger.spaces("default")
    with Library.open(small / "library", replace(config, text_model=str(new))) as library:
        library.delete_old_vectors("default")
        assert library.ledger.spaces("default") == before


def test_searches_under_load_use_one_model_each_and_both_in_turn(small: Path) -> None:
    old, new = tiny_models.text_encoder(small / "model-a"), tiny_models.text_encoder(small / "model-b", seed=1)
    config = Config(text_model=str(old), vision_model="none", late_model="none", workers=1)
    with Library.open(small / "library", config) as library:
        ingest([small / "long.txt"], library)
        of_old = similarities(library.find(QUESTION, 50))
    seen: list[dict[str, float]] = []
    done = threading.Event()

    def search(library: Library) -> None:
        while not done.is_set():
            seen.append(similarities(library.find(QUESTION, 5)))

    with Library.open(small / "library", replace(config, text_model=str(new))) as library:
        with ThreadPoolExecutor(3) as threads:
            searches = [threads.submit(search, library) for _ in range(3)]
            for _ in range(600):
                if library.ledger.value("default", VALUE) and str(new) in str(library.ledger.value("default", VALUE)):
                    break
                time.sleep(0.05)
            time.sleep(0.5)
            done.set()
            for running in searches:
                running.result()
        of_new = similarities(library.find(QUESTION, 50))
    used = [(within(found, of_old), within(found, of_new)) for found in seen]
    assert set(used) == {(True, False), (False, True)}


def similarities(hits: list[Hit]) -> dict[str, float]:
    """What the text encoder says of each hit."""
    return {hit.chunk.id: next(s.raw for s in hit.streams if s.stream == "text") for hit in hits}


def within(found: dict[str, float], of: dict[str, float]) -> bool:
    """Whether every similarity is that of one model."""
    return all(abs(of[chunk] - raw) < 1e-5 for chunk, raw in found.items())

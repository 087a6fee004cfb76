"""A library whose settings name another model: it answers throughout, and a killed change is taken up again."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion import ingest
from rag.config import Config
from rag.ledger import Ledger
from rag.library import Library
from tests import tiny_models

ROOT = Path(__file__).parents[2]
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

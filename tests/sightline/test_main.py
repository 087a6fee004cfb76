"""The command `sightline`: every command of the faces below, soon, and without loading what is not asked for."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sightline.__main__ import ALL, main

ROOT = Path(__file__).parents[2]


def in_a_process(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_every_command_of_the_readme_is_there() -> None:
    promised = "serve ingest ask find list delete collections models learn evaluate doctor"
    assert set(promised.split()) <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_help_has_an_example_and_json(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert f"sightline {ALL[name].example}" in shown and "--json" in shown


def test_help_loads_no_command_and_no_library() -> None:
    loaded = in_a_process(
        "import sys\nfrom sightline.__main__ import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if name in ('numpy', 'rag.library', 'gradio', 'rich', 'ingestion.cli')])"
    )
    assert loaded.splitlines()[-1] == "[]"


def test_importing_the_library_loads_no_model_no_index_and_no_page() -> None:
    heavy = ("torch", "chromadb", "gradio", "langchain", "scipy", "ir_measures", "rich", "pandas", "huggingface_hub")
    loaded = in_a_process(
        f"import sys\nfrom rag import Library\nprint([name for name in {heavy} if name in sys.modules])"
    )
    assert loaded.strip() == "[]"


def test_help_takes_a_few_starts_of_python_at_most() -> None:
    """A ratio of two times in one run: 0.1 s beside 0.03 s on the machine where the limit was chosen."""

    def seconds(code: str) -> float:
        start = time.perf_counter()
        in_a_process(code)
        return time.perf_counter() - start

    bare = min(seconds("pass") for _ in range(3))
    ours = min(
        seconds("from sightline.__main__ import main\ntry: main(['--help'])\nexcept SystemExit: pass") for _ in range(3)
    )
    assert ours < 12 * bare


def test_unknown_command_lists_the_known(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["aks"])
    assert stopped.value.code == 2
    assert "'ask'" in capsys.readouterr().err


def test_ingest_makes_a_library_that_ask_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text("The ferry leaves at nine.")
    assert main(["ingest", "note.txt", "--library", "mine", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"added": 1}
    assert main(["find", "When does the ferry leave?", "--library", "mine"]) == 0
    assert "nine" in capsys.readouterr().out

"""What `sightline models` says: the truth about each role, soon, and without loading or asking anything."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from rag.config import Config
from rag.models.folders import resolve
from rag.models.inventory import Role, inventory
from rag.models.notices import notices
from tests import tiny_models

ROOT = Path(__file__).parents[3]
HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb", "gradio", "langchain")
LIST = f"""
import sys
from rag.__main__ import main
status = main(["models", "--library", sys.argv[1]])
print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
sys.exit(status)
"""


def role(name: str, config: Config) -> Role:
    return next(found for found in inventory(config).roles if found.name == name)


def test_fresh_environment_is_listed_within_two_seconds_of_the_processor(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "HF_HOME": str(tmp_path / "hf")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", LIST, str(tmp_path / "library")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
    assert done.stderr.strip() == "[]"
    assert "extractive" in done.stdout and "92 MB" in done.stdout and "Apache-2.0" in done.stdout
    assert not (tmp_path / "library").exists()


def test_every_role_says_where_it_runs_and_ready_ones_how_large_they_are() -> None:
    for found in inventory(Config()).roles:
        assert found.state and (found.device or found.state == "off")
        if found.state == "ready" and found.name != "late interaction":
            assert found.n_bytes and found.licence


def test_model_that_is_not_here_is_missing_with_the_command() -> None:
    assert role("text", Config(text_model="nobody/nothing")).state.endswith("sightline models fetch nobody/nothing")


def test_folder_without_safetensors_is_not_called_ready(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80")
    assert role("text", Config(text_model=str(tmp_path))).state.startswith("not usable")


@pytest.mark.parametrize("where", ["folder", "cache"])
def test_licence_is_that_of_the_model_card(tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    folder = tiny_models.cross_encoder(tmp_path / "models--some--reranker" / "snapshots" / "1")
    (tmp_path / "models--some--reranker" / "refs").mkdir()
    (tmp_path / "models--some--reranker" / "refs" / "main").write_text("1")
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# A model\n", encoding="utf-8")
    found = role("reranker", Config(reranker_model=str(folder) if where == "folder" else "some/reranker"))
    assert (found.state.partition(";")[0], found.licence) == ("ready", "mit") and found.n_bytes > 1000
    assert "reads words" in found.state


def test_provider_without_its_package_is_missing() -> None:
    assert "pip install langchain-anthropic" in role("generator", Config(generator="anthropic:claude")).state
    assert role("generator", Config(generator="ollama:tiny")).state == "asked when a question comes"


def test_picture_encoder_that_cannot_be_used_is_noticed_under_answers(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert not any("picture encoder" in notice for notice in notices(Config()))
    for model, why in (("nobody/nothing", "models fetch nobody/nothing"), (str(tmp_path / "empty"), "no safetensors")):
        found = [notice for notice in notices(Config(vision_model=model)) if model in notice]
        assert len(found) == 1 and why in found[0]


@pytest.mark.parametrize(("model", "says"), [("built-in", "English"), ("built-in-multilingual", "hundred languages")])
def test_built_in_text_encoders_say_what_they_read(model: str, says: str) -> None:
    text, late = (
        role for role in inventory(Config(text_model=model)).roles if role.name in ("text", "late interaction")
    )
    assert text.state.startswith("ready; ") and says in text.state
    assert text.n_bytes > 20_000_000 and text.licence in ("MIT", "Apache-2.0")
    assert text.served_by in late.served_by


def test_of_two_snapshots_the_listed_one_is_the_one_that_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache's own note says which; the newer folder may be an unfinished download."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    home = tmp_path / "models--some--reranker"
    current = tiny_models.cross_encoder(home / "snapshots" / "current")
    (home / "snapshots" / "later").mkdir()
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("current")
    assert role("reranker", Config(reranker_model="some/reranker")).state.startswith("ready")
    assert resolve("some/reranker") == current

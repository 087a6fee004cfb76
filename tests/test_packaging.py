"""The wheel has everything that runs, and names everything that it needs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from email.message import Message
from email.parser import Parser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import rag

ROOT = Path(__file__).parents[1]
PACKAGES = ("rag", "ingestion", "web", "sightline")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def metadata_of(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def pinned(*files: str) -> set[str]:
    lines = [line for file in files for line in (ROOT / file).read_text().splitlines()]
    return {line.partition("#")[0].strip() for line in lines if "==" in line.partition("#")[0]}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_wheel_has_every_module_and_every_file_beside_them(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert set(tracked.split()) - {"web/screenshot.png"} <= names
    for name in ("rag/encoders/pocket.safetensors", "web/style.css", "web/behaviour.js", "rag/py.typed"):
        assert name in names


def test_wheel_has_prompts_and_samples_where_they_are_looked_for(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    for folder in ("prompts", "samples/documents"):
        for path in (ROOT / folder).iterdir():
            assert f"rag/_shipped/{folder}/{path.name}" in names
    assert "rag/_shipped/samples/questions.txt" in names


def test_wheel_has_the_version_and_the_dependencies_of_their_one_source(wheel: zipfile.ZipFile) -> None:
    found = metadata_of(wheel)
    assert found["Version"] == rag.__version__
    needed = {Requirement(line) for line in found.get_all("Requires-Dist", []) if "extra ==" not in line}
    assert needed == {Requirement(line) for line in pinned("requirements.txt")}


def test_wheel_brings_the_command(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "sightline = sightline.__main__:main" in wheel.read(name).decode()


@pytest.mark.parametrize(
    ("folders", "files"),
    [
        (PACKAGES, ("requirements.txt",)),
        (("tests", "benchmarks", "samples"), ("requirements.txt", "requirements-dev.txt")),
    ],
)
def test_every_library_that_is_imported_is_declared(folders: tuple[str, ...], files: tuple[str, ...]) -> None:
    ours = {*PACKAGES, "tests", "benchmarks", "training", "samples", *sys.stdlib_module_names}
    declared = {normal(line.partition("==")[0].partition("[")[0]) for line in pinned(*files)}
    homes = packages_distributions()
    imported = {name for folder in folders for path in (ROOT / folder).rglob("*.py") for name in imports_of(path)}
    undeclared = {name for name in imported - ours if not {normal(home) for home in homes.get(name, [name])} & declared}
    assert not undeclared


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found

"""Damages a library in some eighty ways, one at a time, and asks it in a process of its own from the first moment.

    python -m benchmarks.damage [--list]

Each way must be named with a sentence or mended; no process may die, no answer be wrong, and a damaged index must have
been built again in the end.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.crash_child import library_of
from benchmarks.running import report
from ingestion import ingest
from rag.errors import SightlineError
from rag.types import Query

N_FILES, N_PARAGRAPHS = 8, 160
Damage = Callable[[Path], None]


def main() -> None:
    """Try every way on a copy of one library."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", help="not needed: the library is made here")
    parser.add_argument("--list", action="store_true", help="say what became of each")
    chosen = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        base = Path(name) / "base"
        make_library(base)
        for what, damage in ways(base):
            copy = Path(name) / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(base, copy)
            damage(copy)
            outcome = ask(copy)
            counts[outcome] += 1
            counts["kinds"] += 1
            if chosen.list or outcome not in ("named", "mended"):
                print(f"{outcome:8} {what}", flush=True)
    report("damage", {figure: counts[figure] for figure in ("kinds", "named", "mended", "deaths", "wrong", "unmended")})


def make_library(directory: Path) -> None:
    """A library whose every paragraph has a word of its own, with an index that was closed cleanly."""
    with tempfile.TemporaryDirectory() as folder, library_of(directory) as library:
        for number in range(N_FILES):
            text = "\n\n".join(f"The word{number}x{n} is paragraph {n} of {number}." * 8 for n in range(N_PARAGRAPHS))
            (Path(folder) / f"file{number}.txt").write_text(text)
        (Path(folder) / "settings.txt").write_text("The settings are in config.toml.")
        ingest([folder], library)
        library.find("word1x1")
        assert library.index.wait()
        (directory / "config.toml").write_text("refuse_below = 0.0\n")


def ways(base: Path) -> Iterator[tuple[str, Damage]]:
    """Every file of the library, in each of the ways in which disks, copies and people damage files."""
    for path in sorted(path.relative_to(base) for path in base.rglob("*") if path.is_file()):
        if path.parts[0] != "originals" or path == _first_original(base):
            for kind, change in _CHANGES.items():
                yield f"{path} {kind}", _of_file(path, change)
    for folder in ("index", "index/sets", "originals", "cache"):
        if (base / folder).exists():
            yield f"{folder} gone", _gone(folder)
    yield "index is a file", _is_file("index")
    yield "a log that is not the ledger's", _strange_log


def _first_original(base: Path) -> Path:
    return min(path.relative_to(base) for path in (base / "originals").rglob("*") if path.is_file())


def _zeroed(data: bytearray) -> bytearray:
    middle = len(data) // 2
    data[middle : middle + 4096] = bytes(len(data[middle : middle + 4096]))
    return data


def _flipped(data: bytearray) -> bytearray:
    if data:
        data[len(data) // 3] ^= 0x10
    return data


def _headless(data: bytearray) -> bytearray:
    data[:64] = bytes(len(data[:64]))
    return data


_CHANGES: dict[str, Callable[[bytearray], bytearray | None]] = {
    "zeroed in the middle": _zeroed,
    "one bit flipped": _flipped,
    "beginning zeroed": _headless,
    "cut in half": lambda data: data[: len(data) // 2],
    "empty": lambda data: bytearray(),
    "longer": lambda data: data + b"\x00" * 4096,
    "other contents": lambda data: bytearray(b"something else entirely " * 50),
    "gone": lambda data: None,
}


def _of_file(path: Path, change: Callable[[bytearray], bytearray | None]) -> Damage:
    def damage(library: Path) -> None:
        changed = change(bytearray((library / path).read_bytes()))
        if changed is None:
            (library / path).unlink()
        else:
            (library / path).write_bytes(changed)

    return damage


def _gone(folder: str) -> Damage:
    return lambda library: shutil.rmtree(library / folder)


def _is_file(name: str) -> Damage:
    def damage(library: Path) -> None:
        shutil.rmtree(library / name, ignore_errors=True)
        (library / name).write_text("no folder")

    return damage


def _strange_log(library: Path) -> None:
    (library / "ledger.sqlite-wal").write_bytes(b"no log of this file " * 500)


def ask(directory: Path) -> str:
    """What a process of its own makes of the library: named, mended, unmended, wrong or deaths."""
    words = [sys.executable, "-m", "benchmarks.damage", "--ask", str(directory)]
    try:
        asked = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return "deaths"
    said = asked.stdout.strip().splitlines()
    return str(json.loads(said[-1])) if asked.returncode == 0 and said else "deaths"


def answer(directory: Path) -> str:
    """Runs in the process of its own."""
    try:
        with library_of(directory) as library:
            if _wrong(library):
                return "wrong"
            mended = library.index.wait()
            if _wrong(library):
                return "wrong"
            for document in library.documents():
                library.originals.path(document.source.sha256)
            return "mended" if mended else "unmended"
    except SightlineError as error:
        return "named" if error.message and error.hint else "unnamed"


def _wrong(library: object) -> bool:
    """Whether a word is found elsewhere than where it stands."""
    for number in range(N_FILES):
        for paragraph in range(0, N_PARAGRAPHS, 40):
            word = f"word{number}x{paragraph}"
            hits = library.find(Query(word), 3)  # type: ignore[attr-defined]
            if not hits or word not in hits[0].chunk.text or hits[0].document.source.name != f"file{number}.txt":
                return True
    return False


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        print(json.dumps(answer(Path(sys.argv[2]))))
    else:
        main()

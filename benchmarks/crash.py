"""Kills a process that ingests, replaces, deletes, indexes and backs up, and looks at what is left each time.

    python -m benchmarks.crash [--kills 200]

Half of the kills are at named points, half at random moments. After each, the library is opened, and must: have every
document that it was said to have, whole; have nothing of a document that it was said to lack, in any file; need no
repair; not encode again what is in it; and, once the same work has been done to its end, keep no file that nobody owns.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.crash_child import POINTS, library_of
from benchmarks.running import report
from ingestion import ingest
from rag.encoders.fake import HashEncoder
from rag.errors import SightlineError
from rag.ledger import Ledger
from rag.library import Library
from rag.serving.models import Encoders
from rag.types import Content, Vectors

FIGURES = ("lost", "half_visible", "repairs", "re_encoded", "orphans")
_FILES, _PARAGRAPHS = 6, 12
_RANDOM_S = 4.0


class CountingEncoder(HashEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode_chunks(self, contents: Any) -> Vectors:
        self.texts.extend(content.text for content in contents if isinstance(content, Content))
        return super().encode_chunks(contents)


@dataclass
class Round:
    """One kill: the files as they are now, and what the killed process said."""

    folder: Path
    directory: Path
    texts: dict[str, str]
    """The text of every file that ever was, by its sha256."""
    has: set[str] = field(default_factory=set)
    """What must be there: it was said to be in, and nothing has been begun since that takes it out."""
    had: set[str] = field(default_factory=set)
    """What has ever been in: where it is not now, it is in no file."""
    lacks: set[str] = field(default_factory=set)

    @property
    def sources(self) -> set[str]:
        """The sha256 of the files that are in the folder."""
        return {hashlib.sha256(path.read_bytes()).hexdigest() for path in self.folder.iterdir()}

    def hear(self, lines: list[str]) -> None:
        """Take what the process said before it died."""
        for line in lines:
            word, _, sha256 = line.partition(" ")
            if word == "has":
                self.has.add(sha256)
                self.had.add(sha256)
            elif word in ("leaves", "lacks"):
                self.has.discard(sha256)
                self.lacks.update([sha256] if word == "lacks" else [])


def main() -> None:
    """Run the kills and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", help="not needed: the files are made here")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        rounds(Path(name), chosen.kills, random.Random(chosen.seed), counts)
    print("\n".join(f"{figure:14}{counts[figure]:>6}" for figure in ("kills", "points", *FIGURES)))
    report("crash", {figure: counts[figure] for figure in ("kills", "points", *FIGURES)})


def rounds(place: Path, n_kills: int, chance: random.Random, counts: Counter[str]) -> None:
    """`n_kills` processes on one library, each on a folder that has changed since the one before."""
    now = Round(place / "files", place / "library", {})
    now.folder.mkdir()
    named = [(point, when) for point in POINTS for when in ("before", "after")]
    chance.shuffle(named)
    number = 0
    while counts["kills"] < n_kills:
        number += 1
        change_files(now, number)
        # What is not in the folder any more may leave at any moment of the work.
        now.has &= now.sources
        now.lacks -= now.sources
        at_point = counts["kills"] % 2 == 0
        point, when = named[counts["points"] % len(named)] if at_point else ("", "")
        killed, said = run_child(now, place / "backup", (point, when, str(chance.choice((1, 1, 2, 3)))), chance)
        now.hear(said)
        counts["kills"] += killed
        counts["points"] += at_point
        look(now, counts, f"{number}: {point} {when}")


def change_files(now: Round, number: int) -> None:
    """Some files are new, some have other bytes, one is gone; each has a word that is nowhere else."""
    for slot in range(_FILES):
        path = now.folder / f"file{slot}.txt"
        if (number + slot) % 3 == 0 or not path.exists():
            word = hashlib.sha256(f"{number} {slot}".encode()).hexdigest()[:16]
            text = "\n\n".join(f"The secret{word} of paragraph {n} is {n * number}." for n in range(_PARAGRAPHS))
            path.write_text(text)
            now.texts[hashlib.sha256(text.encode()).hexdigest()] = f"secret{word}"
    if number % 4 == 0:
        (now.folder / f"file{number % _FILES}.txt").unlink()


def run_child(now: Round, backup: Path, point: tuple[str, str, str], chance: random.Random) -> tuple[bool, list[str]]:
    """Whether the process was killed, and what it had said."""
    words = [sys.executable, "-m", "benchmarks.crash_child", str(now.directory), str(now.folder), str(backup), *point]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    said = [process.stdout.readline().strip()]
    if not point[0]:
        time.sleep(chance.uniform(0.0, _RANDOM_S))
        process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return process.returncode == -signal.SIGKILL, [*said, *rest.splitlines()]


def look(now: Round, counts: Counter[str], what: str) -> None:
    """Count what is wrong with the library that the killed process left, then finish its work."""
    before = Counter(counts)
    try:
        with library_of(now.directory) as library:
            _check_documents(now, library, counts)
            _go_on(now, library, counts)
            _check_orphans(library, counts)
        with Ledger.open(now.directory) as ledger, ledger._database.reading() as connection:
            counts["repairs"] += connection.execute("PRAGMA quick_check").fetchone() != ("ok",)
    except SightlineError as error:
        counts["repairs"] += 1
        print(f"{what}: {error}")
    if wrong := {figure: n for figure in FIGURES if (n := counts[figure] - before[figure])}:
        print(what, wrong, flush=True)


def _check_documents(now: Round, library: Library, counts: Counter[str]) -> None:
    there = {document.source.sha256: document for document in library.documents()}
    counts["lost"] += len(now.has - there.keys())
    for document in there.values():
        stored = library.ledger.chunks(library.ledger.keys("default"))
        mine = [chunk for chunk in stored if chunk.document.id == document.id]
        keys, _ = library.ledger.vectors(library.encoders.text.space, [chunk.key for chunk in mine])
        whole = len(mine) == document.n_chunks == len(keys) and library.originals.holds(document.source.sha256)
        counts["half_visible"] += not whole
    gone = [now.texts[sha256] for sha256 in now.had - there.keys()]
    counts["half_visible"] += sum(word in text for text in _file_texts(now.directory) for word in gone)
    counts["half_visible"] += len(now.lacks & there.keys())


def _file_texts(directory: Path) -> list[str]:
    return [path.read_bytes().decode("latin-1") for path in directory.rglob("*") if path.is_file()]


def _go_on(now: Round, library: Library, counts: Counter[str]) -> None:
    """The same work again, which may read and encode only what is not in yet."""
    there = {document.source.sha256 for document in library.documents()}
    known = [word for sha256, word in now.texts.items() if sha256 in there]
    encoder = CountingEncoder()
    library.encoders = Encoders(encoder, None, None)
    result = ingest([now.folder], library)
    counts["re_encoded"] += sum(any(word in text for word in known) for text in encoder.texts)
    now.has = {file.document.source.sha256 for file in result.files if file.document is not None}
    now.had |= {document.source.sha256 for document in library.documents()}
    now.lacks = now.had - {document.source.sha256 for document in library.documents()}
    library.find("secret")
    counts["repairs"] += not library.index.wait()


def _check_orphans(library: Library, counts: Counter[str]) -> None:
    """Files that no document, and sets of vectors that no collection, owns."""
    owned = {document.source.sha256 for document in library.documents()}
    kept = [path for path in (library.directory / "originals").rglob("*") if path.is_file()]
    counts["orphans"] += sum(path.name not in owned for path in kept)
    n_sets = len(list((library.directory / "index" / "sets").glob("*")))
    counts["orphans"] += max(0, n_sets - 1)


if __name__ == "__main__":
    main()

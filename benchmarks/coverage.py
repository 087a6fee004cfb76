"""How much of what stands in Office files and PDFs is read, and whether each loss is said.

    python -m benchmarks.coverage FOLDER

The words that stand in a file's own XML, or in a PDF's text, fields and notes, are taken out by other means than the
loaders' and looked for in the chunks. `words` is the share that is found; `unnoticed` the share of words that are
missing from a file without a notice. `benchmarks.coverage_words` lists what is left out on purpose.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.coverage_words import SUFFIXES, UNREADABLE, words_in_file, words_in_order, words_of
from benchmarks.running import report
from ingestion.chunking import chunk_document
from ingestion.loaders.base import LoadedPage, LoadOptions
from ingestion.reading import Inspection, inspect, read_pages
from rag.errors import SightlineError
from rag.types import Source
from rag.workers.pool import WorkerPool

_SHOWN = 12
"""Files and missing words that are printed."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One file: its words, those that no chunk has, and whether its loader said that it left something out."""

    name: str
    n_words: int
    missing: tuple[str, ...]
    is_said: bool


def covered(path: Path, pool: WorkerPool) -> Covered | None:
    """Read a file as ingestion does, and compare; None for one that cannot be opened by other means either."""
    try:
        expected = words_in_file(path)
    except UNREADABLE:
        return None
    if not expected:
        return None
    try:
        text, warnings = _read(path, pool)
    except SightlineError:
        return Covered(path.name, len(expected), (), is_said=True)  # refused, with its sentence
    words = words_of(text)
    # Some means take the blanks between words for none, and others the other way round.
    closed = "".join(words_in_order(text)) if expected - words else ""
    missing = sorted(word for word in expected - words if word not in closed)
    return Covered(path.name, len(expected), tuple(missing), bool(warnings))


def _read(path: Path, pool: WorkerPool) -> tuple[str, list[str]]:
    """(all that the chunks say, the notices)"""
    options = LoadOptions(ocr=False)
    inspection: Inspection = pool.call(inspect, path, options)
    pages: list[LoadedPage] = list(pool.stream(read_pages, path, inspection.media_type, options, 1, inspection.n_pages))
    chunks = chunk_document(Source("0" * 64, path.name, inspection.media_type, 0), pages)
    texts = [f"{chunk.context}\n{chunk.text}" for chunk in chunks] + [page.page.label for page in pages]
    return "\n".join(texts), [warning for page in pages for warning in page.warnings]


def figures_of(files: list[Covered]) -> dict[str, float | int]:
    """`words`, `unnoticed` and `files`, as the module says."""
    n_words = sum(file.n_words for file in files) or 1
    missing = sum(len(file.missing) for file in files)
    unsaid = sum(len(file.missing) for file in files if not file.is_said)
    return {
        "words": round(1 - missing / n_words, 4),
        "unnoticed": round(unsaid / n_words, 4),
        "files": len(files),
    }


def _paths(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            yield path


def main() -> None:
    """Compare every file, print the worst and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with Office files and PDFs")
    folder: Path = parser.parse_args().folder
    pool = WorkerPool(1)
    try:
        files = [file for path in _paths(folder) if (file := covered(path, pool)) is not None]
    finally:
        pool.close()
    for file in sorted(files, key=lambda file: -len(file.missing))[:_SHOWN]:
        if file.missing:
            said = "said" if file.is_said else "not said"
            print(f"{file.name}: {len(file.missing)} of {file.n_words} words missing, {said}: {file.missing[:_SHOWN]}")
    kinds = Counter(Path(file.name).suffix.lower() for file in files)
    print(", ".join(f"{n} {suffix}" for suffix, n in kinds.most_common()))
    report("coverage", figures_of(files))


if __name__ == "__main__":
    main()

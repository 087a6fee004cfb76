"""Malformed, oversized and crafted files, one after the other, with a good file after every ten.

    python -m benchmarks.hostile DATA

Each file must be added or have a reason and a hint; the process must live, stay within its limits, and read every good
file. Vectors are made by hashes, so that the time is that of reading.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.crash_child import library_of
from benchmarks.running import arguments, report
from ingestion import LoadOptions, ingest
from ingestion.report import FileReport

_GOOD_EVERY = 10


class Peak:
    """The largest resident memory that any one process of this program had."""

    def __init__(self) -> None:
        self.n_bytes = 0
        self._done = threading.Event()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look ten times a second while the block runs."""
        thread = threading.Thread(target=self._watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._done.set()
            thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            for worker in psutil.Process().children(recursive=True):
                with_memory = _resident(worker)
                self.n_bytes = max(self.n_bytes, with_memory)


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def processor_s() -> float:
    """Seconds that the workers have run for, the dead ones too."""
    dead = resource.getrusage(resource.RUSAGE_CHILDREN)
    return dead.ru_utime + dead.ru_stime + sum(map(_ran, psutil.Process().children(recursive=True)))


def _ran(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
        return float(times.user + times.system)
    except psutil.Error:
        return 0.0


def read(paths: list[Path], directory: Path) -> None:
    """Ingest the files one by one and print a line of JSON for each; runs in a process of its own."""
    peak = Peak()
    with library_of(directory) as library, peak.watched():
        for path in paths:
            begun = processor_s()
            result = ingest([path], library, options=LoadOptions()).files[-1]
            line = {
                "file": str(path),
                "named": _is_named(result),
                "outcome": result.outcome,
                "s": processor_s() - begun,
                "peak_bytes": peak.n_bytes,
            }
            print(json.dumps(line), flush=True)


def _is_named(result: FileReport) -> bool:
    return result.error is None or bool(result.reason and result.hint)


def main() -> None:
    """Read everything, in a new process after each that dies, and report."""
    asked = arguments(__doc__ or "")
    hostile = sorted(path for path in (asked.data / "hostile").iterdir() if path.is_file())
    with tempfile.TemporaryDirectory() as name:
        paths = _with_good_ones(hostile, Path(name))
        lines, n_deaths = _all_lines(paths, Path(name) / "library")
    seen = [line for line in lines if line["file"] in {str(path) for path in hostile}]
    good = [line for line in lines if line["outcome"] == "added" and line not in seen]
    slowest = max(seen, key=lambda line: float(str(line["s"])))
    print(f"slowest: {Path(str(slowest['file'])).name}, {slowest['s']:.1f} s of the processor")
    print("\n".join(f"without a sentence: {line['file']}" for line in seen if not line["named"]))
    report(
        "hostile",
        {
            "files": len(hostile),
            "deaths": n_deaths,
            "unnamed": len(hostile) - sum(bool(line["named"]) for line in seen),
            "slowest_s": round(float(str(slowest["s"])), 1),
            "peak_bytes": max(int(str(line["peak_bytes"])) for line in lines),
            "good_missing": len(paths) - len(hostile) - len(good),
        },
    )


def _with_good_ones(hostile: list[Path], folder: Path) -> list[Path]:
    paths: list[Path] = []
    for number, path in enumerate(hostile):
        paths.append(path)
        if number % _GOOD_EVERY == _GOOD_EVERY - 1:
            paths.append(folder / f"good{number}.txt")
            paths[-1].write_text(f"Good file number {number} among the bad ones.")
    return paths


def _all_lines(paths: list[Path], directory: Path) -> tuple[list[dict[str, object]], int]:
    lines: list[dict[str, object]] = []
    n_deaths = 0
    left = list(paths)
    while left:
        words = [sys.executable, "-m", "benchmarks.hostile", "--read", str(directory), *map(str, left)]
        process = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
        said = [json.loads(line) for line in process.stdout.splitlines() if line.startswith("{")]
        lines += said
        if process.returncode:
            n_deaths += 1
            print(f"died of {left[len(said)]} ({process.returncode})")
        # The file that it died of is not tried again.
        left = left[len(said) + bool(process.returncode) :]
    return lines, n_deaths


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read([Path(word) for word in sys.argv[3:]], Path(sys.argv[2]))
    else:
        main()

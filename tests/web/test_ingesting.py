"""Ingestion beside the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingestion.report import FileReport, Progress, Report
from rag.errors import DiskFullError
from web.ingest_report import draw_ingest
from web.ingesting import IngestState, discard_uploads, run_ingest


def test_states_count_files_and_end_finished() -> None:
    def ingest(paths: Sequence[Path], collection: str, progress: Callable[[Progress], None]) -> Report:
        files = tuple(FileReport(str(path), "added") for path in paths)
        for n, file in enumerate(files, 1):
            progress(Progress(len(files), n, n, n, n / len(files), "name", file))
        return Report(files)

    states = list(run_ingest(ingest, [Path("a"), Path("b")], "letters"))
    assert [state.n_done for state in states] == [0, 1, 2, 2]
    assert [state.finished for state in states] == [False, False, False, True]
    assert [file.path for file in states[-1].files] == ["a", "b"]


def test_outcomes_are_listed_by_name_whatever_folder_the_upload_lies_in() -> None:
    files = (FileReport("/z/apple.txt", "added"), FileReport("/a/pear.txt", "added"), FileReport("/m/x.txt", "failed"))
    html = draw_ingest("en", IngestState(3, 3, share=1.0, files=files, finished=True))
    assert html.index("x.txt") < html.index("apple.txt") < html.index("pear.txt")


def test_error_of_ingestion_is_raised_here() -> None:
    def ingest(paths: Sequence[Path], collection: str, progress: Callable[[Progress], None]) -> Report:
        raise DiskFullError("The disk is full.", "Free some space.")

    with pytest.raises(DiskFullError):
        list(run_ingest(ingest, [Path("a")], "default"))


def test_discarding_uploads_never_leaves_the_cache(tmp_path: Path) -> None:
    cache, elsewhere = tmp_path / "cache", tmp_path / "elsewhere"
    for path in (cache / "hash" / "a.txt", elsewhere / "b.txt", cache / "direct.txt"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    discard_uploads([cache / "hash" / "a.txt", elsewhere / "b.txt", cache / "direct.txt"], cache)
    assert not (cache / "hash").exists()
    assert (elsewhere / "b.txt").exists()
    assert cache.is_dir()

"""Files as jobs: kept before they are read, read once, cancelled, tried again, replaced."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.job_runner import JobRunner
from ingestion.jobs import JobResult, Jobs
from rag.config import Config
from rag.errors import InputError
from rag.ledger import Job
from rag.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    config = Config(vision_model="none", late_model="none", workers=1)
    with Library.open(tmp_path / "library", config) as opened:
        yield opened


@pytest.fixture
def jobs(library: Library) -> Jobs:
    return Jobs(library)


@pytest.fixture
def runner(library: Library, jobs: Jobs) -> Iterator[JobRunner]:
    made = JobRunner(library, jobs)
    yield made
    made.stop()


def hand_in(jobs: Jobs, text: str, name: str = "note.txt", *, both: bool = False) -> Job:
    return jobs.keep(io.BytesIO(text.encode()), name, "default", both=both)


def settled(jobs: Jobs) -> list[Job]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        listed = list(jobs.list())
        if all(job.is_settled for job in listed):
            return listed
        time.sleep(0.05)
    raise AssertionError(f"not settled: {jobs.list()}")


def texts(library: Library) -> list[str]:
    return sorted(
        stored.chunk.text for document in library.documents() for stored in library.ledger.page_chunks(document.id, 1)
    )


def test_file_is_kept_before_it_is_read_and_gone_from_the_inbox_after(
    library: Library, jobs: Jobs, runner: JobRunner
) -> None:
    job = hand_in(jobs, "The bell weighs 812 kilograms.")
    assert Path(job.path).read_text(encoding="utf-8").startswith("The bell") and library.documents() == []
    runner.start()
    (done,) = settled(jobs)
    assert (done.state, JobResult.of(done).outcome) == ("done", "added")
    assert [document.source.name for document in library.documents()] == ["note.txt"]
    assert not Path(job.path).exists()


def test_same_name_is_replaced_unless_both_are_to_stay(library: Library, jobs: Jobs, runner: JobRunner) -> None:
    runner.start()
    hand_in(jobs, "The bell weighs 812 kilograms.")
    settled(jobs)
    hand_in(jobs, "The bell weighs 900 kilograms.")
    assert JobResult.of(settled(jobs)[-1]).outcome == "replaced"
    assert texts(library) == ["The bell weighs 900 kilograms."]
    hand_in(jobs, "Another bell.", both=True)
    settled(jobs)
    assert texts(library) == ["Another bell.", "The bell weighs 900 kilograms."]


def test_same_name_in_another_folder_is_another_file(library: Library, jobs: Jobs, runner: JobRunner) -> None:
    runner.start()
    hand_in(jobs, "First readme.", "a/readme.txt")
    hand_in(jobs, "Second readme.", "b/readme.txt")
    settled(jobs)
    assert texts(library) == ["First readme.", "Second readme."]


def test_failed_file_says_why_and_can_be_tried_again(library: Library, jobs: Jobs, runner: JobRunner) -> None:
    runner.start()
    job = jobs.keep(io.BytesIO(b"%PDF-1.7 nothing"), "broken.pdf", "default")
    (failed,) = settled(jobs)
    result = JobResult.of(failed)
    assert failed.state == "failed" and result.reason and result.error
    assert Path(job.path).exists()
    assert jobs.retry(job.id)
    assert settled(jobs)[0].state == "failed"
    jobs.clear()
    assert list(jobs.list()) == [] and not Path(job.path).exists()


def test_cancelled_file_is_not_read_and_the_others_are(library: Library, jobs: Jobs, runner: JobRunner) -> None:
    first, second = hand_in(jobs, "one", "one.txt"), hand_in(jobs, "two", "two.txt")
    jobs.cancel(first.id)
    runner.start()
    states = {job.id: job.state for job in settled(jobs)}
    assert states == {first.id: "cancelled", second.id: "done"}
    assert [document.source.name for document in library.documents()] == ["two.txt"]
    assert jobs.retry(first.id)
    settled(jobs)
    assert len(library.documents()) == 2


def test_long_file_is_cancelled_while_it_is_read(library: Library, jobs: Jobs, runner: JobRunner) -> None:
    words = "\n\n".join(f"Paragraph {n} is about the weather and the sea. " * 12 for n in range(150))
    job = hand_in(jobs, words, "long.txt")
    runner.start()
    until = time.monotonic() + 60
    while library.ledger.job(job.id).page < 2 and time.monotonic() < until:
        time.sleep(0.02)
    now = library.ledger.job(job.id)
    assert now.state in ("reading", "encoding") and now.n_pages > 10
    jobs.cancel(job.id)
    (cancelled,) = settled(jobs)
    runner.stop()
    assert cancelled.state == "cancelled" and library.documents() == []


def test_job_that_a_killed_process_left_is_taken_up(library: Library, jobs: Jobs, runner: JobRunner) -> None:
    job = hand_in(jobs, "The bell weighs 812 kilograms.")
    library.ledger.move_job(job.id, "reading", page=1, n_pages=3)
    runner.start()
    assert settled(jobs)[0].state == "done" and len(library.documents()) == 1


def test_only_one_runner_works(library: Library, jobs: Jobs) -> None:
    ours, other = JobRunner(library, jobs), JobRunner(library, jobs)
    ours.start()
    time.sleep(0.2)
    other.start()
    for n in range(5):
        hand_in(jobs, f"note {n}", f"{n}.txt")
    assert {job.state for job in settled(jobs)} == {"done"}
    other.stop()
    ours.stop()
    assert threading.active_count() < 30


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "", "/", "C:evil.txt"])
def test_name_that_leads_elsewhere_is_refused(jobs: Jobs, name: str) -> None:
    with pytest.raises(InputError):
        hand_in(jobs, "x", name)


def test_absolute_and_overlong_names_stay_in_the_inbox(jobs: Jobs) -> None:
    for name in ("/etc/passwd", "长" * 200 + ".pdf"):
        job = hand_in(jobs, "x", name)
        assert jobs.inbox.resolve() in Path(job.path).parents
    assert Path(job.path).suffix == ".pdf"


def test_files_of_a_folder_are_read_where_they_are(
    library: Library, jobs: Jobs, runner: JobRunner, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "one.txt").write_text("one", encoding="utf-8")
    added = jobs.add([folder], "default")
    assert [replace(job, id="").path for job in added] == [str((folder / "one.txt").resolve())]
    runner.start()
    settled(jobs)
    jobs.clear()
    assert (folder / "one.txt").exists() and len(library.documents()) == 1

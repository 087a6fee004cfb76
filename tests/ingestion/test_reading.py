"""Documents through worker processes, some of which die."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.loaders.base import LoadedPage, LoadOptions
from ingestion.reading import BegunDocument, Inspection, Reader, Work
from rag.errors import BrokenFileError, LoaderCrashError, LoaderTimeoutError
from rag.types import Element, Page
from rag.workers.pool import WorkerPool

OPTIONS = LoadOptions()


def inspect(path: Path, options: LoadOptions) -> Inspection:
    """A document is a folder name such as 10-dies-at-3-7: its pages, what happens, and where."""
    return Inspection("text/plain", int(path.name.split("-")[0]))


def read_pages(path: Path, media_type: str, options: LoadOptions, first: int, last: int) -> Iterator[LoadedPage]:
    _, what, *places = path.name.replace("-at", "").split("-")
    for number in range(first, last + 1):
        if str(number) in places or "all" in places:
            misfortune(what)
        yield LoadedPage(Page(number, 100, 100), (Element("text", number, f"Page {number} by {os.getpid()}"),))


def misfortune(what: str) -> None:
    if what == "dies":
        os._exit(9)
    elif what == "hangs":
        time.sleep(60)
    elif what == "errs":
        raise KeyError("a defect of the loader")
    elif what == "refuses":
        raise BrokenFileError("It is broken.", "Mend it.")


def four(media_type: str) -> int:
    return 4


WORK = Work(inspect, read_pages, four)


def read(name: str, pool: WorkerPool) -> list[LoadedPage]:
    reader = Reader(pool, OPTIONS, WORK)
    try:
        return list(reader.pages(reader.begin(Path(name))))
    finally:
        reader.stop()


def numbers(pages: list[LoadedPage]) -> list[int]:
    return [page.page.number for page in pages]


def lost(pages: list[LoadedPage]) -> list[int]:
    return [page.page.number for page in pages if not page.elements]


def test_pages_come_in_order_from_several_workers(pool: WorkerPool) -> None:
    pages = read("30-well", pool)
    assert numbers(pages) == list(range(1, 31))
    assert len({page.elements[0].text.split()[-1] for page in pages}) > 1


@pytest.mark.parametrize("what", ["dies", "errs", "refuses"])
def test_page_that_stops_its_reader_costs_that_page(pool: WorkerPool, what: str) -> None:
    pages = read(f"11-{what}-at-2-3-9", pool)
    assert numbers(pages) == list(range(1, 12))
    assert lost(pages) == [2, 3, 9]
    assert pages[1].warnings[0].startswith("Page 2 could not be read.")


def test_page_that_takes_for_ever_costs_that_page() -> None:
    pool = WorkerPool(1, timeout_s=2.5)
    assert lost(read("3-hangs-at-2", pool)) == [2]
    pool.close()


def test_file_that_is_refused_at_its_first_page_is_not_tried_again(pool: WorkerPool) -> None:
    with pytest.raises(BrokenFileError, match="broken"):
        read("8-refuses-at-1", pool)


def test_document_of_which_no_page_can_be_read_fails(pool: WorkerPool) -> None:
    with pytest.raises(LoaderCrashError, match="status 9"):
        read("2-dies-at-all", pool)


def test_patience_ends_for_a_document_that_kills_worker_after_worker(pool: WorkerPool) -> None:
    with pytest.raises(LoaderCrashError):
        read("100-dies-at-all", pool)


def test_patience_with_silence_ends_sooner() -> None:
    document = BegunDocument(Path("a.pdf"), Inspection("application/pdf", 500))
    silence = LoaderTimeoutError("Nothing was read.", "")
    assert [document.lose(n, silence).page.number for n in (1, 2, 3)] == [1, 2, 3]
    with pytest.raises(LoaderTimeoutError):
        document.lose(4, silence)


def test_ahead_keeps_the_order_and_runs_before_it_is_asked(pool: WorkerPool) -> None:
    reader = Reader(pool, OPTIONS, WORK)
    started: list[int] = []

    def work(n: int) -> int:
        started.append(n)
        return n * n

    results = reader.ahead(work, range(10), 4)
    while len(started) < 4:
        time.sleep(0.01)
    assert [future.result() for _, future in results] == [n * n for n in range(10)]
    reader.stop()


@pytest.mark.parametrize(
    ("options", "n_read", "said"),
    [
        (LoadOptions(max_pages=6), 6, "max_pages is 6"),
        (LoadOptions(max_text_chars=38), 3, "more than 38 letters"),
        (LoadOptions(max_document_s=0.0), 1, "longer than 0 seconds"),
    ],
)
def test_long_document_ends_at_its_limit_and_says_so(
    pool: WorkerPool, options: LoadOptions, n_read: int, said: str
) -> None:
    reader = Reader(pool, options, WORK)
    pages = list(reader.pages(reader.begin(Path("1000000-fine"))))
    reader.stop()
    assert numbers(pages) == list(range(1, n_read + 1))
    assert [said in warning for page in pages for warning in page.warnings] == [True]
    assert f"after {n_read} of 1,000,000" in pages[-1].warnings[-1]


def test_whole_document_within_its_limits_has_no_warning(pool: WorkerPool) -> None:
    reader = Reader(pool, LoadOptions(max_pages=6), WORK)
    pages = list(reader.pages(reader.begin(Path("6-fine"))))
    reader.stop()
    assert [page.warnings for page in pages] == [()] * 6

"""Journeys of files in headless Chromium: nothing that a person adds is lost, and what became of it is seen."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import CONFIG, Served
from tests.web.visit import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


@pytest.fixture
def collection(desk: Visit, served: Served, request: pytest.FixtureRequest) -> str:
    """The tab is in an empty collection of its own."""
    name = str(request.node.name)[5:45]
    desk.page.locator("[data-act=new-collection]").click()
    desk.prompt(name)
    desk.page.wait_for_function("(name) => sightline.state.collection === name", arg=name)
    return name


def note(folder: Path, name: str, text: str) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def long_note(folder: Path, name: str = "long.txt", n: int = 160) -> Path:
    """A file that takes a while."""
    text = "\n\n".join(f"Paragraph {i} is about the weather and the sea. " * 12 for i in range(n))
    return note(folder, name, text + "\n\nThe lantern weighs 812 kilograms.\n")


def test_files_are_added_and_a_broken_one_says_why(desk: Visit, collection: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    report = desk.add(note(tmp_path, "bell.txt", "The bell weighs 812 kilograms."), broken)
    assert "1 of 2 added" in report.inner_text()
    assert "Not added" in report.locator("li", has_text="broken.pdf").inner_text()
    assert report.locator("li.failed small").inner_text().strip()
    assert desk.listed() == ["bell.txt"]
    assert "812" in desk.ask("How much does the bell weigh?").inner_text()
    report.locator("[data-act=clear-jobs]").click()
    desk.page.wait_for_selector("#report .ingest", state="detached")


def test_failed_file_is_tried_again(desk: Visit, collection: str, tmp_path: Path) -> None:
    broken = tmp_path / "again.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    desk.add(broken)
    desk.page.locator("#report li.failed [data-act=retry-job]").click()
    desk.page.locator("#report .ingest.finished li.failed", has_text="again.pdf").wait_for()


def test_questions_asked_during_an_upload_stay(desk: Visit, collection: str, tmp_path: Path) -> None:
    desk.add(note(tmp_path, "bell.txt", "The bell weighs 812 kilograms."))
    desk.upload(long_note(tmp_path))
    desk.page.locator("#report .ingest.busy").wait_for()
    turn = desk.ask("How much does the bell weigh?")
    assert "812" in turn.inner_text()
    desk.page.locator("#report .ingest.finished").wait_for()
    desk.page.locator("#documents .facts b", has_text="long.txt").wait_for()
    assert desk.questions() == ["How much does the bell weigh?"]


def test_reload_and_another_tab_see_the_same_files_on_their_way(desk: Visit, collection: str, tmp_path: Path) -> None:
    desk.upload(long_note(tmp_path), note(tmp_path, "next.txt", "The next one."))
    desk.page.locator("#report .ingest.busy li", has_text="long.txt").wait_for()
    desk.reload()
    other = desk.second_tab()
    for tab in (desk, other):
        tab.page.locator("#report li", has_text="next.txt").first.wait_for(state="attached")
    for name in ("long.txt", "next.txt"):
        desk.page.locator("#documents .facts b", has_text=name).wait_for()


def test_page_of_pages_is_shown_while_a_file_is_read_and_it_is_cancelled(
    desk: Visit, collection: str, tmp_path: Path, served: Served
) -> None:
    desk.upload(long_note(tmp_path, "cancelled.txt", 400))
    row = desk.page.locator("#report li", has_text="cancelled.txt")
    row.get_by_text("page ").first.wait_for()
    row.locator("[data-act=cancel-job]").click()
    desk.page.locator("#report .ingest.finished li.cancelled", has_text="cancelled.txt").wait_for()
    time.sleep(1)
    assert served.library.documents(collection) == []


def test_same_name_replaces_or_both_stay(desk: Visit, collection: str, tmp_path: Path) -> None:
    desk.add(note(tmp_path, "price.txt", "The lamp costs 30 crowns."))
    desk.page.locator("#report [data-act=clear-jobs]").click()
    desk.page.wait_for_selector("#report .ingest", state="detached")
    desk.add(note(tmp_path, "price.txt", "The lamp costs 45 crowns."))
    assert desk.listed() == ["price.txt"]
    answer = desk.ask("What does the lamp cost?").inner_text()
    assert "45" in answer and "30" not in answer
    desk.page.locator("#report [data-act=clear-jobs]").click()
    desk.page.wait_for_selector("#report .ingest", state="detached")
    desk.page.locator("#keep-both").check()
    desk.add(note(tmp_path, "price.txt", "The stove costs 99 crowns."))
    desk.page.wait_for_function("() => document.querySelectorAll('#documents .facts b').length === 2")
    assert desk.listed() == ["price.txt", "price.txt"]


def test_files_dropped_anywhere_are_added(desk: Visit, collection: str) -> None:
    desk.page.evaluate(
        """() => { const data = new DataTransfer();
        data.items.add(new File(['The anchor weighs 90 kilograms.'], 'anchor.txt', {type: 'text/plain'}));
        const at = document.querySelector('#talk');
        for (const kind of ['dragover', 'drop'])
          at.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true})); }"""
    )
    desk.page.locator("#documents .facts b", has_text="anchor.txt").wait_for()


def test_name_in_chinese_and_a_long_one_stay_readable(desk: Visit, collection: str, tmp_path: Path) -> None:
    desk.add(note(tmp_path, "年度报告.txt", "钟重812公斤。"), note(tmp_path, "a" * 120 + ".txt", "An anchor."))
    assert set(desk.listed()) == {"年度报告.txt", "a" * 120 + ".txt"}
    assert desk.has_no_sideways_scroll()


@contextmanager
def application(library: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The application in a process of its own, killed at the end."""
    environment = {**os.environ, "SIGHTLINE_VISION_MODEL": "none", "SIGHTLINE_LATE_MODEL": "none"}
    environment |= {"SIGHTLINE_WORKERS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "app.py", "--library", str(library), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None and b"Sightline is at" in process.stdout.readline()
            _wait_for(port)
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the application did not start")


def test_server_that_is_killed_in_mid_upload_goes_on_when_it_is_started(browser: Browser, tmp_path: Path) -> None:
    assert CONFIG.workers == 1
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    visit = Visit(context, url)
    with application(tmp_path / "library", port):
        visit.go()
        visit.upload(note(tmp_path, "first.txt", "The first bell weighs 5 kilograms."), long_note(tmp_path))
        visit.page.locator("#report .ingest.busy li", has_text="long.txt").wait_for()
    visit.page.locator("#offline", has_text="Sightline does not answer").wait_for()
    with application(tmp_path / "library", port):
        # The tab finds the server again by itself.
        for name in ("first.txt", "long.txt"):
            visit.page.locator("#documents .facts b", has_text=name).wait_for(timeout=90_000)
        visit.reload()
        assert sorted(visit.listed()) == ["first.txt", "long.txt"]
        assert "812" in visit.ask("How much does the lantern weigh?").inner_text()
    assert visit.foreign == []
    context.close()

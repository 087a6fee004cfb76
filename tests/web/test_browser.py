"""The application in headless Chromium, over the fake library."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from tests.web.conftest import Served
from tests.web.fake_library import MARK

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


class Visit:
    """A tab, with what it asked of the network and complained of."""

    def __init__(self, browser: Browser, served: Served, size: dict[str, int], locale: str = "en-US") -> None:
        self.page: Page = browser.new_page(viewport=size, locale=locale)  # type: ignore[arg-type]
        self.page.set_default_timeout(60_000)
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self._requested(request.url, served.url))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(served.url, wait_until="domcontentloaded")
        self.page.wait_for_selector("#talk .welcome")

    def _requested(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:", "blob:")):
            self.foreign.append(url)

    def ask(self, text: str) -> Locator:
        """Type a question, wait for its whole answer, and return that turn."""
        n_before = self.page.locator("#talk .turn.done").count()
        box = self.page.locator("#question textarea")
        box.fill(text)
        box.press("Enter")
        turn = self.page.locator("#talk .turn.done").nth(n_before)
        turn.wait_for()
        return turn

    def choose_collection(self, name: str) -> None:
        self.page.locator("#collection input").click()
        self.page.get_by_role("option", name=name).click()

    def wait_for_sheet(self) -> Locator:
        """The evidence's page, once its picture is there."""
        self.page.wait_for_selector("#evidence .sheet img.loaded")
        self.page.wait_for_timeout(150)
        return self.page.locator("#evidence .sheet")

    def has_no_sideways_scroll(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def marked_pixels(shot: bytes) -> tuple[int, float]:
    """(how many pixels have the marker's colour, how far down their middle is: 0 to 1)."""
    pixels = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)
    rows, _ = np.nonzero((np.abs(pixels - np.array(MARK)) < 24).all(axis=2))
    return len(rows), float(rows.mean() / pixels.shape[0]) if len(rows) else 0.0


@pytest.fixture(scope="module")
def desk(browser: Browser, served: Served) -> Iterator[Visit]:
    visit = Visit(browser, served, DESK)
    yield visit
    visit.page.close()


def test_upload_ask_open_citation_and_see_the_marked_region(desk: Visit, served: Served, tmp_path: Path) -> None:
    lines = [f"Note {n} on the tides." for n in range(15)] + ["The lantern weighs 812 kilograms."]
    (tmp_path / "lantern.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "broken.bin").write_bytes(b"\xff\xfe\x81")
    desk.page.locator("#dropzone input[type=file]").set_input_files([tmp_path / "lantern.txt", tmp_path / "broken.bin"])
    report = desk.page.locator("#report .ingest[role=status]")
    report.wait_for()
    assert "1 of 2 added" in report.inner_text()
    assert "broken.bin is of a kind that is not read. Convert it to PDF or text." in report.inner_text()
    desk.page.locator("#documents").get_by_text("lantern.txt").wait_for()

    turn = desk.ask("How many kilograms is the lantern?")
    assert "812 kilograms" in turn.inner_text()
    turn.locator(".prose-answer .chip").first.click()
    sheet = desk.wait_for_sheet()
    n_marked, middle = marked_pixels(sheet.screenshot())
    assert n_marked > 2000
    assert 0.1 < middle < 0.9
    evidence = desk.page.locator("#evidence").inner_text()
    assert "lantern.txt" in evidence and "The lantern weighs 812 kilograms." in evidence and "55%" in evidence


def test_uploads_are_deleted_once_they_are_in_the_library(desk: Visit, served: Served) -> None:
    assert not list(served.uploads.rglob("lantern.txt"))


def test_evidence_steps_with_buttons_keys_and_closes_with_escape(desk: Visit) -> None:
    desk.ask("paragraph about the weather").locator(".chip").first.click()
    place = desk.page.locator("#evidence .steps span")
    place.get_by_text("1 of 3").wait_for()
    desk.page.locator("#evidence [data-step=next]").click()
    place.get_by_text("2 of 3").wait_for()
    desk.page.keyboard.press("ArrowLeft")
    place.get_by_text("1 of 3").wait_for()
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_function("() => !document.body.classList.contains('with-evidence')")
    assert desk.page.locator("#talk .chip:focus").count() == 1


def test_chip_opens_with_the_keyboard(desk: Visit) -> None:
    chip = desk.ask("revenue in 2024").locator(".chip").first
    desk.wait_for_sheet()
    desk.page.keyboard.press("Escape")
    chip.focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_function("() => document.body.classList.contains('with-evidence')")


def test_refusal_and_errors_are_sentences(desk: Visit) -> None:
    assert "Not in your documents" in desk.ask("penguins under Jupiter").inner_text()
    text = desk.ask("explode").inner_text()
    assert "Something went wrong inside Sightline." in text
    assert "secret" not in desk.page.content() and "Traceback" not in desk.page.content()


def test_thumb_is_stored(desk: Visit, served: Served) -> None:
    turn = desk.ask("harbour boats counted")
    turn.locator("[data-vote=up]").click()
    turn.locator('[data-vote=up][aria-pressed="true"]').wait_for()
    assert ("harbour boats counted", "The harbour counted 312 boats.", True) in served.library.feedback


def test_find_shows_ranked_places(desk: Visit) -> None:
    desk.page.locator("#mode label").nth(1).click()
    turn = desk.ask("paragraph weather")
    assert turn.locator(".find").count() == 12
    desk.page.locator("#mode label").nth(0).click()


def test_dark_page_has_dark_scrollbars(desk: Visit) -> None:
    scheme = "getComputedStyle(document.querySelector('#talk')).colorScheme"
    light = desk.page.evaluate(scheme)
    desk.page.get_by_role("button", name="Light or dark").click()
    dark = desk.page.evaluate(scheme)
    desk.page.get_by_role("button", name="Light or dark").click()
    assert (light, dark) == ("normal", "dark")


def test_empty_question_is_a_toast(desk: Visit) -> None:
    desk.page.locator("#question textarea").fill("")
    desk.page.locator("#question textarea").press("Enter")
    toast = desk.page.locator(".toast-wrap").get_by_text("Write a question or add a picture.")
    toast.wait_for()


def test_conversation_is_saved_and_cleared(desk: Visit) -> None:
    desk.ask("revenue in 2024")
    with desk.page.expect_download() as saved:
        desk.page.locator("[data-act=export]").click()
    assert "Revenue in 2024 rose to 42.7 million euros." in Path(saved.value.path()).read_text(encoding="utf-8")
    desk.page.locator("[data-act=clear]").click()
    desk.page.locator("#talk .welcome").wait_for()


def test_samples_are_offered_and_answer_an_example(desk: Visit) -> None:
    desk.choose_collection("empty")
    desk.page.locator("[data-act=samples]").click()
    desk.page.locator("#documents").get_by_text("lighthouse.txt").wait_for()
    desk.page.locator("[data-act=example]").first.click()
    desk.page.locator("#talk .turn.done").get_by_text("41 metres").first.wait_for()


def test_deletion_asks_back(desk: Visit) -> None:
    row = desk.page.locator(".documents li", has_text="lighthouse.txt")
    row.hover()
    row.locator("[data-act=ask-delete]").click()
    row.locator("[data-act=keep]").click()
    row.locator("[data-act=ask-delete]").click()
    row.locator("[data-act=delete]").click()
    desk.page.locator("#documents .nothing").wait_for()
    desk.page.locator("#talk .welcome").wait_for()


def test_new_collection_is_chosen(desk: Visit) -> None:
    desk.page.locator("#new-collection").click()
    desk.page.locator("#new-name textarea, #new-name input").fill("letters")
    desk.page.locator("#new-name textarea, #new-name input").press("Enter")
    desk.page.wait_for_function("() => document.querySelector('#collection input').value === 'letters'")


def test_desk_has_no_sideways_scroll_no_foreign_request_no_error(desk: Visit) -> None:
    assert desk.has_no_sideways_scroll()
    assert desk.foreign == []
    assert desk.errors == []


def test_phone_shows_one_thing_at_a_time(browser: Browser, served: Served) -> None:
    phone = Visit(browser, served, PHONE)
    assert phone.has_no_sideways_scroll()
    assert not phone.page.locator("#library").is_visible()
    phone.page.locator("[data-act=show-documents]").click()
    assert phone.page.locator("#documents").get_by_text("report.txt").is_visible()
    phone.page.locator("[data-act=show-chat]").click()
    turn = phone.ask("revenue in 2024")
    assert phone.has_no_sideways_scroll()
    turn.locator(".chip").first.click()
    n_marked, _ = marked_pixels(phone.wait_for_sheet().screenshot())
    assert n_marked > 1000
    assert phone.has_no_sideways_scroll()
    width = np.asarray(Image.open(io.BytesIO(phone.page.screenshot()))).shape[1]
    assert width == PHONE["width"]
    assert (phone.foreign, phone.errors) == ([], [])
    phone.page.close()


def test_chinese_browser_gets_a_chinese_page(browser: Browser, served: Served) -> None:
    visit = Visit(browser, served, DESK, "zh-CN")
    text = visit.page.locator("body").inner_text()
    assert "您的文档里写了什么？" in text and "添加文件夹" in text and "筛选与权重" in text
    assert not re.search(r"Collection|Add a folder|Filters", text)
    visit.page.close()

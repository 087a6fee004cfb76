"""Journeys of a conversation in headless Chromium: nothing that a person asks is lost."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw

from rag.conversations import Exchange
from rag.types import Query
from tests.web.conftest import Served
from tests.web.visit import Visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
REVENUE = "What was the revenue in 2024?"
BOATS = "How many boats did the harbour count in June?"


@pytest.fixture
def slowly(served: Served) -> Iterator[None]:
    """The writer takes its time."""
    served.writer.delay_s = 0.5
    yield
    served.writer.delay_s = 0.0


def marked_pixels(shot: bytes) -> int:
    """How many pixels have the marker's yellow."""
    pixels = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    return int(((red > 200) & (green > 150) & (red - blue > 40)).sum())


def test_question_is_answered_with_the_region_marked(desk: Visit) -> None:
    turn = desk.ask(REVENUE)
    assert "42.7 million" in turn.inner_text()
    turn.locator(".prose-answer .chip").first.click()
    sheet = desk.wait_for_sheet()
    assert marked_pixels(sheet.screenshot()) > 1000
    panel = desk.page.locator("#evidence").inner_text()
    assert "report.txt" in panel and "Revenue in 2024 rose to 42.7 million euros." in panel


def test_reload_keeps_the_conversation_and_its_evidence(desk: Visit) -> None:
    desk.ask(REVENUE)
    desk.ask(BOATS)
    desk.reload()
    assert desk.questions() == [REVENUE, BOATS]
    desk.page.locator("#talk .turn").first.locator(".chip").first.click()
    assert marked_pixels(desk.wait_for_sheet().screenshot()) > 1000


def test_reload_while_an_answer_is_written_finds_it_written(desk: Visit, slowly: None) -> None:
    desk.type(REVENUE)
    desk.page.locator("#talk .turn.busy").wait_for()
    desk.reload()
    desk.page.locator("#talk .turn.done", has_text="42.7 million").wait_for()
    assert desk.questions() == [REVENUE]


def test_back_returns_to_the_conversation_before(desk: Visit) -> None:
    desk.ask(REVENUE)
    desk.page.locator(".bar [data-act=new-conversation]").last.click()
    desk.page.locator("#talk .welcome").wait_for()
    desk.ask(BOATS)
    desk.page.go_back()
    desk.page.locator("#talk .question", has_text=REVENUE).wait_for()
    assert desk.questions() == [REVENUE]
    desk.page.go_forward()
    desk.page.locator("#talk .question", has_text=BOATS).wait_for()


def test_two_tabs_keep_apart_and_the_same_address_is_the_same_conversation(desk: Visit) -> None:
    desk.ask(REVENUE)
    other = desk.second_tab()
    assert other.questions() == []
    other.ask(BOATS)
    assert (desk.questions(), other.questions()) == ([REVENUE], [BOATS])
    same = desk.second_tab(f"/{desk.page.evaluate('location.search')}")
    assert same.questions() == [REVENUE]
    same.ask(BOATS)
    desk.page.locator("#talk .question", has_text=BOATS).wait_for()
    desk.page.bring_to_front()


def test_tabbing_over_every_control_erases_nothing(desk: Visit) -> None:
    desk.ask(REVENUE)
    address = desk.page.url
    for key in ("Tab", "Shift+Tab"):
        for _ in range(60):
            desk.page.keyboard.press(key)
    assert desk.questions() == [REVENUE] and desk.page.url == address


def test_opening_and_closing_every_menu_erases_nothing(desk: Visit) -> None:
    desk.ask(REVENUE)
    desk.page.locator("#collection").focus()
    desk.page.keyboard.press("Escape")
    desk.page.locator("#collection").select_option("default")
    desk.page.locator("#options > button").click()
    desk.page.locator("#kinds label").first.wait_for()
    desk.page.locator("#options > button").click()
    for act in ("rename-collection", "delete-collection", "new-collection"):
        desk.page.locator(f"[data-act={act}]").click()
        desk.page.locator("dialog.prompt").wait_for()
        desk.page.keyboard.press("Escape")
        desk.page.locator("dialog.prompt").wait_for(state="detached")
    for tab in ("conversations", "documents"):
        desk.page.locator(f"#for-{tab}").click()
    desk.page.locator("[data-act=theme]").click()
    desk.page.locator("[data-act=theme]").click()
    assert desk.questions() == [REVENUE]


def test_other_collection_and_back_by_the_list_of_conversations(desk: Visit) -> None:
    desk.ask(REVENUE)
    desk.choose_collection("empty")
    desk.page.locator("#talk .welcome").wait_for()
    assert desk.questions() == []
    desk.page.locator("#for-conversations").click()
    desk.page.locator(".conversations button.open", has_text=REVENUE).first.click()
    desk.page.locator("#talk .question", has_text=REVENUE).wait_for()
    assert desk.page.locator("#collection").input_value() == "default"


def test_typing_while_an_answer_is_written_loses_nothing(desk: Visit, slowly: None) -> None:
    desk.type(REVENUE)
    box = desk.page.locator("#question textarea")
    box.press_sequentially("and the boats", delay=20)
    desk.page.locator("#talk .turn.done").wait_for()
    assert box.input_value() == "and the boats"


def test_many_quick_questions_are_as_many_turns(desk: Visit) -> None:
    asked = [f"What is in appendix {n}?" for n in range(12)]
    for question in asked:
        desk.type(question)
    desk.page.locator("#talk .turn.done").nth(11).wait_for()
    assert sorted(desk.questions()) == sorted(asked)


def test_stop_leaves_the_answer_as_far_as_it_has_come(desk: Visit, slowly: None) -> None:
    desk.type(REVENUE)
    desk.page.locator("#talk .turn.busy .prose-answer, #talk .turn.busy .waiting").first.wait_for()
    desk.page.locator("[data-act=stop]").click()
    desk.page.locator("#talk .turn.done").get_by_text("Stopped.").wait_for()


def test_ask_again_and_edit(desk: Visit) -> None:
    turn = desk.ask(REVENUE)
    turn.hover()
    turn.locator(".redo [data-act=again]").click()
    desk.page.locator("#talk .turn.done", has_text="42.7 million").wait_for()
    assert desk.questions() == [REVENUE]
    turn.locator(".redo [data-act=edit]").click()
    box = desk.page.locator("#question textarea")
    assert box.input_value() == REVENUE
    box.press("Enter")
    desk.page.locator("#talk .turn.done").nth(1).wait_for()
    assert desk.questions() == [REVENUE, REVENUE]


def test_copy_has_the_answer_with_its_markers(desk: Visit) -> None:
    desk.ask(REVENUE).locator("[data-act=copy]").click()
    desk.page.get_by_text("Copied").wait_for()
    copied = desk.page.evaluate("navigator.clipboard.readText()")
    assert "42.7 million" in copied and "[" in copied


def test_interrupted_answer_of_a_killed_server_can_be_asked_again(desk: Visit, served: Served) -> None:
    conversation = str(desk.page.evaluate("sightline.state.conversation"))
    served.library.conversations.append(conversation, Exchange(0, "ask", Query(REVENUE)))
    turn = desk.page.locator("#talk .turn")
    turn.get_by_text("This answer was cut short.").wait_for()
    turn.locator(".reply [data-act=again]").click()
    desk.page.locator("#talk .turn.done", has_text="42.7 million").wait_for()


def test_refusal_and_errors_are_sentences(desk: Visit) -> None:
    turn = desk.ask("Who is the goalkeeper of the volleyball team on Jupiter?")
    assert "Not in your documents" in turn.inner_text() or "come closest" in turn.inner_text()
    text = desk.ask("When did the revenue in 2024 explode?").inner_text()
    assert "Something went wrong inside Sightline." in text
    assert "secret" not in desk.page.content() and "Traceback" not in desk.page.content()


def test_thumb_is_kept_with_the_turn(desk: Visit, served: Served) -> None:
    turn = desk.ask(BOATS)
    turn.locator("[data-vote=up]").click()
    desk.page.locator('#talk [data-vote=up][aria-pressed="true"]').wait_for()
    desk.reload()
    desk.page.locator('#talk [data-vote=up][aria-pressed="true"]').wait_for()
    assert any(one.question == BOATS and one.helpful for one in served.library.ledger.feedback("default"))


def test_find_shows_ranked_places(desk: Visit) -> None:
    desk.page.locator("#mode label").nth(1).click()
    turn = desk.ask("berths along the quay")
    n_found = turn.locator(".find").count()
    assert n_found >= 2 and f"{n_found} places found" in turn.inner_text()
    turn.locator(".find").first.click()
    desk.wait_for_sheet()


def test_empty_question_is_a_notice_and_takes_nothing_away(desk: Visit) -> None:
    desk.type("")
    desk.toast("Write a question or add a picture.")
    assert desk.questions() == []


def test_question_to_an_empty_collection_comes_back_into_the_box(desk: Visit) -> None:
    desk.choose_collection("empty")
    desk.type(REVENUE)
    desk.toast("There is nothing to ask yet")
    desk.page.wait_for_function(f"() => document.querySelector('#question textarea').value === {REVENUE!r}")


def test_question_with_a_picture_shows_it_and_keeps_it(desk: Visit, tmp_path: Path) -> None:
    picture = Image.new("RGB", (200, 120), "white")
    ImageDraw.Draw(picture).rectangle((20, 20, 120, 90), fill="teal")
    picture.save(tmp_path / "teal.png")
    desk.page.locator("#question input[type=file]").set_input_files(tmp_path / "teal.png")
    desk.page.locator("#question .thumbnail-item, #question img").first.wait_for()
    desk.type(REVENUE)
    desk.page.locator("#talk .turn.done .question img").wait_for()
    desk.page.wait_for_function("() => !document.querySelector('#question .thumbnail-item')")
    desk.reload()
    assert desk.page.locator("#talk .question img").count() == 1


def test_evidence_steps_with_buttons_and_keys_and_closes_with_escape(desk: Visit) -> None:
    desk.page.locator("#mode label").nth(1).click()
    desk.ask("appendix quay").locator(".find").first.click()
    steps = desk.page.locator("#evidence .steps").first
    steps.get_by_text("1 of ").wait_for()
    desk.page.locator("#evidence [data-step=next]").click()
    steps.get_by_text("2 of ").wait_for()
    desk.page.keyboard.press("ArrowLeft")
    steps.get_by_text("1 of ").wait_for()
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_function("() => !document.body.classList.contains('with-evidence')")
    assert desk.page.locator("#talk .find:focus").count() == 1


def test_chip_opens_with_the_keyboard(desk: Visit) -> None:
    chip = desk.ask(REVENUE).locator(".chip").first
    desk.wait_for_sheet()
    desk.page.keyboard.press("Escape")
    chip.focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_function("() => document.body.classList.contains('with-evidence')")


def test_conversations_are_searched_renamed_deleted_and_brought_back(desk: Visit) -> None:
    desk.ask("Which berths are along quay number 41?")
    desk.page.locator("#for-conversations").click()
    desk.page.locator("#find-conversation").fill("quay number 41")
    rows = desk.page.locator(".conversations > li")
    desk.page.wait_for_function("() => document.querySelectorAll('.conversations > li').length === 1")
    rows.first.hover()
    rows.locator("[data-act=rename-conversation]").click()
    desk.prompt("Quay forty-one")
    rows.get_by_text("Quay forty-one").wait_for()
    rows.first.hover()
    rows.locator("[data-act=delete-conversation]").click()
    desk.toast("was deleted")
    desk.page.get_by_text("No conversation says that.").wait_for()
    desk.page.locator("#toasts").get_by_role("button", name="Undo").click()
    rows.get_by_text("Quay forty-one").wait_for()
    desk.page.locator("#talk .question", has_text="quay number 41").wait_for()


def test_conversation_is_saved_as_markdown_with_its_evidence(desk: Visit) -> None:
    desk.ask(REVENUE)
    with desk.page.expect_download() as saved:
        desk.page.locator(".bar [data-act=export]").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert f"## {REVENUE}" in text and "42.7 million" in text and "report.txt" in text


def test_long_question_is_folded(desk: Visit) -> None:
    desk.ask("What was the revenue in 2024? " * 40)
    summary = desk.page.locator("#talk .question details summary")
    summary.wait_for()
    assert desk.page.locator("#talk .question").bounding_box()["height"] < 140  # type: ignore[index]


def test_example_is_asked_with_one_click(browser: Browser, served: Served) -> None:
    with Visit.open(browser, served.url) as visit:
        visit.choose_collection("empty")
        visit.page.locator("[data-act=samples]").click()
        visit.page.locator("#documents").get_by_text("lighthouse.txt").wait_for()
        visit.page.locator("[data-act=example]").first.click()
        visit.page.locator("#talk .turn.done", has_text="41 metres").wait_for()
        row = visit.page.locator("#documents li[data-document]", has_text="lighthouse.txt")
        row.hover()
        row.locator("[data-act=ask-delete]").click()
        row.locator("[data-act=keep]").click()
        row.locator("[data-act=ask-delete]").click()
        row.locator("[data-act=delete]").click()
        visit.page.locator("#documents .nothing").wait_for()
        # The turn stays, and says that its evidence is gone.
        visit.page.locator("#talk .turn").get_by_text("has been deleted").wait_for()
        assert visit.questions() == ["How high is the lighthouse?"]

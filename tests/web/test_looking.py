"""Journeys through documents, collections and the page itself in headless Chromium."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.ledger import DocumentRecord
from rag.types import Page, Source
from tests import builders
from tests.web.conftest import Served
from tests.web.test_talking import REVENUE, marked_pixels
from tests.web.visit import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
ENGLISH = re.compile(r"[A-Za-z]{3,}(?: +[A-Za-z]{2,}){2,}")
"""Three English words in a row: a sentence, and not a name."""


def open_report(visit: Visit) -> None:
    visit.page.locator("#documents button.open", has_text="report.txt").click()
    visit.wait_for_sheet()


def test_document_opens_and_its_pages_are_turned(desk: Visit) -> None:
    open_report(desk)
    panel = desk.page.locator("#evidence .document")
    assert panel.get_attribute("data-page") == "1"
    desk.page.locator("#evidence [data-step=next]").click()
    desk.page.locator('#evidence .document[data-page="2"]').wait_for()
    desk.page.keyboard.press("ArrowLeft")
    desk.page.locator('#evidence .document[data-page="1"]').wait_for()
    desk.page.locator("#page-number").fill("2")
    desk.page.locator("#page-number").press("Enter")
    desk.page.locator('#evidence .document[data-page="2"]').wait_for()
    desk.page.locator("#evidence [data-act=close]").click()
    desk.page.wait_for_function("() => !document.body.classList.contains('with-evidence')")


def test_words_are_found_within_a_document_and_marked(desk: Visit) -> None:
    open_report(desk)
    desk.page.locator("#in-document").fill("42.7 million")
    found = desk.page.locator("#evidence .found button")
    found.first.wait_for()
    found.first.click()
    desk.page.wait_for_timeout(400)
    assert marked_pixels(desk.wait_for_sheet().screenshot()) > 300
    desk.page.locator("#in-document").fill("volleyball")
    desk.page.get_by_text("Found on 0 pages").wait_for()


def test_page_is_enlarged_with_buttons_and_the_wheel(desk: Visit) -> None:
    open_report(desk)
    leaf = desk.page.locator("#evidence .leaf")
    before = leaf.bounding_box()
    desk.page.locator("#evidence [data-act=larger]").click()
    desk.page.locator("#evidence .sheet").hover()
    desk.page.keyboard.down("Control")
    desk.page.mouse.wheel(0, -120)
    desk.page.keyboard.up("Control")
    desk.page.wait_for_timeout(100)
    after = leaf.bounding_box()
    assert before and after and after["width"] > 1.4 * before["width"]
    desk.page.locator("#evidence [data-act=zoom]").click()
    desk.page.locator("dialog.lightbox img").wait_for()
    desk.page.keyboard.press("Escape")


def test_only_this_document_is_asked_and_the_chip_takes_it_back(desk: Visit, served: Served) -> None:
    open_report(desk)
    desk.page.locator("#evidence [data-act=only]").click()
    chip = desk.page.locator("#filter-chips .filter-chip")
    assert "report.txt" in chip.inner_text()
    desk.ask(REVENUE)
    conversation = str(desk.page.evaluate("sightline.state.conversation"))
    ((exchange, _),) = served.services.asking.exchanges(conversation)
    assert len(exchange.query.filters.documents) == 1
    chip.click()
    chip.wait_for(state="detached")


def test_active_filters_stand_as_chips_and_a_refusal_names_them(desk: Visit) -> None:
    desk.page.locator("#options > button").click()
    desk.page.locator("#kinds label").nth(1).click()
    desk.page.locator("#filter-chips .filter-chip", has_text="Pictures").wait_for()
    turn = desk.ask(REVENUE)
    assert "Kinds of evidence" in turn.inner_text()
    desk.page.locator("#filter-chips .filter-chip").click()
    assert "42.7" in desk.ask(REVENUE).inner_text()


def test_region_of_a_page_goes_into_the_question(desk: Visit) -> None:
    open_report(desk)
    desk.page.locator("#evidence [data-act=region]").click()
    box = desk.page.locator("#evidence .leaf").bounding_box()
    assert box is not None
    desk.page.mouse.move(box["x"] + 40, box["y"] + 40)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + 260, box["y"] + 160, steps=4)
    desk.page.mouse.up()
    desk.page.get_by_role("button", name="Ask about it").click()
    desk.page.locator("#question .thumbnail-item, #question img").first.wait_for()
    assert "report.txt" in desk.page.locator("#filter-chips").inner_text()
    desk.type(REVENUE)
    turn = desk.page.locator("#talk .turn.done", has_text="42.7 million")
    turn.locator(".question img").wait_for()


def test_original_file_is_offered(desk: Visit) -> None:
    open_report(desk)
    with desk.page.expect_download() as saved:
        desk.page.locator("#evidence a.button").click()
    assert "42.7 million" in Path(saved.value.path()).read_text(encoding="utf-8")


def test_evidence_leads_to_its_document(desk: Visit) -> None:
    desk.ask(REVENUE).locator(".chip").first.click()
    desk.wait_for_sheet()
    desk.page.locator("#evidence [data-act=open-document]").click()
    desk.page.locator("#evidence .document").wait_for()


def test_collection_is_made_renamed_deleted_and_brought_back(desk: Visit, served: Served) -> None:
    desk.page.locator("[data-act=new-collection]").click()
    desk.prompt("letters")
    desk.page.wait_for_function("() => sightline.state.collection === 'letters'")
    desk.page.locator("[data-act=rename-collection]").click()
    desk.prompt("old letters")
    desk.page.wait_for_function("() => document.querySelector('#collection').value === 'old letters'")
    assert "old letters" in served.library.collections() and "letters" not in served.library.collections()
    desk.page.locator("[data-act=delete-collection]").click()
    desk.page.locator("dialog.prompt .danger").click()
    desk.toast("was deleted")
    options = desk.page.locator("#collection option", has_text="old letters")
    options.wait_for(state="detached")
    desk.page.locator("#toasts").get_by_role("button", name="Undo").click()
    desk.page.wait_for_function("() => document.querySelector('#collection').value === 'old letters'")


def test_language_is_switched_and_stays(desk: Visit) -> None:
    desk.ask(REVENUE)
    desk.page.locator("#language").select_option("zh")
    desk.page.locator("#for-documents", has_text="文档").wait_for()
    desk.ready()
    assert desk.questions() == [REVENUE]
    assert desk.page.locator("#mode label").first.inner_text() == "问答"
    assert desk.page.locator("html").get_attribute("lang") == "zh-CN"
    desk.reload()
    desk.page.locator('#question textarea[placeholder="输入问题，或拖入一张图片……"]').wait_for()
    desk.page.locator("#language").select_option("en")
    desk.page.locator("#for-documents", has_text="Documents").wait_for()


@pytest.mark.parametrize(("locale", "title"), [("zh-CN", "您的文档里写了什么？"), ("zh-TW", "您的文件裡寫了什麼？")])
def test_chinese_page_has_no_english_sentence_in_any_view(
    browser: Browser, served: Served, tmp_path: Path, locale: str, title: str
) -> None:
    broken = tmp_path / f"{locale}.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    empty = tmp_path / f"{locale}.txt"
    empty.write_bytes(b"")
    with Visit.open(browser, served.url, locale=locale) as visit:
        page = visit.page
        assert page.locator(".welcome h1").inner_text() == title
        views = [said(visit)]
        visit.add(broken, empty)
        views.append(said(visit))
        visit.choose_collection("empty")
        visit.type("1")
        page.wait_for_timeout(600)
        views.append(said(visit))
        visit.choose_collection("default")
        visit.ask("木星上的排球队的守门员是谁？")
        views.append(said(visit))
        page.locator("#documents button.open", has_text="report.txt").click()
        visit.wait_for_sheet()
        views.append(said(visit))
        page.locator("#options > button").click()
        page.locator("#weights > button").click()
        views.append(said(visit))
        page.locator("#for-conversations").click()
        views.append(said(visit))
        for act in ("delete-collection", "new-collection"):
            page.locator(f"[data-act={act}]").click()
            views.append(said(visit))
            page.keyboard.press("Escape")
        page.locator("[data-act=models]").click()
        page.locator("dialog.models").wait_for()
        views.append(said(visit))
    english = {found for view in views for found in ENGLISH.findall(view)}
    assert english == set()


def said(visit: Visit) -> str:
    """Everything that is seen or read aloud of the page, without what documents and people say."""
    return str(
        visit.page.evaluate(
            """() => { const all = [];
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
            for (let node = walker.currentNode; node; node = walker.nextNode()) {
              const element = node.nodeType === 1 ? node : node.parentElement;
              if (!element || element.closest('script, style, blockquote, .question, .snippet, .prose-answer, #words, '
                + '.conversations, .found, code, [hidden], noscript') || !element.checkVisibility?.()) continue;
              if (node.nodeType === 3) all.push(node.textContent.trim());
              else for (const name of ['title', 'aria-label', 'alt', 'placeholder'])
                if (element.getAttribute(name)) all.push(element.getAttribute(name));
            } return all.filter(Boolean).join('\\n'); }"""
        )
    )


def test_theme_is_switched_and_stays(desk: Visit) -> None:
    scheme = "getComputedStyle(document.querySelector('#talk')).colorScheme"
    light = desk.page.evaluate(scheme)
    desk.page.get_by_role("button", name="Light or dark").click()
    desk.reload()
    desk.page.wait_for_function(f"() => {scheme} === 'dark'")
    assert light == "normal"


def test_phone_shows_one_thing_at_a_time(phone: Visit) -> None:
    assert phone.has_no_sideways_scroll()
    assert not phone.page.locator("#left").is_visible()
    phone.page.locator("[data-act=show-documents]").click()
    assert phone.page.locator("#documents").get_by_text("report.txt").is_visible()
    phone.page.locator("[data-act=show-chat]").click()
    turn = phone.ask(REVENUE)
    assert phone.has_no_sideways_scroll()
    turn.locator(".chip").first.click()
    assert marked_pixels(phone.wait_for_sheet().screenshot()) > 300
    assert phone.has_no_sideways_scroll()
    phone.page.locator("#evidence [data-act=close]").click()
    assert phone.page.locator("#talk .turn").is_visible()


def test_at_820_pixels_the_evidence_leaves_the_conversation_in_sight(browser: Browser, served: Served) -> None:
    with Visit.open(browser, served.url, size=(820, 900)) as visit:
        turn = visit.ask(REVENUE)
        turn.locator(".chip").first.click()
        visit.wait_for_sheet()
        chat, side = visit.page.locator("#middle").bounding_box(), visit.page.locator("#side").bounding_box()
        assert chat and side and chat["x"] + chat["width"] <= side["x"] + 1 and chat["width"] > 300
        assert visit.has_no_sideways_scroll()


def test_every_control_has_a_name(desk: Visit) -> None:
    desk.ask(REVENUE)
    open_report(desk)
    nameless = desk.page.evaluate(
        """() => [...document.querySelectorAll('button, a, select, input, textarea')]
        .filter((one) => one.checkVisibility() && !(one.getAttribute('aria-label') || one.title
          || one.textContent.trim() || one.labels?.[0]?.textContent.trim() || one.placeholder
          || one.getAttribute('aria-labelledby')))
        .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert nameless == []


def test_notices_stand_beside_the_composer_and_cover_nothing(desk: Visit) -> None:
    desk.page.evaluate("sightline.toast('A sentence of some length that stands there for a while.', () => {})")
    assert desk.overlaps(["#toasts .toast"]) == []


def test_five_thousand_documents_are_listed_and_filtered_quickly(browser: Browser, served: Served) -> None:
    ledger = served.library.ledger
    # One by one, each of them is forced onto the disk: the rows are written at once.
    last = Source("f" * 64, "last.txt", "text/plain", 10)
    ledger.put_document(DocumentRecord("many", last, "/many/last.txt", (Page(1, 595, 842),), ()))
    rows = [(f"{n:032x}", f"{n:064x}", f"file {n:04}.txt", f"/many/{n}.txt") for n in range(4999)]
    with closing(sqlite3.connect(ledger.directory / "ledger.sqlite")) as raw:
        raw.executemany(
            "INSERT INTO documents (collection, id, digest, sha256, name, media_type, n_bytes, path, n_pages, "
            "n_chunks, first_chunk, added_at, warnings, settings) "
            "SELECT key, ?1, '', ?2, ?3, 'text/plain', 1000, ?4, 1, 0, 0, "
            "'2026-01-01T00:00:00+00:00', '[]', '{}' FROM collections WHERE name = 'many'",
            rows,
        )
        raw.commit()
    begun = time.monotonic()
    with Visit.open(browser, served.url) as visit:
        visit.choose_collection("many")
        visit.page.locator("#documents .count", has_text="5,000 documents").wait_for()
        assert time.monotonic() - begun < 15
        assert visit.page.locator("#documents li").count() < 100
        took = visit.page.evaluate(
            """() => { const box = document.querySelector('#filter'); const begun = performance.now();
            box.value = '4321'; box.dispatchEvent(new Event('input', {bubbles: true}));
            return performance.now() - begun; }"""
        )
        assert took < 200
        assert visit.listed() == ["file 4321.txt"]
    ledger.delete_collection("many")


def test_long_document_opens_in_the_middle_quickly(desk: Visit, served: Served, tmp_path: Path) -> None:
    from ingestion import ingest

    pages = [lambda canvas, n=n: builders.write(canvas, 72, 72, [f"Page {n} of many"]) for n in range(1, 121)]
    ingest([builders.pdf_file(tmp_path / "long.pdf", *pages)], served.library, collection="long")
    (document,) = served.library.documents("long")
    served.library.image  # noqa: B018 - the worker that draws is started before the clock
    desk.page.evaluate(f"sightline.openDocument('{document.id}', 1)")
    desk.wait_for_sheet()
    begun = time.monotonic()
    desk.page.locator("#page-number").fill("90")
    desk.page.locator("#page-number").press("Enter")
    desk.page.locator('#evidence .document[data-page="90"] img.loaded').wait_for()
    assert time.monotonic() - begun < 3

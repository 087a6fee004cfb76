"""A language model server that runs on this machine is noticed at start and offered on the page with one click."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.errors import InputError
from rag.library import Library
from rag.models.servers import NoticedServers, running_servers
from tests.model_server import model_server
from tests.web.conftest import WEIGHTS, serve_in_thread
from tests.web.fake_library import FakeLibrary
from web import application
from web.actions import Actions
from web.services import Services
from web.session import Session

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with model_server() as port:
        yield port


@pytest.fixture
def servers(port: int) -> NoticedServers:
    return NoticedServers(lambda: running_servers({port: "Ollama"}))


@pytest.fixture
def actions(servers: NoticedServers, tmp_path: Path) -> Actions:
    library = FakeLibrary()
    servers(1.0)
    return Actions(Services(library, library.ingest, lambda _: WEIGHTS, tmp_path, servers))


def seen(port: int) -> list[str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/seen", timeout=5) as answer:
        return list(json.load(answer))


def test_nobody_waits_for_the_look_and_it_is_soon_done(port: int) -> None:
    start = time.monotonic()
    noticed = NoticedServers(lambda: running_servers({port: "Ollama"}))
    noticed()
    assert time.monotonic() - start < 0.1
    assert [server.models for server in noticed(wait_s=0.3)] == [("tiny-vl:7b", "nomic-embed-text")]


def test_page_offers_the_models_that_write(actions: Actions, port: int) -> None:
    html = actions.talk(Session())
    assert "Ollama runs on this computer" in html
    assert 'data-act="use-model" data-generator="ollama:tiny-vl:7b"' in html
    assert f'data-url="http://127.0.0.1:{port}/v1"' in html
    assert "nomic-embed-text" not in html


def test_nothing_but_the_list_was_asked_for(actions: Actions, port: int) -> None:
    actions.talk(Session())
    assert {request for request in seen(port) if request != "GET /seen"} == {"GET /v1/models"}


def test_one_click_switches_the_generator_and_ends_the_offer(actions: Actions, port: int) -> None:
    url = f"http://127.0.0.1:{port}/v1"
    assert actions.use_model(Session(), "ollama:tiny-vl:7b", url).model == "tiny-vl:7b"
    assert (actions.library.config.generator, actions.library.config.generator_url) == ("ollama:tiny-vl:7b", url)
    assert "use-model" not in actions.talk(Session())


def test_address_that_was_not_offered_is_refused(actions: Actions) -> None:
    with pytest.raises(InputError):
        actions.use_model(Session(), "ollama:tiny-vl:7b", "http://192.0.2.1/v1")
    assert actions.library.config.generator == "extractive"


def test_library_writes_with_the_new_model_and_keeps_its_settings_file(tmp_path: Path, port: int) -> None:
    with Library.open(tmp_path) as library:
        before = (tmp_path / "config.toml").read_text()
        assert library.generator.name == "extractive"
        assert any("No language model" in notice for notice in library.notices())
        library.use_language_model("ollama:tiny-vl:7b", f"http://127.0.0.1:{port}/v1")
        assert library.generator.name == "ollama:tiny-vl:7b"
        assert not any("No language model" in notice for notice in library.notices())
        assert (tmp_path / "config.toml").read_text() == before


def test_application_looks_at_start(tmp_path: Path, servers: NoticedServers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "NoticedServers", lambda: servers)
    with application.library_services(str(tmp_path)) as services:
        servers(1.0)
        assert [server.name for server in services.servers()] == ["Ollama"]


@pytest.mark.browser
def test_click_in_the_browser_switches_and_says_what_to_keep(
    browser: Browser, servers: NoticedServers, tmp_path: Path
) -> None:
    library = FakeLibrary()
    url, server, thread = serve_in_thread(Services(library, library.ingest, lambda _: WEIGHTS, tmp_path, servers))
    try:
        page = browser.new_page(locale="en-US")
        page.set_default_timeout(60_000)
        page.goto(url, wait_until="domcontentloaded")
        page.locator('[data-act="use-model"]').click()
        page.get_by_text("writes the answers until Sightline is closed").wait_for()
        assert page.get_by_text('generator = "ollama:tiny-vl:7b"').count()
        page.wait_for_selector(".models", state="detached")
        assert library.config.generator == "ollama:tiny-vl:7b"
        page.close()
    finally:
        server.should_exit = True
        thread.join(10)

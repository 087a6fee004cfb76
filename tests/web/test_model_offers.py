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
from tests.web.conftest import CONFIG, serving
from tests.web.visit import Visit
from web import application
from web.acts import Acts
from web.desk import Desk
from web.pulse import Pulse, Seen
from web.where import Where

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
def desk(servers: NoticedServers, tmp_path: Path) -> Iterator[Desk]:
    servers(1.0)
    with (
        Library.open(tmp_path / "library", CONFIG) as library,
        application.services_of(library, tmp_path, servers) as services,
    ):
        yield Desk.of(services)


def welcome(desk: Desk) -> str:
    """What stands in the middle before the first question."""
    parts = Pulse(desk).beat(Where(), Seen({}, {}))["parts"]
    assert isinstance(parts, dict)
    return str(parts["welcome"])


def use(desk: Desk, generator: str, url: str) -> object:
    return Acts(desk).use_model(Where(), {"generator": generator, "url": url})


def seen(port: int) -> list[str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/seen", timeout=5) as answer:
        return list(json.load(answer))


def test_nobody_waits_for_the_look_and_it_is_soon_done(port: int) -> None:
    start = time.monotonic()
    noticed = NoticedServers(lambda: running_servers({port: "Ollama"}))
    noticed()
    assert time.monotonic() - start < 0.1
    assert [server.models for server in noticed(wait_s=0.3)] == [("tiny-vl:7b", "nomic-embed-text")]


def test_page_offers_the_models_that_write(desk: Desk, port: int) -> None:
    html = welcome(desk)
    assert "Ollama runs on this computer" in html
    assert 'data-act="use-model" data-generator="ollama:tiny-vl:7b"' in html
    assert f'data-url="http://127.0.0.1:{port}/v1"' in html
    assert "nomic-embed-text" not in html


def test_nothing_but_the_list_was_asked_for(desk: Desk, port: int) -> None:
    welcome(desk)
    assert {request for request in seen(port) if request != "GET /seen"} == {"GET /v1/models"}


def test_one_click_switches_the_generator_and_ends_the_offer(desk: Desk, port: int) -> None:
    url = f"http://127.0.0.1:{port}/v1"
    use(desk, "ollama:tiny-vl:7b", url)
    config = desk.services.library.config
    assert (config.generator, config.generator_url) == ("ollama:tiny-vl:7b", url)
    assert "use-model" not in welcome(desk)


def test_address_that_was_not_offered_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError):
        use(desk, "ollama:tiny-vl:7b", "http://192.0.2.1/v1")
    assert desk.services.library.config.generator == "extractive"


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
def test_click_in_the_browser_switches_the_writer(browser: Browser, desk: Desk) -> None:
    with serving(desk.services) as url, Visit.open(browser, url) as visit:
        visit.page.locator('[data-act="use-model"]').click()
        visit.toast("tiny-vl:7b writes the answers")
        visit.page.wait_for_selector(".models", state="detached")
        assert desk.services.library.config.generator == "ollama:tiny-vl:7b"

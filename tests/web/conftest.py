"""The application on fakes, served on a free port, and a browser to look at it."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from tests.web.fake_library import FakeLibrary
from web.server import claim_port, make_app
from web.services import Services

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WEIGHTS = {"text": 0.5, "lexical": 1.0}
REPORT = "\n".join(
    (
        *(f"Paragraph {n} is about the weather." for n in range(12)),
        "Revenue in 2024 rose to 42.7 million euros.",
        "The harbour counted 312 boats.",
    )
)


@dataclass(frozen=True)
class Served:
    """A running application."""

    url: str
    library: FakeLibrary
    uploads: Path


def serve_in_thread(services: Services) -> tuple[str, uvicorn.Server, threading.Thread]:
    """Serve on a free port; returns the address and what stops it."""
    listener: socket.socket = claim_port("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(make_app(services), log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    return f"http://127.0.0.1:{listener.getsockname()[1]}", server, thread


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application over a fake library with one report and two samples to offer."""
    samples = tmp_path_factory.mktemp("samples")
    (samples / "documents").mkdir()
    (samples / "documents" / "lighthouse.txt").write_text("The lighthouse is 41 metres high.\n", encoding="utf-8")
    (samples / "questions.txt").write_text("How high is the lighthouse?\n灯塔有多高？\n", encoding="utf-8")
    library = FakeLibrary()
    library.add("report.txt", REPORT, warnings=("Page 2 could not be read.",))
    library.create_collection("empty")
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as uploads:
        patch.setenv("GRADIO_TEMP_DIR", uploads)
        services = Services(library, library.ingest, lambda _: WEIGHTS, samples)
        url, server, thread = serve_in_thread(services)
        yield Served(url, library, Path(uploads))
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()

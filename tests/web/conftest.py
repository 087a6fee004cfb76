"""The real application over a real library on disk, served on a free port, and a browser to look at it.

Only the writing is slowed down where a test asks for it; what is written is what the built-in generator writes.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from ingestion import ingest
from rag.config import Config
from rag.generators.base import Generator, Prompt
from rag.generators.extractive import ExtractiveGenerator
from rag.library import Library
from tests.web.visit import Visit
from web.application import services_of
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
CONFIG = Config(vision_model="none", late_model="none", workers=1)
REPORT = "\n\n".join(
    (
        *(f"Paragraph {n} tells how the weather was in week {n} of the year." for n in range(12)),
        "Revenue in 2024 rose to 42.7 million euros.",
        "The harbour counted 312 boats in June.",
        *(f"Appendix {n} lists the berths along quay number {n} and who keeps them in repair." for n in range(60)),
    )
)


@dataclass
class SlowGenerator:
    """The built-in generator with a pause before each piece, and a question at which it breaks."""

    inner: Generator = field(default_factory=ExtractiveGenerator)
    delay_s: float = 0.0

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def sees_images(self) -> bool:
        return self.inner.sees_images

    @property
    def context_tokens(self) -> int:
        return self.inner.context_tokens

    def stream(self, prompt: Prompt) -> Iterator[str]:
        if "explode" in str(prompt.question):
            raise RuntimeError("secret detail of the inside")
        for piece in self.inner.stream(prompt):
            for start in range(0, len(piece), 12):
                time.sleep(self.delay_s)
                yield piece[start : start + 12]


@dataclass(frozen=True)
class Served:
    """A running application."""

    url: str
    library: Library
    services: Services
    writer: SlowGenerator
    uploads: Path


@contextmanager
def serving(services: Services) -> Iterator[str]:
    """Serve on a free port; the address."""
    listener: socket.socket = claim_port("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(make_app(services), log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def write_samples(folder: Path) -> Path:
    """One sample document with a question in each language."""
    (folder / "documents").mkdir()
    (folder / "documents" / "lighthouse.txt").write_text("The lighthouse is 41 metres high.\n", encoding="utf-8")
    (folder / "questions.txt").write_text("How high is the lighthouse?\n灯塔有多高？\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application over a library with one report, an empty collection and a sample to offer."""
    folder = tmp_path_factory.mktemp("page")
    samples = write_samples(tmp_path_factory.mktemp("samples"))
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as uploads,
        Library.open(folder / "library", CONFIG) as library,
    ):
        patch.setenv("GRADIO_TEMP_DIR", uploads)
        ingest([folder / "report.txt"], library)
        library.create_collection("empty")
        writer = SlowGenerator()
        library.__dict__["generator"] = writer
        with services_of(library, samples) as services, serving(services) as url:
            yield Served(url, library, services, writer, Path(uploads))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in the browser come last: it keeps an event loop in this thread, where others could not begin theirs."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium: the system's, or the one that `make browser` installs."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        path = CHROMIUM or started.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("there is no Chromium on this machine; `make browser` installs one")
        running = started.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Visit]:
    """A new tab of a new person at a desk; what it asked of others or complained of is an error at the end."""
    served.services.jobs.clear()
    with Visit.open(browser, served.url) as visit:
        yield visit


@pytest.fixture
def phone(browser: Browser, served: Served) -> Iterator[Visit]:
    """The same on a phone."""
    with Visit.open(browser, served.url, size=(390, 844)) as visit:
        yield visit

"""The interface over a small real library, served by a real server on the loopback address."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openai
import pytest
import uvicorn
from fastapi import FastAPI

from ingestion import ingest
from ingestion.job_runner import JobRunner
from ingestion.jobs import Jobs
from rag.config import Config
from rag.ledger import Ledger
from rag.library import Library
from web.v1.application import make_interface
from web.v1.state import Interface

FILES = {
    "watches.txt": "The harbour watch is kept from dusk to dawn by four people.",
    "ferry.txt": "The revenue of the ferry company was 41 million crowns in 2024.",
}


@pytest.fixture(scope="module")
def interface(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Interface]:
    folder = tmp_path_factory.mktemp("v1")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    with Library(Ledger.open(folder / "library"), Config(workers=1)) as library:
        ingest([folder / name for name in FILES], library)
        jobs = Jobs(library)
        runner = JobRunner(library, jobs)
        runner.start()
        yield Interface(library, jobs, runner)
        runner.stop()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of a server in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def address(interface: Interface) -> Iterator[str]:
    outer = FastAPI()
    outer.mount("/v1", make_interface(interface))
    with served(outer) as found:
        yield found


@pytest.fixture(scope="module")
def client(address: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "lighthouse.txt"
    path.write_text("The lighthouse of Skarn was built in 1887 by Ida Holm.")
    return path

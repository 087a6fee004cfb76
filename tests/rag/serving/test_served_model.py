"""A real OpenAI-compatible server with a tiny multimodal model answers through the chat model generator."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import numpy as np
import pytest

from rag.errors import GeneratorError
from rag.generators.base import Evidence, Prompt
from rag.generators.chat_model import connect
from rag.generators.room import Wishes
from rag.types import Chunk, Document, Hit, Locator, Page, Source
from tests import tiny_models

SOURCE = Source("0" * 64, "a.pdf", "application/pdf", 1)
DOCUMENT = Document("d", "default", SOURCE, "/a.pdf", 1, 1, "2026-01-01T00:00:00+00:00")
HIT = Hit(Chunk("c", "chart of revenue", "figure", Locator(SOURCE.sha256, 1)), DOCUMENT, Page(1, 100, 100), 1.0, 1)
START_S = 120


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of `transformers serve` and the folder of its model."""
    folder = tiny_models.llava(tmp_path_factory.mktemp("served"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).parent / "transformers"
    command = [str(program), "serve", str(folder), "--device", "cpu", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}/v1", folder
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"transformers serve ended with {process.returncode}")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/health")
            connection.getresponse()
        except OSError:
            time.sleep(0.2)
            continue
        return
    pytest.fail("transformers serve did not answer")


@pytest.mark.parametrize("with_picture", [False, True])
def test_served_model_streams_an_answer(served: tuple[str, Path], with_picture: bool) -> None:
    url, folder = served
    generator = connect(f"openai:{folder}", url, Wishes(sees_images="yes"))
    image = np.full((48, 64, 3), 200, dtype=np.uint8) if with_picture else None
    pieces: list[str] = []
    # Its weights are random, so it writes to the limit of the server; what was written by then has been streamed.
    with pytest.raises(GeneratorError, match="reached its limit"):
        for piece in generator.stream(Prompt("answer", "what is it?", (Evidence(1, HIT, "chart of revenue", image),))):
            pieces.append(piece)
    assert len(pieces) > 1 and "".join(pieces).strip()

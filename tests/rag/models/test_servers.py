"""Servers on the loopback address are noticed, and silence costs little."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rag.models.servers import Server, running_servers

REQUESTS: list[tuple[str, str]] = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        REQUESTS.append((self.command, self.path))
        body = json.dumps({"data": [{"id": "tiny-vl"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_running_server_is_noticed_with_its_models(port: int) -> None:
    REQUESTS.clear()
    found = running_servers({port: "vLLM", free_port(): "Ollama"})
    assert found == (Server("vLLM", f"http://127.0.0.1:{port}/v1", ("tiny-vl",)),)
    assert REQUESTS == [("GET", "/v1/models")]


def test_server_that_says_nothing_costs_under_half_a_second() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        start = time.monotonic()
        assert running_servers({silent.getsockname()[1]: "Ollama"}) == ()
        assert time.monotonic() - start < 0.5

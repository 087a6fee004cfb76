"""A server on the loopback address that answers each path with JSON that is written down beforehand."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class JsonServer:
    """A running server: what it answers by path, and what it was sent."""

    url: str
    answers: Mapping[str, Any]
    """A list is sent a line an item, as Ollama streams; a string as it is."""
    sent: list[tuple[str, Any]] = field(default_factory=list)


@contextmanager
def json_server(answers: Mapping[str, Any]) -> Iterator[JsonServer]:
    """The server, while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    known = JsonServer(f"http://127.0.0.1:{server.server_port}", answers)
    server.known = known  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: Any) -> None:
        known: JsonServer = self.server.known  # type: ignore[attr-defined]
        known.sent.append((self.path, body))
        answer = known.answers.get(self.path)
        lines = answer if isinstance(answer, list) else [answer]
        text = answer if isinstance(answer, str) else "\n".join(json.dumps(line) for line in lines)
        self.send_response(404 if answer is None else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(text.encode())

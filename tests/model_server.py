"""A language model server that only lists its models, in a process of its own; it remembers every request."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODELS = ("tiny-vl:7b", "nomic-embed-text")


class Handler(BaseHTTPRequestHandler):
    """GET /v1/models gives the models, GET /seen every request before it."""

    seen: list[str] = []  # noqa: RUF012

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        content = {"data": [{"id": name} for name in MODELS]} if self.path == "/v1/models" else self.seen[:]
        self.seen.append(f"{self.command} {self.path}")
        data = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET


@contextmanager
def model_server() -> Iterator[int]:
    """The port of a running server on the loopback address."""
    with subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()

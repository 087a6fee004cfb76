"""A server that speaks as OpenAI's, in a process of its own. The name of the model chooses how it behaves."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ERRORS: dict[str, tuple[int, str]] = {
    "no-key": (401, "Incorrect API key provided"),
    "forbidden": (403, "Project has no access"),
    "no-model": (404, "The model does not exist"),
    "always-busy": (429, "Rate limit reached"),
    "too-long": (400, "This model's maximum context length is 2048 tokens"),
    "too-large": (413, "Payload too large"),
    "blind-vl": (400, "image_url is only supported by certain models"),
    "bad-request": (400, "top_p must be positive"),
    "crashing": (500, "CUDA error"),
}


class Handler(BaseHTTPRequestHandler):
    """Answers /v1/chat/completions as a stream; GET gives back every request body so far."""

    protocol_version = "HTTP/1.1"
    seen: list[dict[str, Any]] = []  # noqa: RUF012

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self._whole(200, self.seen)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append(body)
        model = body["model"]
        if model in ERRORS:
            status, message = ERRORS[model]
            return self._whole(status, {"error": {"message": message, "type": "error"}})
        if model == "busy-once" and sum(each["model"] == model for each in self.seen) == 1:
            return self._whole(429, {"error": {"message": "Rate limit reached"}}, {"Retry-After": "0"})
        if model == "silent":
            time.sleep(30)
        return self._stream(model)

    def _stream(self, model: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in ("<think>", "Hm.", "</think>") if model == "thinking" else ():
            self._event({"delta": {"content": piece}})
        for piece in ("Revenue was ", "12 million ", "[1]."):
            self._event({"delta": {"content": piece}})
            if model == "cut":
                self.connection.shutdown(2)
                return
            if model == "stalling":
                time.sleep(30)
        if model != "endless":
            self._event({"delta": {}, "finish_reason": "stop"})
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _event(self, choice: dict[str, Any]) -> None:
        event = {"id": "1", "object": "chat.completion.chunk", "choices": [{"index": 0, **choice}]}
        self._chunk(f"data: {json.dumps(event)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def _whole(self, status: int, content: object, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(data)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def chat_server() -> Iterator[str]:
    """The address of a running server, such as http://127.0.0.1:40000/v1."""
    command = [sys.executable, __file__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        finally:
            process.kill()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()

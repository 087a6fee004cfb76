"""A server on the loopback address whose every reply is written down beforehand; the model's name chooses which."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Script:
    """What is answered to one model's name."""

    pieces: Sequence[str] = ()
    end: str = "stop"
    """The reason that is given for the end; empty for none."""
    whole: bool = False
    """One JSON object, whether or not a stream was asked for."""
    deltas: Sequence[Mapping[str, Any]] = ()
    """Deltas before the pieces: thoughts in a field of their own, tool calls, refusals."""
    status: int = 200
    body: str = ""
    """Sent as it is in place of a completion."""
    content_type: str = "application/json"
    wait_s: float = 0.0
    """Before every piece."""
    cut_after: int = -1
    """The connection is closed after so many pieces."""
    no_stream: bool = False
    """Refuses to stream, and answers whole when asked to."""


@dataclass
class Scripted:
    """A running server."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def scripted_server(script_of: Callable[[str], Script]) -> Iterator[Scripted]:
    """The server, while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    scripted = Scripted(f"http://127.0.0.1:{server.server_port}/v1")
    server.script_of, server.scripted = script_of, scripted  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.scripted.requests.append(asked)  # type: ignore[attr-defined]
        script: Script = self.server.script_of(asked["model"])  # type: ignore[attr-defined]
        streams = bool(asked.get("stream"))
        if script.no_stream and streams:
            self._send(400, json.dumps({"error": {"message": "Streaming is not supported."}}), "application/json")
        elif script.body:
            self._send(script.status, script.body, script.content_type)
        elif script.whole or not streams:
            time.sleep(script.wait_s)
            self._send(200, json.dumps(_completion(script)), "application/json")
        else:
            self._stream(script)

    def _send(self, status: int, text: str, content_type: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, script: Script) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        deltas = [*script.deltas, *({"content": piece} for piece in script.pieces)]
        try:
            for position, delta in enumerate(deltas):
                time.sleep(script.wait_s)
                if position == script.cut_after:
                    return self.connection.shutdown(2)
                self._event({"delta": {"role": "assistant", **delta}})
            if script.end:
                self._event({"delta": {}, "finish_reason": script.end})
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")
        except OSError:
            pass  # whoever asked has gone

    def _event(self, choice: dict[str, Any]) -> None:
        event = {"id": "1", "object": "chat.completion.chunk", "choices": [{"index": 0, **choice}]}
        self._chunk(f"data: {json.dumps(event)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


def _completion(script: Script) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": "".join(script.pieces)}
    for delta in script.deltas:
        message.update(delta)
    return {
        "id": "1",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": script.end}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }

"""Notices language model servers on this machine: asks the loopback address for their models, and nothing else."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

KNOWN_PORTS = {11434: "Ollama", 8080: "llama.cpp", 8000: "vLLM", 1234: "LM Studio"}
_TIMEOUT_S = 0.25
_MAX_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered, with what to write into `generator_url` and `generator`."""

    name: str
    url: str
    models: tuple[str, ...]

    def generator(self, model: str) -> str:
        """What to write into `generator` for one of its models."""
        return f"{'ollama' if self.name == 'Ollama' else 'openai'}:{model}"


class NoticedServers:
    """Looks once, in a thread of its own, so that nobody waits for it."""

    def __init__(self, look: Callable[[], tuple[Server, ...]] | None = None) -> None:
        self._look = look or running_servers
        self._found: tuple[Server, ...] = ()
        self._thread = threading.Thread(target=self._run, name="servers", daemon=True)
        self._thread.start()

    def __call__(self, wait_s: float = 0.0) -> tuple[Server, ...]:
        """What has answered so far, after at most `wait_s`."""
        self._thread.join(wait_s)
        return self._found

    def _run(self) -> None:
        self._found = self._look()


def running_servers(ports: dict[int, str] | None = None) -> tuple[Server, ...]:
    """The servers that answer on the loopback address, by port; takes at most about 0.3 s."""
    known = KNOWN_PORTS if ports is None else ports
    with ThreadPoolExecutor(max_workers=max(1, len(known))) as threads:
        found = threads.map(lambda item: _ask(*item), sorted(known.items()))
        return tuple(server for server in found if server is not None)


def _ask(port: int, name: str) -> Server | None:
    """One GET of /v1/models, which all four speak; http.client follows no proxy and no redirect."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", "/v1/models")
        response = connection.getresponse()
        body = json.loads(response.read(_MAX_BYTES))
        models = tuple(str(model["id"]) for model in body["data"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()
    return Server(name, f"http://127.0.0.1:{port}/v1", models)

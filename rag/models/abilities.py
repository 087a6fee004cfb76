"""What a language model can do, as its own server says: whether it sees, and how many tokens it reads.

Asks Ollama's `/api/show`, llama.cpp's `/props`, LM Studio's `/api/v0/models` and the model list of vLLM and others. A
server that says nothing is not an error. Knows these interfaces; does not know what is done with the answers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

_TIMEOUT_S = 3.0
_MAX_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Abilities:
    """What is known of a model; None where nobody says."""

    sees_images: bool | None = None
    context_tokens: int | None = None

    def else_by(self, other: Abilities) -> Abilities:
        """These, and what `other` knows besides."""
        sees = self.sees_images if self.sees_images is not None else other.sees_images
        return Abilities(sees, self.context_tokens or other.context_tokens)


def of_ollama(url: str, model: str) -> Abilities:
    """What the Ollama at `url` says of one of its models."""
    return _ollama(_asked(_root(url) + "/api/show", {"model": model}))


def of_server(url: str, model: str) -> Abilities:
    """What an OpenAI-compatible server says of its model, whichever program it is."""
    root = _root(url)
    found = _llama_cpp(_asked(f"{root}/props"))
    for answer in (_asked(f"{root}/api/v0/models"), _asked(f"{url.rstrip('/')}/models")):
        found = found.else_by(_listed(answer, model))
    return found


def of_profile(profile: object) -> Abilities:
    """What LangChain knows of a model: its `profile`."""
    known = profile if isinstance(profile, dict) else {}
    return Abilities(_flag(known.get("image_inputs")), _count(known.get("max_input_tokens")))


def _ollama(answer: Any) -> Abilities:
    if not isinstance(answer, dict):
        return Abilities()
    able = answer.get("capabilities")
    details = answer.get("model_info")
    lengths = (value for key, value in _items(details) if str(key).endswith(".context_length"))
    return Abilities("vision" in able if isinstance(able, list) else None, _count(next(lengths, None)))


def _llama_cpp(answer: Any) -> Abilities:
    if not isinstance(answer, dict):
        return Abilities()
    settings, modalities = answer.get("default_generation_settings"), answer.get("modalities")
    n_context = settings.get("n_ctx") if isinstance(settings, dict) else None
    return Abilities(_flag(dict(_items(modalities)).get("vision")), _count(n_context or answer.get("n_ctx")))


def _listed(answer: Any, model: str) -> Abilities:
    """Of a list of models: vLLM's `max_model_len`, LM Studio's `type` and context lengths, llama.cpp's `meta`."""
    rows = answer.get("data") if isinstance(answer, dict) else None
    row = next((row for row in rows or () if isinstance(row, dict) and row.get("id") == model), None)
    if row is None:
        return Abilities()
    able = row.get("capabilities")
    sees = {"vlm": True, "llm": False}.get(str(row.get("type")))
    if sees is None and isinstance(able, dict):
        sees = _flag(able.get("vision"))
    lengths = ("loaded_context_length", "max_model_len", "max_context_length", "context_length", "context_window")
    return Abilities(sees, next((n for name in lengths if (n := _count(row.get(name)))), None))


def _asked(address: str, body: dict[str, str] | None = None) -> Any:
    """The JSON that the address gives; None where it gives none."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT_S)
    key = os.environ.get("SIGHTLINE_API_KEY")
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
    try:
        connection.request("POST" if body else "GET", parts.path, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        return json.loads(response.read(_MAX_BYTES)) if response.status == 200 else None
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()


def _root(url: str) -> str:
    """The address without the path of the OpenAI-compatible interface."""
    return url.rstrip("/").removesuffix("/v1")


def _items(value: object) -> Iterator[tuple[object, object]]:
    return iter(value.items()) if isinstance(value, dict) else iter(())


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None

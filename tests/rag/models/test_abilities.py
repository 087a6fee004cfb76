# ruff: noqa: E501 - a table is read by rows
from __future__ import annotations

from typing import Any

import pytest

from rag.models.abilities import Abilities, of_ollama, of_profile, of_server
from tests.json_server import json_server

NOTHING = Abilities()


@pytest.mark.parametrize(
    ("answer", "able"),
    [
        ({"capabilities": ["completion", "vision"], "model_info": {"qwen25vl.context_length": 128000}}, Abilities(True, 128000)),
        ({"capabilities": ["completion"], "model_info": {"llama.context_length": 8192}}, Abilities(False, 8192)),
        ({"details": {}}, NOTHING),
        ([1, 2], NOTHING),
        ("<html>", NOTHING),
        (None, NOTHING),
    ],
)  # fmt: skip
def test_ollama_says_what_its_model_can(answer: Any, able: Abilities) -> None:
    with json_server({"/api/show": answer}) as server:
        assert of_ollama(server.url + "/v1", "m") == able
        assert server.sent == [("/api/show", {"model": "m"})]


@pytest.mark.parametrize(
    ("answers", "able"),
    [
        ({"/props": {"default_generation_settings": {"n_ctx": 4096}, "modalities": {"vision": True}}}, Abilities(True, 4096)),
        ({"/v1/models": {"data": [{"id": "other", "max_model_len": 1}, {"id": "m", "max_model_len": 32768}]}}, Abilities(None, 32768)),
        ({"/api/v0/models": {"data": [{"id": "m", "type": "vlm", "max_context_length": 9000, "loaded_context_length": 4000}]}}, Abilities(True, 4000)),
        ({"/api/v0/models": {"data": [{"id": "m", "type": "llm", "max_context_length": 9000}]}}, Abilities(False, 9000)),
        ({"/v1/models": {"data": [{"id": "m"}]}}, NOTHING),
        ({"/props": {"modalities": "yes", "default_generation_settings": 3}, "/v1/models": {"data": "none"}}, NOTHING),
        ({}, NOTHING),
    ],
)  # fmt: skip
def test_servers_say_what_their_models_can(answers: dict[str, Any], able: Abilities) -> None:
    with json_server(answers) as server:
        assert of_server(server.url + "/v1", "m") == able


def test_server_that_is_not_there_says_nothing() -> None:
    assert of_server("http://127.0.0.1:9/v1", "m") == of_ollama("http://127.0.0.1:9", "m") == NOTHING


def test_profile_of_langchain_is_read() -> None:
    assert of_profile({"image_inputs": True, "max_input_tokens": 200_000}) == Abilities(True, 200_000)
    assert of_profile(None) == of_profile({}) == NOTHING

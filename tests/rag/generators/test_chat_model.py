from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel

from rag.errors import ConfigError, GeneratorError, MissingModelError
from rag.generators.base import Evidence, Prompt
from rag.generators.chat_model import connect, of_model
from rag.generators.room import Wishes
from rag.types import Turn
from tests.chat_server import chat_server
from tests.hits import chunk, hit
from tests.json_server import json_server

EVIDENCE = Evidence(1, hit(chunk("Revenue was 12 million.")), "Revenue was 12 million.")
PROMPT = Prompt("Answer from the evidence.", "What was the revenue?", (EVIDENCE,))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with chat_server() as address:
        yield address


def _ask(url: str, model: str, prompt: Prompt = PROMPT, **settings: Any) -> str:
    return "".join(connect(f"openai:{model}", url, Wishes(**settings)).stream(prompt))


def _last_request(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url) as response:
        return dict(json.load(response)[-1])


def test_answer_comes_in_pieces(url: str) -> None:
    assert list(connect("openai:good", url).stream(PROMPT)) == ["Revenue was ", "12 million ", "[1]."]


def test_system_history_and_fenced_evidence_are_sent(url: str) -> None:
    _ask(url, "good", Prompt("Rules.", "And now?", (EVIDENCE,), (Turn("Before?", "That."),)))
    sent = _last_request(url)["messages"]
    assert [message["role"] for message in sent] == ["system", "user", "assistant", "user"]
    assert "<evidence-" in sent[-1]["content"] and sent[-1]["content"].rstrip().endswith("Question: And now?")


def test_pictures_are_sent_to_models_that_see_only(url: str) -> None:
    picture = Evidence(1, EVIDENCE.hit, "", np.zeros((8, 8, 3), np.uint8))
    prompt = Prompt("", "What is it?", (picture,), image=np.zeros((4, 4, 3), np.uint8))
    _ask(url, "some-vl", prompt)
    kinds = [part["type"] for part in _last_request(url)["messages"][-1]["content"]]
    assert kinds.count("image_url") == 2
    _ask(url, "blind", prompt)
    assert isinstance(_last_request(url)["messages"][-1]["content"], str)


def test_busy_server_is_asked_again(url: str) -> None:
    assert _ask(url, "busy-once") == "Revenue was 12 million [1]."


@pytest.mark.parametrize(
    ("model", "message", "hint"),
    [
        ("no-key", "refused the key", "API key"),
        ("forbidden", "does not allow", "account"),
        ("no-model", "does not have this model", "generator"),
        ("too-long", "cannot read this much", "context_tokens"),
        ("too-large", "cannot read this much", "context_tokens"),
        ("blind-vl", "does not read pictures", "generator_sees_images"),
        ("bad-request", "top_p must be positive", "generator"),
        ("cut", "broke off", "again"),
        ("endless", "broke off", "again"),
    ],
)
def test_failure_of_the_server_is_a_generator_error_with_a_hint(url: str, model: str, message: str, hint: str) -> None:
    with pytest.raises(GeneratorError, match=message) as caught:
        _ask(url, model)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("model", "message"), [("always-busy", "no more requests"), ("crashing", "failed: .*CUDA error")]
)
def test_failure_that_stays_is_given_up_after_retries(url: str, model: str, message: str) -> None:
    with pytest.raises(GeneratorError, match=message):
        _ask(url, model)


@pytest.mark.parametrize(("model", "message"), [("silent", "in time"), ("stalling", "in time")])
def test_silence_ends_after_the_timeout(url: str, model: str, message: str) -> None:
    begun = time.monotonic()
    with pytest.raises(GeneratorError, match=message):
        _ask(url, model, timeout_s=0.3)
    assert time.monotonic() - begun < 8


def test_server_that_is_not_there_names_the_address_setting() -> None:
    with pytest.raises(GeneratorError, match="cannot be reached") as caught:
        _ask("http://127.0.0.1:9/v1", "good")
    assert "generator_url" in caught.value.hint


@pytest.mark.parametrize(
    ("model", "sees"),
    [
        ("gpt-4o-mini", True),
        ("qwen2.5vl:7b", True),
        ("Qwen3-VL-8B", True),
        ("llava:13b", True),
        ("qwen3:8b", False),
        ("evals", False),
    ],
)
def test_model_that_sees_is_known_by_its_name(model: str, sees: bool) -> None:
    assert connect(f"ollama:{model}").sees_images is sees


def test_setting_overrides_the_name() -> None:
    assert connect("ollama:qwen3:8b", wishes=Wishes(sees_images="yes")).sees_images


def test_provider_without_package_gives_the_install_line() -> None:
    with pytest.raises(MissingModelError, match="pip install langchain-anthropic"):
        connect("anthropic:claude-sonnet")


@pytest.mark.parametrize("model", ["gpt-5", "nonsense:model"])
def test_unknown_provider_is_a_config_error(model: str) -> None:
    with pytest.raises(ConfigError):
        connect(model)


def _ollama(text: str, end: str = "stop") -> dict[str, Any]:
    said = [
        {"model": "m", "message": {"role": "assistant", "content": piece}, "done": False} for piece in text.split("|")
    ]
    last = {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": end}
    show = {"capabilities": ["completion", "vision"], "model_info": {"q.context_length": 32768}}
    return {"/api/show": show, "/api/chat": [*said, last]}


def test_ollama_is_asked_through_its_own_interface_with_its_context_set() -> None:
    with json_server(_ollama("Revenue was |12 million [1].")) as server:
        generator = connect("ollama:m", server.url + "/v1")
        assert list(generator.stream(PROMPT)) == ["Revenue was ", "12 million [1]."]
        assert generator.sees_images and generator.why == "as its server says"
        path, sent = server.sent[-1]
    assert path == "/api/chat"
    assert sent["options"]["num_ctx"] == 8192 - 1024 + 4096 and sent["options"]["num_predict"] == 4096


def test_ollama_that_reaches_its_limit_has_failed() -> None:
    with json_server(_ollama("Revenue was", "length")) as server, pytest.raises(GeneratorError, match="limit"):
        list(connect("ollama:m", server.url).stream(PROMPT))


def test_server_decides_over_the_name_and_limits_the_context() -> None:
    answers = {"/props": {"default_generation_settings": {"n_ctx": 4096}, "modalities": {"vision": False}}}
    with json_server(answers) as server:
        generator = connect("openai:qwen2.5-vl", server.url + "/v1")
    assert (generator.sees_images, generator.context_tokens) == (False, 4096)


def test_limit_of_the_answer_is_sent_under_both_names(url: str) -> None:
    _ask(url, "good", answer_tokens=300)
    sent = _last_request(url)
    assert sent["max_completion_tokens"] == sent["max_tokens"] == 300


def test_chat_model_that_somebody_made_is_used_with_its_profile() -> None:
    model = GenericFakeChatModel(
        messages=iter(["Twelve [1]."]), profile={"image_inputs": True, "max_input_tokens": 5000}
    )
    generator = of_model(model)
    assert (generator.sees_images, generator.context_tokens) == (True, 5000)
    assert "".join(generator.stream(PROMPT)) == "Twelve [1]."

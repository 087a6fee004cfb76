"""Answers with any LangChain chat model: Ollama, llama.cpp, vLLM, LM Studio, OpenAI, Anthropic and the others.

Knows LangChain's messages and exceptions. Does not know prompts' words or where evidence comes from.
"""

from __future__ import annotations

import base64
import io
import os
import re
from collections.abc import Iterator

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.messages.content import ContentBlock
from openai import OpenAIError
from PIL import Image

from rag.errors import ConfigError, GeneratorError, MissingModelError
from rag.generators.base import ANSWER_TOKENS, Prompt
from rag.generators.failures import cannot_stream, short, translated
from rag.generators.heard import Heard
from rag.generators.prompt import said, user_parts
from rag.generators.room import LONGEST_ANSWER, Room, Wishes
from rag.models.abilities import Abilities, of_ollama, of_profile, of_server
from rag.types import Pixels

OLLAMA_URL = "http://127.0.0.1:11434"

_SEES = re.compile(
    r"gpt-4o|gpt-4\.1|gpt-[5-9]|chatgpt|\bo[34]\b|claude|gemini|gemma-?[3-9]|llama-?4|llava|pixtral|mistral-(?:small|medium)-?3"
    r"|internvl|minicpm-v|smolvlm|molmo|moondream|idefics|phi-?\d.*(?:vision|multimodal)|vision|(?:^|[^a-z])vl(?:[^a-z]|$)|omni",
    re.IGNORECASE,
)
_JPEG_QUALITY = 90


class ChatModelGenerator:
    """A generator over one chat model."""

    def __init__(
        self, model: BaseChatModel, name: str, *, sees_images: bool, context_tokens: int, why: str = ""
    ) -> None:
        self._model = model
        self._name = name
        self._sees_images = sees_images
        self._context_tokens = context_tokens
        self.why = why
        """How it is known whether the model sees."""

    @property
    def name(self) -> str:
        return self._name

    @property
    def sees_images(self) -> bool:
        return self._sees_images

    @property
    def context_tokens(self) -> int:
        return self._context_tokens

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Pieces of the answer as the model writes them. Raises GeneratorError, also when it breaks off or is cut."""
        sent = messages(prompt, self._sees_images)
        heard = Heard(self._name)
        try:
            yield from self._streamed(sent, heard)
            if heard.nothing:
                # Some servers take the question and answer whole, whatever was asked for.
                yield from heard.take(self._model.invoke(sent))
        except GeneratorError:
            raise
        # Every provider has exceptions of its own, and all of them mean the same here.
        except Exception as exc:
            raise translated(exc, self._name, sees_images=self._sees_images, begun=heard.begun) from exc
        heard.check()

    def _streamed(self, sent: list[BaseMessage], heard: Heard) -> Iterator[str]:
        try:
            for chunk in self._model.stream(sent):
                yield from heard.take(chunk)
        except Exception as exc:
            if heard.begun or not cannot_stream(exc):
                raise


def connect(model: str, url: str = "", wishes: Wishes | None = None) -> ChatModelGenerator:
    """The generator for "provider:model", such as "openai:gpt-5-mini" or "ollama:qwen2.5vl:7b".

    An Ollama is asked through its own interface, at `url` or where it usually is. With `url` any other provider is an
    OpenAI-compatible server there; its key, if it wants one, is in SIGHTLINE_API_KEY. The server is asked what the
    model can do; no question is sent yet. Raises ConfigError for an unknown provider and MissingModelError when its
    package is not installed.
    """
    wishes = wishes or Wishes()
    provider, _, name = model.partition(":")
    if not name:
        raise ConfigError(
            f"The generator {model!r} has no provider.", 'Write it as "provider:model": openai:gpt-5-mini.'
        )
    if provider == "ollama":
        at = (url or OLLAMA_URL).rstrip("/").removesuffix("/v1")
        able = of_ollama(at, name)
        room = wishes.room(able.context_tokens)
        return _generator(_ollama(name, at, wishes, room), model, able, (wishes, room))
    if url:
        able = of_server(url, name)
        room = wishes.room(able.context_tokens)
        return _generator(_served(name, url, wishes, room), model, able, (wishes, room))
    chat = _hosted(provider, name, wishes, wishes.answer_tokens or LONGEST_ANSWER)
    able = of_profile(getattr(chat, "profile", None))
    return _generator(chat, model, able, (wishes, wishes.room(able.context_tokens, LONGEST_ANSWER)))


def of_model(chat: BaseChatModel, wishes: Wishes | None = None) -> ChatModelGenerator:
    """The generator over a chat model that somebody has made."""
    wishes = wishes or Wishes()
    name = str(getattr(chat, "model_name", "") or getattr(chat, "model", "") or type(chat).__name__)
    able = of_profile(getattr(chat, "profile", None))
    return _generator(chat, name, able, (wishes, wishes.room(able.context_tokens)))


def _generator(chat: BaseChatModel, name: str, able: Abilities, wanted: tuple[Wishes, Room]) -> ChatModelGenerator:
    wishes, room = wanted
    if wishes.sees_images != "auto":
        sees, why = wishes.sees_images == "yes", "as config.toml says"
    elif able.sees_images is not None:
        sees, why = able.sees_images, "as its server says"
    else:
        sees, why = bool(_SEES.search(name)), "by its name; `generator_sees_images` in config.toml decides otherwise"
    return ChatModelGenerator(chat, name, sees_images=sees, context_tokens=room.prompt, why=why)


def messages(prompt: Prompt, sees_images: bool) -> list[BaseMessage]:
    """The prompt as LangChain messages: system, earlier turns, then evidence and question as content blocks."""
    sent: list[BaseMessage] = [SystemMessage(prompt.system)] if prompt.system else []
    for turn in prompt.history:
        sent += [HumanMessage(turn.question), AIMessage(said(turn))]
    parts = [part for part in user_parts(prompt) if sees_images or isinstance(part, str)]
    if all(isinstance(part, str) for part in parts):
        return [*sent, HumanMessage("\n\n".join(str(part) for part in parts))]
    return [*sent, HumanMessage(content_blocks=[_block(part) for part in parts])]


def _served(name: str, url: str, wishes: Wishes, room: Room) -> BaseChatModel:
    """A model behind an OpenAI-compatible address. Such servers want some key, whatever it is."""
    return init_chat_model(
        name,
        model_provider="openai",
        base_url=url,
        api_key=os.environ.get("SIGHTLINE_API_KEY") or "none",
        timeout=wishes.timeout_s,
        temperature=0.0,
        max_retries=2,
        max_tokens=room.answer,
        # Servers of before 2025 know the limit under its old name only.
        extra_body={"max_tokens": room.answer},
        use_responses_api=False,
    )


def _ollama(name: str, url: str, wishes: Wishes, room: Room) -> BaseChatModel:
    """A model of Ollama, with the context that the prompt needs: without `num_ctx` it cuts off the rules silently."""
    try:
        return init_chat_model(
            name,
            model_provider="ollama",
            base_url=url,
            temperature=0.0,
            num_ctx=room.prompt - ANSWER_TOKENS + room.answer,
            num_predict=room.answer,
            client_kwargs={"timeout": wishes.timeout_s},
        )
    except ImportError as exc:
        raise MissingModelError("Models of Ollama need langchain-ollama.", "Run: pip install langchain-ollama") from exc


def _hosted(provider: str, name: str, wishes: Wishes, answer_tokens: int) -> BaseChatModel:
    try:
        return init_chat_model(
            name, model_provider=provider, timeout=wishes.timeout_s, max_retries=2, max_tokens=answer_tokens
        )
    except ImportError as exc:
        package = f"langchain-{provider.replace('_', '-')}"
        raise MissingModelError(f"Models of {provider} need {package}.", f"Run: pip install {package}") from exc
    except (ValueError, OpenAIError) as exc:
        raise ConfigError(
            f"The generator {provider}:{name} cannot be used: {short(str(exc))}",
            "Check the provider's name, and set the environment variable that holds its API key.",
        ) from exc


def _block(part: str | Pixels) -> ContentBlock:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    file = io.BytesIO()
    Image.fromarray(part).save(file, "JPEG", quality=_JPEG_QUALITY)
    return {"type": "image", "base64": base64.b64encode(file.getvalue()).decode(), "mime_type": "image/jpeg"}

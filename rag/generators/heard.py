"""What a chat model has said, and whether it was an answer: by its words, and by how its reply ended.

A reply that stops at a limit, is filtered, asks for a tool, declines, or has no words is a failure of the model and no
statement about the documents. Knows the fields in which LangChain's models tell this.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.messages import BaseMessage

from rag.errors import GeneratorError
from rag.generators.failures import broken_off, short

_ENDS = ("finish_reason", "stop_reason", "done_reason", "stopReason", "status")
_CUT = frozenset(
    ("length", "max_tokens", "max_output_tokens", "model_length", "incomplete", "model_context_window_exceeded")
)
_FILTERED = frozenset(
    ("content_filter", "content_filtered", "refusal", "safety", "recitation", "blocklist", "prohibited_content", "spii")
)
_TOOL = frozenset(("tool_calls", "tool_use", "function_call"))
_ROOM = "Raise `answer_tokens` in config.toml, or ask for less."


class Heard:
    """One reply as its messages come."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._metadata: dict[str, Any] = {}
        self._declined = ""
        self._asked_for_a_tool = False
        self._thought = False
        self._n_messages = 0
        self._has_words = False
        self.begun = False
        """Whether a word has come."""

    @property
    def nothing(self) -> bool:
        """Whether not one message has come."""
        return not self._n_messages

    def take(self, message: BaseMessage) -> Iterator[str]:
        """The words of the next message."""
        self._n_messages += 1
        self._metadata.update({key: value for key, value in message.response_metadata.items() if value})
        self._declined += str(message.additional_kwargs.get("refusal") or "")
        self._thought = self._thought or bool(message.additional_kwargs.get("reasoning_content"))
        calls = getattr(message, "tool_call_chunks", None) or getattr(message, "tool_calls", None)
        self._asked_for_a_tool = self._asked_for_a_tool or bool(calls or message.additional_kwargs.get("tool_calls"))
        for block in message.content if isinstance(message.content, list) else ():
            if isinstance(block, dict):
                self._declined += str(block.get("refusal") or "")
        if message.text:
            self.begun = True
            self._has_words = self._has_words or bool(message.text.strip())
            yield str(message.text)

    def check(self) -> None:
        """The reply has ended. Raises GeneratorError where it is no answer."""
        end = next((str(self._metadata[key]).casefold() for key in _ENDS if self._metadata.get(key)), "")
        model = f"The language model {self._name}"
        if self._declined:
            raise GeneratorError(f"{model} declined to answer: {short(self._declined)}", "Ask in other words.")
        if end in _FILTERED:
            raise GeneratorError(f"{model} was stopped by its provider's content filter.", "Ask in other words.")
        if end in _CUT:
            raise GeneratorError(f"{model} reached its limit before its answer was finished.", _ROOM)
        if self._asked_for_a_tool or end in _TOOL:
            hint = "Switch its tools off in its server, or choose another model."
            raise GeneratorError(f"{model} asked for a tool in place of answering.", hint)
        if self._metadata.get("model_provider") == "openai" and not end:
            raise broken_off(self._name)
        if not self._has_words:
            what = "thought and wrote no answer" if self._thought else "ended without a word"
            raise GeneratorError(
                f"{model} {what}.", f"Ask again. If it thinks before it answers: {_ROOM[0].lower()}{_ROOM[1:]}"
            )

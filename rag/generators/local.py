"""A multimodal language model on this machine, through transformers.

Knows: how to load one from a folder, feed it text and pictures, stream and stop it. Does not know the question.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from transformers import (
    AutoModelForImageTextToText,
    AutoProcessor,
    StoppingCriteria,
    StoppingCriteriaList,
    TextIteratorStreamer,
)

from rag.errors import GeneratorError
from rag.generators.base import Prompt
from rag.generators.prompt import said, user_parts
from rag.models.folders import resolve
from rag.types import Pixels, Turn

_MAX_NEW_TOKENS = 768


class _Stop(StoppingCriteria):
    """Ends the generation when the reader of the stream has gone."""

    def __init__(self) -> None:
        self.asked = threading.Event()

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **kwargs: Any) -> torch.Tensor:
        return torch.full((input_ids.shape[0],), self.asked.is_set(), device=input_ids.device, dtype=torch.bool)


class LocalGenerator:
    """Any image-text-to-text model of transformers: SmolVLM2, Qwen-VL, LLaVA, Gemma 3."""

    sees_images = True

    def __init__(self, model: str | Path, device: str = "cpu", timeout_s: float = 120.0) -> None:
        folder = resolve(model)
        self.name = folder.name
        self._timeout_s = timeout_s
        self._processor = AutoProcessor.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        self._model = AutoModelForImageTextToText.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype="auto"
        )
        self._model.to(device).eval()

    @property
    def context_tokens(self) -> int:
        config = self._model.config.get_text_config()
        return int(getattr(config, "max_position_embeddings", 4096))

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Pieces of the answer; closing the iterator stops the model within one token."""
        inputs = self._inputs(prompt)
        n_tokens = int(inputs["input_ids"].shape[1])
        if n_tokens >= self.context_tokens:
            raise GeneratorError(
                f"The prompt has {n_tokens} tokens; {self.name} reads {self.context_tokens}.",
                "Lower `evidence` or `context_tokens` in config.toml.",
            )
        streamer = TextIteratorStreamer(
            self._processor.tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=self._timeout_s
        )
        stop = _Stop()
        failure: list[BaseException] = []
        thread = threading.Thread(target=self._generate, args=(inputs, streamer, stop, failure), daemon=True)
        thread.start()
        try:
            yield from streamer
        finally:
            stop.asked.set()
            thread.join()
        if failure:
            raise GeneratorError(f"{self.name} failed: {failure[0]}", "Try less evidence, or another model.")

    def _generate(self, inputs: Any, streamer: TextIteratorStreamer, stop: _Stop, failure: list[BaseException]) -> None:
        try:
            with torch.inference_mode():
                self._model.generate(
                    **inputs,
                    max_new_tokens=_MAX_NEW_TOKENS,
                    do_sample=False,
                    streamer=streamer,
                    stopping_criteria=StoppingCriteriaList([stop]),
                )
        except (RuntimeError, ValueError, IndexError) as exc:
            failure.append(exc)
            streamer.end()

    def _inputs(self, prompt: Prompt) -> Any:
        """The chat template over the system text and the parts of the question, pictures as PIL images."""
        parts = [_part(part) for part in user_parts(prompt)]
        messages = [
            {"role": "system", "content": [_part(prompt.system)]},
            *(message for turn in prompt.history for message in _told(turn)),
            {"role": "user", "content": parts},
        ]
        inputs = self._processor.apply_chat_template(
            messages, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
        )
        return inputs.to(self._model.device, dtype=self._model.dtype)


def _told(turn: Turn) -> list[dict[str, Any]]:
    return [
        {"role": "user", "content": [_part(turn.question)]},
        {"role": "assistant", "content": [_part(said(turn))]},
    ]


def _part(part: str | Pixels) -> dict[str, Any]:
    # A picture is always handed over as a PIL image: a string could be a path or a URL, and would be opened.
    return (
        {"type": "text", "text": part} if isinstance(part, str) else {"type": "image", "image": Image.fromarray(part)}
    )

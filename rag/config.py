"""The settings of one library: `config.toml` in its directory, overridden by `SIGHTLINE_…` environment variables.

Knows: every key, its default and its effect. Does not know: what the values build. Secrets are never kept here: a
language model's key comes from the environment variable that its own provider documents.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from rag.errors import ConfigError

FILE_NAME = "config.toml"
PREFIX = "SIGHTLINE_"


def _key(default: Any, effect: str) -> Any:
    return field(default=default, metadata={"effect": effect})


@dataclass(frozen=True, slots=True)
class Config:
    """All settings; an instance is complete and checked."""

    text_model: str = _key(
        "auto",
        "Text encoder: built-in (MiniLM, English), built-in-multilingual (multilingual-e5-small, in twice the time), "
        "auto (the second for collections with texts or questions that are not English), or another's folder or id.",
    )
    vision_model: str = _key(
        "builtin", "Picture encoder: builtin (for drawings), none, or a CLIP or SigLIP folder or id."
    )
    late_model: str = _key("builtin", "Late interaction: builtin (MiniLM's token vectors), none, or a folder or id.")
    reranker_model: str = _key(
        "none", "Second look at the first hits: none, or the folder or id of a cross-encoder or a BLIP matcher."
    )
    generator: str = _key("extractive", "Who answers: extractive (no model), provider:model, or transformers:FOLDER.")
    generator_url: str = _key("", "Address of an OpenAI-compatible server, such as http://127.0.0.1:8000/v1.")
    generator_sees_images: str = _key("auto", "Send pictures to the generator: auto (as its server says), yes or no.")
    generator_timeout_s: float = _key(120.0, "Seconds without a word from the generator before it is given up.")
    context_tokens: int = _key(8192, "Tokens that the generator reads; less where its server says so.")
    answer_tokens: int = _key(0, "Tokens of an answer, thoughts included; 0 for what the context leaves, at most 4096.")
    device: str = _key("auto", "Where models run: auto, cpu, cuda or mps.")
    evidence: int = _key(
        0, "How many hits are read at most; 0: 6 without a language model, with one what its prompt can hold."
    )
    refuse_below: float = _key(
        -1.0, "Confidence, 0 to 1, under which a question is refused; -1 for the calibrated one."
    )
    ocr: bool = _key(True, "Read the words on scans and pictures.")
    workers: int = _key(0, "Processes that read files; 0 for one a core.")
    worker_memory_mb: int = _key(2048, "Address space of one such process.")
    worker_timeout_s: float = _key(60.0, "Seconds without a finished page before that page is given up.")
    max_pages: int = _key(10_000, "Pages of one document that are read; the rest is left with a warning.")
    max_document_s: float = _key(1800.0, "Seconds of reading, over all processes, that one document may cost.")
    max_pixels: int = _key(100_000_000, "A picture with more is refused before it is decoded.")
    max_upload_mb: int = _key(500, "Largest file that the web page takes.")

    def __post_init__(self) -> None:
        for known in fields(self):
            _check(known, getattr(self, known.name))

    @property
    def n_workers(self) -> int:
        return self.workers or os.cpu_count() or 1

    @classmethod
    def load(cls, directory: Path, environment: Mapping[str, str] = os.environ) -> Config:
        """Read `directory`/config.toml where it exists, then the environment. Raises ConfigError."""
        values = _from_file(directory / FILE_NAME)
        for known in fields(cls):
            text = environment.get(PREFIX + known.name.upper())
            if text is not None:
                values[known.name] = _parse(known, text)
        return cls(**values)


def template() -> str:
    """A config.toml with every key at its default, commented out, and its effect."""
    rows = [f"# {known.metadata['effect']}\n# {known.name} = {_toml(known.default)}\n" for known in fields(Config)]
    return "# Settings of this library. Remove a '#' to change one.\n\n" + "\n".join(rows)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{path} is not valid TOML: {exc}.", "Correct that line, or move the file away.") from exc
    names = [known.name for known in fields(Config)]
    unknown = sorted(set(values) - set(names))
    if unknown:
        raise ConfigError(f"{path} has the unknown key {unknown[0]!r}.", f"Known keys: {', '.join(names)}.")
    return values


def _check(known: Field[Any], value: Any) -> None:
    default: Any = known.default
    wanted = type(default)
    if wanted is float and type(value) is int:
        return
    if type(value) is not wanted:
        raise ConfigError(
            f"The setting {known.name} is {value!r}, which is no {wanted.__name__}.", f"For example: {known.default!r}."
        )
    if wanted in (int, float) and value < 0 <= default:
        raise ConfigError(f"The setting {known.name} is {value!r}.", "It must not be negative.")


def _parse(known: Field[Any], text: str) -> Any:
    wanted: Any = type(known.default)
    if wanted is bool:
        if text.lower() not in ("1", "true", "yes", "on", "0", "false", "no", "off"):
            raise ConfigError(f"{PREFIX}{known.name.upper()} is {text!r}.", "It takes true or false.")
        return text.lower() in ("1", "true", "yes", "on")
    try:
        return wanted(text)
    except ValueError as exc:
        raise ConfigError(f"{PREFIX}{known.name.upper()} is {text!r}.", f"It takes a {wanted.__name__}.") from exc


def _toml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def write_setting(directory: Path, name: str, value: bool | int | float | str) -> None:
    """Set a key in `directory`/config.toml; every other line stays as it is. Raises ConfigError."""
    known = next((one for one in fields(Config) if one.name == name), None)
    if known is None:
        raise ConfigError(f"There is no setting {name!r}.", "Look at config.toml for those that there are.")
    _check(known, value)
    path = directory / FILE_NAME
    lines = (path.read_text(encoding="utf-8") if path.exists() else template()).splitlines()
    # Quoted as JSON, which TOML reads the same.
    written = f"{name} = {json.dumps(value, ensure_ascii=False)}"
    mine = re.compile(rf"#?\s*{re.escape(name)}\s*=")
    at = next((index for index, line in enumerate(lines) if mine.match(line)), None)
    lines = [*lines, written] if at is None else [*lines[:at], written, *lines[at + 1 :]]
    partial = path.with_suffix(".partial")
    partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
    partial.replace(path)

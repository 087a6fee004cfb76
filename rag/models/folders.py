"""Finds a model's folder on this machine and names its space. Knows nothing of what the model does.

Nothing is downloaded and no code from a model is run: an id is looked up in the local Hugging Face cache only, weights
are safetensors only.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from rag.errors import MissingModelError, UnsupportedError

_COUNTED = (".json", ".txt", ".model", ".safetensors")


def resolve(model: str | Path) -> Path:
    """The folder of a model given by path, or by the id of one in the local cache.

    Raises MissingModelError when it is on neither, UnsupportedError when its weights are not safetensors.
    """
    folder = find(model)
    if not any(folder.rglob("*.safetensors")):
        raise UnsupportedError(
            f"The model {model} has no safetensors weights.",
            "Other formats can run code when loaded; convert it first.",
        )
    return folder


def find(model: str | Path) -> Path:
    """The folder of a model given by path or id, whatever is in it. Raises MissingModelError."""
    folder = Path(model).expanduser()
    return folder if folder.is_dir() else _cached(str(model))


def cache() -> Path:
    """The local Hugging Face cache."""
    root = Path(os.environ.get("HF_HUB_CACHE") or Path(os.environ.get("HF_HOME", "~/.cache/huggingface")) / "hub")
    return root.expanduser()


def _cached(model_id: str) -> Path:
    # Half a second that nobody pays who uses the built-in models.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model_id, local_files_only=True, cache_dir=cache()))
    except (LocalEntryNotFoundError, HFValidationError) as exc:
        raise MissingModelError(
            f"The model {model_id} is not on this machine.",
            f"Give a folder, or download it once: sightline models fetch {model_id}",
        ) from exc


def fingerprint(folder: Path) -> str:
    """12 hex digits that change when any byte of the model does; about a second for each gigabyte."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _COUNTED:
            with path.open("rb") as file:
                digest.update(f"{path.relative_to(folder)}:".encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]

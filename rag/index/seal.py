"""A seal over the files of a folder: sizes and digests. Whatever changed them since, a kill or a copy too, breaks it.

Chroma cannot be asked whether its files are sound: some damaged ones end the process that opens them, others answer
wrongly. They are what it wrote, to the last byte, or they are not opened.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

Seal = dict[str, str]
""""SIZE:DIGEST" of each file, by its path in the folder."""


def seal_of(folder: Path) -> Seal:
    """The seal of the folder as it is now. Raises OSError."""
    return {name: f"{path.stat().st_size}:{_digest(path)}" for name, path in _files(folder).items()}


def is_unbroken(folder: Path, seal: Seal) -> bool:
    """Whether the folder has the sealed files, each as it was, and no other; an empty seal holds nothing together."""
    try:
        found = _files(folder)
        sizes = {name: int(entry.partition(":")[0]) for name, entry in seal.items()}
        # Sizes first: a killed Chroma has left a sparse file of 226 GB, which nobody wants to read.
        if not seal or {name: path.stat().st_size for name, path in found.items()} != sizes:
            return False
        return all(seal[name].endswith(f":{_digest(path)}") for name, path in found.items())
    except (OSError, ValueError):
        return False


def _files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Where the real documents are that some tests run over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def data_folder(name: str) -> Path:
    """The folder `name` below SIGHTLINE_DATA, else beside the project; skips the test where there is none."""
    root = Path(os.environ.get("SIGHTLINE_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not (root / name).is_dir():
        pytest.skip(f"there is no {root / name}; set SIGHTLINE_DATA to a folder that has {name}")
    return root / name

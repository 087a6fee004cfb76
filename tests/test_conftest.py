"""A run without a browser says so in its last line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import SLOW

ROOT = Path(__file__).parents[1]


def test_every_slow_place_is_there() -> None:
    assert [name for name in SLOW if not (ROOT / "tests" / name).exists()] == []


def test_run_without_a_browser_says_so_at_last(tmp_path: Path) -> None:
    # No Chromium is found: neither on the path nor where Playwright keeps its own.
    surroundings = {**os.environ, "PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/web/test_model_offers.py",
        "-k",
        "browser",
        "-p",
        "no:cacheprovider",
    ]
    run = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert run.stdout.splitlines()[-1].startswith("1 browser tests did not run")

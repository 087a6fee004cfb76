"""Asks, in a process of its own, which sets of an index are sound: a damaged one can take its reader along, or hang."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_START_S, _EACH_S = 60.0, 2.0


def sound_sets(directory: Path, names: Sequence[str]) -> dict[str, int]:
    """Those of a Chroma folder's sets that open and find their own records, with how many they have."""
    command = [sys.executable, "-m", "rag.index.chroma", str(directory.resolve()), *names]
    # From here `-m` finds this very package, wherever the program was started.
    root = Path(__file__).parents[2]
    limit_s = _START_S + _EACH_S * len(names)
    try:
        written = subprocess.run(command, timeout=limit_s, capture_output=True, cwd=root, check=False).stdout
    except subprocess.TimeoutExpired as late:
        # What was named before one of them hung is sound.
        written = late.stdout or b""
    answers = (line.rpartition(" ") for line in written.decode().splitlines())
    return {name: int(count) for name, _, count in answers if name in names}

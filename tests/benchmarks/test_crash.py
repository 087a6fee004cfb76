"""A few rounds of the crash benchmark: nothing acknowledged is lost, nothing deleted stays, nothing needs repair."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from benchmarks.crash import FIGURES, rounds


def test_killed_processes_lose_nothing(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    rounds(tmp_path, 6, random.Random(7), counts)
    assert counts["kills"] == 6
    assert {figure: counts[figure] for figure in FIGURES} == dict.fromkeys(FIGURES, 0)

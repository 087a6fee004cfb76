"""What a look at a library finds, and how it is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

State = Literal["well", "note", "ill"]
"""In order; worth knowing; wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    state: State
    says: str
    remedy: str = ""
    """What the person can do, where there is something to do."""
    repair: Callable[[], None] | None = field(default=None, compare=False, repr=False)
    """Mends it; None where it mends itself or only the person can. Raises SightlineError."""

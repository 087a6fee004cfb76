"""What stands behind the page: a library, what is asked of it, and the files on their way into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingestion.job_runner import JobRunner
from ingestion.jobs import Jobs
from rag.conversations.asking import Asking
from rag.library import Library
from rag.models.servers import Server


@dataclass(frozen=True, slots=True)
class Services:
    """Everything behind the page."""

    library: Library
    asking: Asking
    jobs: Jobs
    runner: JobRunner
    weights: Callable[[str], Mapping[str, float]]
    """The weight of each stream in a collection, by its name."""
    samples: Path
    """Folder with `documents/` and `questions.txt`; may be missing."""
    servers: Callable[[], tuple[Server, ...]] = tuple
    """The language model servers that were noticed on this machine so far."""

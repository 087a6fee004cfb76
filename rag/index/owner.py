"""One process owns the index: a lock that the operating system frees when its holder dies."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from filelock import FileLock, Timeout

log = logging.getLogger(__name__)
LOCK_NAME = "owner.lock"
CARD_NAME = "owner.json"


class Ownership:
    """The right to use a folder, held by at most one process. Nothing is made before `acquire`."""

    def __init__(self, directory: Path, purpose: str) -> None:
        self.directory = directory
        # A FileLock belongs to the thread that took it, unless told otherwise; searches and the worker share this one.
        self._lock = FileLock(directory / LOCK_NAME, thread_local=False)
        self._purpose = purpose

    @property
    def held(self) -> bool:
        return self._lock.is_locked

    def acquire(self) -> bool:
        """Take it unless somebody has it; does not wait. A folder that cannot be written is nobody's."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            # For whoever wonders what holds the index; the lock decides.
            card = {"pid": os.getpid(), "purpose": self._purpose}
            (self.directory / CARD_NAME).write_text(json.dumps(card), encoding="utf-8")
        except Timeout:
            return False
        except OSError as exc:
            log.warning("the vector index cannot be used: %s", exc)
            self._lock.release()
            return False
        return True

    def release(self) -> None:
        """Give it back; nothing happens when it is not held."""
        if self.held:
            (self.directory / CARD_NAME).unlink(missing_ok=True)
            self._lock.release()

    def holder(self) -> str:
        """Who says that it has the folder, for people: "search, process 4711"."""
        try:
            card = json.loads((self.directory / CARD_NAME).read_text(encoding="utf-8"))
            return f"{card['purpose']}, process {card['pid']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "it does not say which"

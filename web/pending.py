"""Deletions that can be undone: what they delete is hidden at once and goes a little later.

Knows: names of what is hidden, and when it goes. A server that is killed meanwhile has deleted nothing.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from rag.errors import SightlineError

log = logging.getLogger(__name__)
UNDO_S = 12.0


@dataclass(frozen=True, slots=True)
class _Held:
    name: str
    """What is hidden meanwhile; empty when it is gone already and is brought back by `undo`."""
    act: Callable[[], None]
    undo: Callable[[], None]
    timer: threading.Timer


def _nothing() -> None:
    return None


class Pending:
    """What may still be undone. Safe for use from several threads."""

    def __init__(self, wait_s: float = UNDO_S) -> None:
        self._wait_s = wait_s
        self._held: dict[str, _Held] = {}
        self._lock = threading.Lock()

    def hold(self, name: str, act: Callable[[], None] = _nothing, undo: Callable[[], None] = _nothing) -> str:
        """Do `act` in a while, hiding `name` until then; the token that undoes it."""
        token = secrets.token_hex(8)
        timer = threading.Timer(self._wait_s, self._due, (token,))
        timer.daemon = True
        with self._lock:
            self._held[token] = _Held(name, act, undo, timer)
        timer.start()
        return token

    def undo(self, token: str) -> bool:
        """Call a deletion off; False when it is too late."""
        held = self._take(token)
        if held is None:
            return False
        held.timer.cancel()
        held.undo()
        return True

    def hidden(self) -> frozenset[str]:
        """The names that are not to be shown."""
        with self._lock:
            return frozenset(held.name for held in self._held.values())

    def release(self, name: str) -> None:
        """Do now what hides `name`."""
        for token in [token for token, held in self._held.items() if held.name == name]:
            self._due(token)

    def close(self) -> None:
        """Do now what is due later."""
        for token in list(self._held):
            self._due(token)

    def _due(self, token: str) -> None:
        held = self._take(token)
        if held is None:
            return
        held.timer.cancel()
        try:
            held.act()
        except SightlineError as error:
            log.warning("%s could not be deleted: %s", held.name, error)

    def _take(self, token: str) -> _Held | None:
        with self._lock:
            return self._held.pop(token, None)

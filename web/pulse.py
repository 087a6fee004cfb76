"""What has changed on the page since a tab last asked: every part with a version, sent when it is another one.

The tabs ask, a few times a second while something is being written or read, and are not told: a connection that stays
open for each tab uses up the six that a browser opens to one server, and a third tab would wait for ever.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from web.desk import Desk
from web.documents import row_of
from web.history import draw_history
from web.job_panel import draw_jobs
from web.samples import sample_files, sample_questions
from web.shell import draw_shell
from web.texts import Language
from web.transcript import Shown, notes_of
from web.welcome import Welcome, draw_welcome
from web.where import Where

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a tab shows already."""

    parts: Mapping[str, str]
    turns: Mapping[str, str]
    words: str = ""
    """What is searched in the list of conversations."""


class Pulse:
    """Draws the parts of the page for a tab. Safe for use from several threads."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # Addresses of pictures are those of this process: a tab from before a restart gets everything anew.
        self._process = secrets.token_hex(4)
        self._listed: dict[tuple[str, Language], tuple[str, list[Values]]] = {}
        self._lock = threading.Lock()

    def beat(self, where: Where, seen: Seen) -> Values:
        """The parts that are not as the tab has them, with their versions."""
        jobs = self._jobs(where)
        parts: dict[str, tuple[str, object]] = {
            "shell": self._versioned(draw_shell(where.language)),
            "collections": self._versioned(self._desk.collections()),
            "jobs": self._versioned(jobs),
            "history": self._versioned(self._history(where, seen.words)),
            "documents": self._documents(where),
        }
        order, turns, busy = self._turns(where, seen.turns)
        parts["welcome"] = self._versioned("" if order else self._welcome(where))
        changed = {name: value for name, (version, value) in parts.items() if seen.parts.get(name) != version}
        versions = {name: version for name, (version, _) in parts.items()}
        busy = busy or 'class="ingest busy' in jobs
        return {"versions": versions, "parts": changed, "order": order, "turns": turns, "busy": busy}

    def _versioned(self, value: object) -> tuple[str, object]:
        digest = hashlib.blake2b(repr(value).encode("utf-8", "replace"), digest_size=8).hexdigest()
        return f"{self._process}{digest}", value

    def _turns(self, where: Where, seen: Mapping[str, str]) -> tuple[list[int], list[Values], bool]:
        asking = self._desk.services.asking
        transcript = self._desk.transcript(where.language)
        exchanges = asking.exchanges(where.conversation)
        turns: list[Values] = []
        busy = False
        for index, (exchange, version) in enumerate(exchanges):
            is_open = not exchange.done and asking.is_open(where.conversation, exchange.number)
            position = asking.position(where.conversation, exchange.number) if is_open else 0
            busy = busy or is_open
            name = f"{self._process}.{where.language}.{version}.{int(is_open)}.{position}"
            if seen.get(str(exchange.number)) != name:
                said = notes_of([earlier for earlier, _ in exchanges[:index]])
                html = transcript.turn(exchange, Shown(is_open, position, said))
                turns.append({"number": exchange.number, "version": name, "html": html})
        return [exchange.number for exchange, _ in exchanges], turns, busy

    def _jobs(self, where: Where) -> str:
        services = self._desk.services
        return draw_jobs(where.language, services.jobs.list(), services.runner.seconds_left)

    def _history(self, where: Where, words: str) -> str:
        entries = self._desk.services.library.conversations.list(words)
        hidden = self._desk.pending.hidden()
        shown = [entry for entry in entries if f"collection:{entry.collection}" not in hidden]
        return draw_history(where.language, shown, where.conversation, bool(words))

    def _documents(self, where: Where) -> tuple[str, object]:
        """The list is made again only when the ledger has changed: it may be long."""
        ledger = self._desk.services.library.ledger
        version = f"{self._process}.{where.language}.{where.collection}.{ledger.change()}"
        with self._lock:
            kept = self._listed.get((where.collection, where.language))
        if kept is None or kept[0] != version:
            documents = self._desk.documents(where.collection)
            kept = version, [row_of(where.language, document) for document in documents]
            with self._lock:
                self._listed[where.collection, where.language] = kept
        return kept

    def _welcome(self, where: Where) -> str:
        """What stands in the middle before the first question."""
        services = self._desk.services
        documents = self._desk.documents(where.collection)
        names = {document.source.name for document in documents}
        samples = bool(sample_files(services.samples))
        examples = sample_questions(services.samples, names, where.language)
        welcome = Welcome(where.language, where.collection, len(documents), samples)
        return draw_welcome(welcome, examples, services.library.notices(), self._desk.offered())

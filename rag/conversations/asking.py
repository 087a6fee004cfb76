"""Answers questions of conversations in threads of its own, so that an answer outlives the tab that asked for it.

Knows: who waits for whom: the questions of one conversation are answered one after the other, those of several at the
same time, as many as there are threads. Does not know: how an answer is found or shown.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from rag.conversations.exchange import Exchange, Problem, Vote, history
from rag.conversations.store import Conversations
from rag.errors import NotFoundError, SightlineError
from rag.types import Answer, Hit, Pixels, Query, Turn

log = logging.getLogger(__name__)
FAILED = "Something went wrong inside Sightline."
FAILED_HINT = "Try again; the terminal that started it has the details."
_N_FOUND = 12
_N_ROOMS = 200


class Answers(Protocol):
    """The part of a library that answers."""

    def stream(self, query: str | Query, history: Sequence[Turn] = ...) -> Iterator[Answer]: ...
    def find(self, query: str | Query, k: int = ...) -> list[Hit]: ...
    def add_feedback(self, query: Query, hit: Hit, *, helpful: bool) -> None: ...


@dataclass(slots=True)
class _Room:
    """An open conversation: what is written in it now is newer than what the ledger has."""

    exchanges: dict[int, Exchange] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    stamp: tuple[int, int, int] = (0, 0, 0)
    running: int = 0
    """The number of the question that is being answered; 0 for none."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    conversation: str
    number: int


class Asking:
    """The open conversations of a library. Safe for use from several threads."""

    def __init__(self, library: Answers, conversations: Conversations, n_threads: int = 4) -> None:
        self._library = library
        self._conversations = conversations
        self._rooms: OrderedDict[str, _Room] = OrderedDict()
        self._waiting: list[_Waiting] = []
        self._stopped: set[int] = set()
        self._version = 0
        self._changed = threading.Condition()
        self._closed = False
        self._threads = [threading.Thread(target=self._work, name="answer", daemon=True) for _ in range(n_threads)]
        for thread in self._threads:
            thread.start()

    def ask(self, conversation_id: str, exchange: Exchange) -> Exchange:
        """Put a question at the end of a conversation and have it answered; returns it with its number."""
        asked = replace(exchange, asked_at=exchange.asked_at or datetime.now(UTC).isoformat(timespec="seconds"))
        with self._changed:
            room = self._room(conversation_id)
            asked = self._conversations.append(conversation_id, asked)
            room.stamp = self._conversations.stamp(conversation_id)
            self._put(room, asked)
            self._waiting.append(_Waiting(conversation_id, asked.number))
            self._changed.notify_all()
        return asked

    def again(self, conversation_id: str, number: int, image: Pixels | None = None) -> Exchange:
        """Have a question of a conversation answered anew, at its place; `image` is its picture. Raises NotFoundError.

        The ledger keeps a small copy of a question's picture only, so that after a restart the picture is handed in.
        """
        with self._changed:
            room = self._room(conversation_id)
            exchange = self._exchange(room, number)
            if not self.is_open(conversation_id, number):
                exchange = replace(
                    exchange,
                    query=replace(exchange.query, image=image),
                    answer=None,
                    hits=None,
                    problem=None,
                    stopped=False,
                    withdrawn=False,
                    vote="",
                )
                self._conversations.update(exchange)
                self._put(room, exchange)
                room.stamp = self._conversations.stamp(conversation_id)
                self._waiting.append(_Waiting(conversation_id, number))
                self._changed.notify_all()
        return exchange

    def stop(self, conversation_id: str, number: int) -> None:
        """Leave an answer as far as it has come."""
        with self._changed:
            if self.is_open(conversation_id, number):
                self._stopped.add(number)
                self._settle_waiting(conversation_id, number)

    def is_open(self, conversation_id: str, number: int) -> bool:
        """Whether a question waits or is being answered in this process."""
        with self._changed:
            room = self._rooms.get(conversation_id)
            exchange = room.exchanges.get(number) if room is not None else None
            if room is None or exchange is None or exchange.done:
                return False
            return room.running == number or _Waiting(conversation_id, number) in self._waiting

    def position(self, conversation_id: str, number: int) -> int:
        """How many questions will be begun until this one is; 0 for one that has begun."""
        with self._changed:
            waiting = _Waiting(conversation_id, number)
            return self._waiting.index(waiting) + 1 if waiting in self._waiting else 0

    def exchanges(self, conversation_id: str) -> tuple[tuple[Exchange, int], ...]:
        """The questions of a conversation, oldest first, each with a version that rises when something comes of it."""
        with self._changed:
            room = self._room(conversation_id)
            return tuple((room.exchanges[number], room.versions[number]) for number in sorted(room.exchanges))

    def exchange(self, conversation_id: str, number: int) -> Exchange:
        """One of them. Raises NotFoundError."""
        with self._changed:
            return self._exchange(self._room(conversation_id), number)

    def vote(self, conversation_id: str, number: int, vote: Vote) -> None:
        """Remember whether the evidence of an answer answered its question. Raises NotFoundError."""
        with self._changed:
            room = self._room(conversation_id)
            exchange = self._exchange(room, number)
            if exchange.vote == vote:
                return
            exchange = replace(exchange, vote=vote)
            self._put(room, exchange)
        self._conversations.update(exchange)
        for evidence in exchange.evidence if vote else ():
            self._library.add_feedback(exchange.query, evidence.hit, helpful=vote == "up")

    def forget(self, conversation_id: str) -> None:
        """Leave what is being written in a conversation, and look at the ledger again for it."""
        with self._changed:
            room = self._rooms.get(conversation_id)
            for number in room.exchanges if room is not None else ():
                self.stop(conversation_id, number)
            self._rooms.pop(conversation_id, None)

    def close(self) -> None:
        """Begin no more answers; those that are being written are left as far as they have come."""
        with self._changed:
            self._closed = True
            for identity, room in self._rooms.items():
                for number in room.exchanges:
                    self.stop(identity, number)
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(5)

    def _room(self, conversation_id: str) -> _Room:
        """The open conversation, read anew where another process has written it."""
        stamp = self._conversations.stamp(conversation_id)
        room = self._rooms.setdefault(conversation_id, _Room())
        self._rooms.move_to_end(conversation_id)
        if room.stamp != stamp:
            self._read(conversation_id, room)
            room.stamp = stamp
        idle = [key for key, one in self._rooms.items() if self._is_idle(key, one)]
        for identity in idle[: max(0, len(self._rooms) - _N_ROOMS)]:
            del self._rooms[identity]
        return room

    def _is_idle(self, conversation_id: str, room: _Room) -> bool:
        return not room.running and all(one.conversation != conversation_id for one in self._waiting)

    def _read(self, conversation_id: str, room: _Room) -> None:
        try:
            stored = {one.number: one for one in self._conversations.exchanges(conversation_id)}
        except NotFoundError:
            stored = {}
        for number in set(room.exchanges) - set(stored):
            del room.exchanges[number], room.versions[number]
        for number, exchange in stored.items():
            known = room.exchanges.get(number)
            # What is being written here is newer than what the ledger has, unless its evidence is gone.
            if known is None or (exchange.withdrawn and not known.withdrawn):
                self._put(room, exchange)

    def _exchange(self, room: _Room, number: int) -> Exchange:
        if number not in room.exchanges:
            raise NotFoundError("This question is no longer in the conversation.", "Load the page again.")
        return room.exchanges[number]

    def _put(self, room: _Room, exchange: Exchange) -> None:
        self._version += 1
        room.exchanges[exchange.number] = exchange
        room.versions[exchange.number] = self._version

    def _settle_waiting(self, conversation_id: str, number: int) -> None:
        waiting = _Waiting(conversation_id, number)
        if waiting in self._waiting:
            self._waiting.remove(waiting)
            room = self._rooms[conversation_id]
            exchange = replace(room.exchanges[number], stopped=True)
            self._put(room, exchange)
            self._conversations.update(exchange)
            self._stopped.discard(number)

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            waiting, room, exchange, earlier = taken
            settled = exchange
            try:
                for settled in self._grow(exchange, earlier):
                    if waiting.number in self._stopped:
                        settled = _as_stopped(settled)
                        break
                    with self._changed:
                        self._put_if_there(room, settled)
            finally:
                self._finish(waiting, room, settled if settled.done else replace(settled, stopped=True))

    def _take(self) -> tuple[_Waiting, _Room, Exchange, tuple[Exchange, ...]] | None:
        with self._changed:
            while True:
                if self._closed:
                    return None
                for waiting in self._waiting:
                    room = self._rooms[waiting.conversation]
                    if not room.running:
                        room.running = waiting.number
                        self._waiting.remove(waiting)
                        earlier = tuple(room.exchanges[n] for n in sorted(room.exchanges) if n < waiting.number)
                        exchange = room.exchanges[waiting.number]
                        self._put(room, exchange)
                        return waiting, room, exchange, earlier
                self._changed.wait()

    def _grow(self, exchange: Exchange, earlier: tuple[Exchange, ...]) -> Iterator[Exchange]:
        """The exchange as it grows. Errors become part of it."""
        try:
            if exchange.mode == "find":
                yield replace(exchange, hits=tuple(self._library.find(exchange.query, _N_FOUND)))
                return
            for answer in self._library.stream(exchange.query, history(earlier)):
                yield replace(exchange, answer=answer)
        except SightlineError as error:
            yield replace(exchange, problem=Problem(error.message, error.hint))
        except Exception as error:
            log.error("a question could not be answered", exc_info=error)
            yield replace(exchange, problem=Problem(FAILED, FAILED_HINT))

    def _put_if_there(self, room: _Room, exchange: Exchange) -> None:
        if exchange.number in room.exchanges and not room.exchanges[exchange.number].withdrawn:
            self._put(room, replace(exchange, vote=room.exchanges[exchange.number].vote))

    def _finish(self, waiting: _Waiting, room: _Room, exchange: Exchange) -> None:
        try:
            kept = self._conversations.update(exchange)
        except SightlineError as error:
            log.error("an answer could not be written", exc_info=error)
            kept = True
        with self._changed:
            room.running = 0
            self._stopped.discard(waiting.number)
            if kept:
                self._put_if_there(room, exchange)
            self._changed.notify_all()


def _as_stopped(exchange: Exchange) -> Exchange:
    answer = exchange.answer
    if answer is not None and answer.status == "streaming":
        answer = replace(answer, status="answered")
    return replace(exchange, answer=answer, stopped=True)

"""The inside of a worker process: runs one generator after another and sends back what they yield.

Knows the way to the parent (`sandbox`) and the limits (`guard`). Does not know what the generators do.
"""

from __future__ import annotations

import pickle
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Literal

from rag.errors import LoaderCrashError, LoaderError, SightlineError, TooLargeError
from rag.workers import guard

RETIRE_ABOVE = 0.75
"""Share of its memory above which a worker gives way to a fresh one, so that no file pays for an earlier one."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the parent: an item, the end, or an error with its traceback for the log."""

    kind: Literal["item", "end", "error"]
    value: object = None
    trace: str = ""
    retire: bool = False
    """The worker should not be used again."""


def serve(connection_fd: int, lifeline_fd: int, memory_bytes: int) -> None:
    """Answer requests until the parent closes the connection."""
    # Ctrl-C reaches the whole group of processes; what becomes of a worker is for its parent to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    guard.die_with(lifeline_fd)
    guard.limit_memory(memory_bytes)
    guard.forbid_network_and_programs()
    with Connection(connection_fd) as connection:
        while True:
            try:
                request = connection.recv_bytes()
            except EOFError:
                return
            connection.send(_answer(connection, request, memory_bytes))


def once(function: Callable[..., object], *args: object) -> Iterator[object]:
    """A plain function as a generator of its one result."""
    yield function(*args)


def _answer(connection: Connection, request: bytes, memory_bytes: int) -> Reply:
    """Send every item; returns what closes the stream."""
    try:
        # Pickles come from the parent only, through a pipe that it opened.
        function, args = pickle.loads(request)
        for item in function(*args):
            connection.send(Reply("item", item))
    except SightlineError as exc:
        return Reply("error", exc, retire=_is_full(memory_bytes))
    except MemoryError:
        # Never used again: what the file took is not sure to come back.
        return Reply("error", out_of_memory(memory_bytes), traceback.format_exc(limit=-8), retire=True)
    except RecursionError:
        return Reply("error", TooLargeError("It is nested too deeply.", "Save it anew with the program it came from."))
    except Exception as exc:  # noqa: BLE001  the outermost edge of this process: the parent logs it
        message = f"The reader failed with {type(exc).__name__}: {str(exc)[:200]}"
        return Reply("error", LoaderError(message, HINT), traceback.format_exc(limit=-8), _is_full(memory_bytes))
    return Reply("end", retire=_is_full(memory_bytes))


HINT = "Save the file anew with the program it came from, or as PDF, and try again."


def out_of_memory(memory_bytes: int) -> LoaderCrashError:
    """The error of a file that needs more memory than a worker has."""
    return LoaderCrashError(
        f"Reading it needs more than the {memory_bytes >> 20} MiB of memory that one file may take.",
        "Raise worker_memory_mb in config.toml, or make the file smaller.",
    )


def _is_full(memory_bytes: int) -> bool:
    return guard.address_space() > RETIRE_ABOVE * memory_bytes

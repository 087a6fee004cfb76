"""A small pool of worker processes in which untrusted files are read.

Knows: starting, limiting, watching and replacing processes. Does not know: files, formats, or what runs inside.

A worker is a fresh interpreter (never a fork, and it does not import the caller's main module), with bounded memory,
without network, and it ends with this process, however that ends.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from pathlib import Path
from threading import Condition
from typing import TypeVar, cast

from rag.errors import LoaderCrashError, LoaderTimeoutError
from rag.workers.inside import HINT, Reply, once, out_of_memory

log = logging.getLogger(__name__)
T = TypeVar("T")

_START = "from rag.workers.inside import serve; serve({}, {}, {})"
_ENVIRONMENT = {
    # One thread for each worker: the parallelism is in the workers, and every thread reserves address space.
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    # Each arena of glibc's malloc reserves 64 MiB, and it is the reserved space that is limited.
    "MALLOC_ARENA_MAX": "2",
    "PYTHONDONTWRITEBYTECODE": "1",
}
IDLE_SHARE = 0.02
"""Of the time limit: a worker that has run for less does not read, it hangs."""
LONGEST_WAIT = 10
"""Time limits after which a worker is given up, however busy the machine is."""
# What native code writes before it dies for want of memory.
_TELLING = (b"bad_alloc", b"out of memory", b"MemoryError", b"Cannot allocate memory")


class WorkerPool:
    """Runs functions in up to `n_workers` processes. Safe for use from several threads; workers start when needed.

    `memory_bytes` bounds the address space of one worker, `timeout_s` the time without an item: its own processor time
    where other programs keep the machine busy.
    """

    def __init__(self, n_workers: int, memory_bytes: int = 2 << 30, timeout_s: float = 60.0) -> None:
        self.n_workers = n_workers
        self._memory_bytes = memory_bytes
        self._timeout_s = timeout_s
        self._changed = Condition()
        self._idle: list[_Worker] = []
        self._alive: set[_Worker] = set()
        self._n_starting = 0
        self._closed = False

    def stream(self, function: Callable[..., Iterator[T]], *args: object) -> Iterator[T]:
        """Run an importable generator function in a worker and yield its items as they come.

        Raises whatever SightlineError the function raises, LoaderError for any other exception, LoaderTimeoutError and
        LoaderCrashError. Leaving the stream before its end kills the worker.
        """
        worker, reusable = self._borrow(), False
        try:
            worker.request(function, args)
            while (reply := worker.receive(self._timeout_s)).kind == "item":
                yield cast(T, reply.value)
            reusable = not reply.retire
        finally:
            self._give_back(worker, reusable=reusable)
        if isinstance(reply.value, Exception):
            if reply.trace:
                log.warning("A worker failed in %s:\n%s", getattr(function, "__qualname__", function), reply.trace)
            raise reply.value

    def call(self, function: Callable[..., T], *args: object) -> T:
        """Run an importable function in a worker and return its result. Raises as `stream` does."""
        (result,) = self.stream(once, function, *args)
        return cast(T, result)

    def rest(self) -> None:
        """Stop the workers that have nothing to do, to free their memory."""
        with self._changed:
            idle, self._idle = self._idle, []
            self._alive.difference_update(idle)
        for worker in idle:
            worker.dispose()

    def close(self) -> None:
        """Kill all workers; a stream that is still running raises LoaderCrashError."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = self._alive.difference(idle)
            self._changed.notify_all()
        for worker in idle:
            worker.dispose()
        for worker in busy:
            worker.kill()

    def _borrow(self) -> _Worker:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._idle or self._n_workers() < self.n_workers)
            if self._closed:
                raise LoaderCrashError("The library has been closed.", "Open it again.")
            if self._idle:
                return self._idle.pop()
            self._n_starting += 1
        # Outside of the lock: a start takes its time, and others give their workers back meanwhile.
        try:
            worker = _Worker(self._memory_bytes)
        except BaseException:
            # Whatever ended the start, Ctrl-C too: its place must be free again, or somebody waits for it for ever.
            self._started(None)
            raise
        self._started(worker)
        return worker

    def _n_workers(self) -> int:
        return len(self._alive) + self._n_starting

    def _started(self, worker: _Worker | None) -> None:
        with self._changed:
            self._n_starting -= 1
            if worker is not None:
                self._alive.add(worker)
            self._changed.notify()

    def _give_back(self, worker: _Worker, *, reusable: bool) -> None:
        with self._changed:
            reusable = reusable and not self._closed
            if reusable:
                self._idle.append(worker)
            else:
                self._alive.discard(worker)
            self._changed.notify()
        if not reusable:
            worker.dispose()


class _Worker:
    """One process, as its parent sees it. Not safe for several threads, but for `kill`."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._connection, theirs = Pipe()
        lifeline, ours = os.pipe()
        self._lifeline = open(ours, "wb", buffering=0)  # noqa: PTH123, SIM115  open as long as the worker may live
        # A file and not a pipe, which would fill and stop the worker while nobody reads it.
        self._messages = tempfile.TemporaryFile()  # noqa: SIM115
        handles = (theirs.fileno(), lifeline)
        try:
            self._process = subprocess.Popen(
                (sys.executable, "-c", _START.format(*handles, memory_bytes)),
                pass_fds=handles,
                stdin=subprocess.DEVNULL,
                stdout=self._messages,
                stderr=subprocess.STDOUT,
                env={
                    **os.environ,
                    **_ENVIRONMENT,
                    "PYTHONPATH": os.pathsep.join(p or str(Path.cwd()) for p in sys.path),
                },
            )
        finally:
            # The worker has copies; while these are open, its death would not end the connection.
            theirs.close()
            os.close(lifeline)

    def request(self, function: Callable[..., object], args: tuple[object, ...]) -> None:
        """Begin a generator there; `receive` gives its items. Raises LoaderCrashError when the process has died."""
        request = pickle.dumps((function, args))
        # The worker writes at the same position: what it says from here on belongs to this request.
        self._messages.seek(0)
        self._messages.truncate()
        try:
            self._connection.send_bytes(request)
        except OSError as exc:
            raise self._obituary() from exc

    def receive(self, timeout_s: float) -> Reply:
        """The next message. Raises LoaderTimeoutError, and LoaderCrashError when the process dies meanwhile."""
        try:
            if self._is_ready(timeout_s):
                return cast(Reply, self._connection.recv())
        except (EOFError, OSError) as exc:
            raise self._obituary() from exc
        raise LoaderTimeoutError(
            f"Nothing was read within {timeout_s:g} seconds.",
            "The file may be damaged; if it is only large, raise worker_timeout_s in config.toml.",
        )

    def _is_ready(self, timeout_s: float) -> bool:
        """Wait for a message. On a busy machine it is the worker's own processor time that counts, within reason."""
        begun, used_before = time.monotonic(), self._processor_s()
        wait_s = timeout_s
        while not self._connection.poll(wait_s):
            used_s = self._processor_s() - used_before
            is_busy = IDLE_SHARE * timeout_s < used_s < timeout_s
            if not is_busy or time.monotonic() - begun > LONGEST_WAIT * timeout_s:
                return False
            # It cannot use up what is left of its processor time any sooner.
            wait_s = max(timeout_s - used_s, 1.0)
        return True

    def _processor_s(self) -> float:
        """Seconds that the process has run for; 0 where the system does not say."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
            # utime and stime in ticks, counted from behind the name, which may hold blanks and brackets itself.
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            return 0.0

    def kill(self) -> None:
        """End the process, from any thread; whoever waits for it gets LoaderCrashError."""
        self._process.kill()

    def dispose(self) -> None:
        """End the process and close what leads to it."""
        self._process.kill()
        self._process.wait()
        for end in (self._lifeline, self._connection, self._messages):
            end.close()

    def _obituary(self) -> LoaderCrashError:
        """What is known about the death of the process."""
        self._await_end()
        code, words = self._process.wait(), self._last_words()
        if any(word in words for word in _TELLING):
            return out_of_memory(self._memory_bytes)
        cause = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        log.warning("A worker died of %s: %s", cause, words.decode(errors="replace"))
        return LoaderCrashError(f"The process that read it died ({cause}).", HINT)

    def _await_end(self) -> None:
        """A dying process closes its connection a moment before its exit status is there."""
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _last_words(self) -> bytes:
        size = self._messages.seek(0, os.SEEK_END)
        self._messages.seek(max(0, size - 2000))
        return self._messages.read()

"""The pool of worker processes, with real processes."""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import BrokenFileError, LoaderCrashError, LoaderError, LoaderTimeoutError, TooLargeError
from rag.workers.pool import WorkerPool

MEMORY = 512 << 20


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    workers = WorkerPool(2, MEMORY, timeout_s=20.0)
    yield workers
    workers.close()


def count(n: int) -> Iterator[int]:
    yield from range(n)


def pid() -> int:
    return os.getpid()


def hang_after(n: int) -> Iterator[int]:
    yield from range(n)
    time.sleep(60)


def segfault_after(n: int) -> Iterator[int]:
    yield from range(n)
    ctypes.string_at(0)


def quit_with_status() -> None:
    os._exit(7)


def broken() -> None:
    raise BrokenFileError("It is broken.", "Mend it.")


def surprise() -> None:
    {}["missing"]


def greedy() -> int:
    return len(bytearray(MEMORY * 2))


def abort_like_cpp() -> None:
    os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
    os.abort()


def nest() -> object:
    return nest()


def connect() -> None:
    socket.create_connection(("127.0.0.1", 9))


def native_socket() -> int:
    return int(ctypes.CDLL(None).socket(socket.AF_INET, socket.SOCK_STREAM, 0))


def start_a_program() -> None:
    subprocess.run(["true"], check=False)


def print_much() -> str:
    print("noise", flush=True)
    os.write(1, b"noise of a native library")
    return "clean"


def spin_with_the_lock_held(path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    sum(range(10**12))


def unpicklable() -> object:
    return lambda: None


def test_stream_yields_items_in_order(pool: WorkerPool) -> None:
    assert list(pool.stream(count, 1000)) == list(range(1000))


def test_call_returns_the_result_of_a_plain_function(pool: WorkerPool) -> None:
    assert pool.call(len, "four") == 4


def test_worker_is_another_process_and_is_used_again(pool: WorkerPool) -> None:
    first = pool.call(pid)
    assert first != os.getpid()
    assert pool.call(pid) == first


def test_workers_start_when_needed() -> None:
    assert not WorkerPool(2)._alive


def test_error_of_the_function_arrives_with_its_hint(pool: WorkerPool) -> None:
    with pytest.raises(BrokenFileError) as caught:
        pool.call(broken)
    assert caught.value.hint == "Mend it."


def test_unexpected_exception_becomes_a_loader_error_and_is_logged(
    pool: WorkerPool, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(LoaderError, match="KeyError"):
        pool.call(surprise)
    assert "missing" in caplog.text


def test_unpicklable_item_is_a_loader_error(pool: WorkerPool) -> None:
    with pytest.raises(LoaderError):
        pool.call(unpicklable)


def test_silence_is_a_timeout_after_the_items_so_far() -> None:
    pool = WorkerPool(1, MEMORY, timeout_s=1.5)
    got: list[int] = []
    with pytest.raises(LoaderTimeoutError, match=r"1\.5 seconds"):
        got.extend(iter_into(got, pool.stream(hang_after, 2)))
    assert got == [0, 1]
    assert pool.call(len, "xx") == 2
    pool.close()


def test_endless_work_is_a_timeout() -> None:
    pool = WorkerPool(1, MEMORY, timeout_s=1.0)
    with pytest.raises(LoaderTimeoutError):
        pool.call(sum, range(10**12))
    pool.close()


def iter_into(into: list[int], items: Iterator[int]) -> list[int]:
    for item in items:
        into.append(item)
    return []


def test_death_is_a_crash_error_that_names_the_signal_and_the_pool_goes_on(pool: WorkerPool) -> None:
    with pytest.raises(LoaderCrashError, match="SIGSEGV"):
        list(pool.stream(segfault_after, 1))
    assert pool.call(len, "xyz") == 3


def test_exit_is_a_crash_error(pool: WorkerPool) -> None:
    with pytest.raises(LoaderCrashError, match="status 7"):
        pool.call(quit_with_status)


def test_too_much_memory_is_a_crash_error_that_says_so(pool: WorkerPool) -> None:
    with pytest.raises(LoaderCrashError, match="more than the 512 MiB"):
        pool.call(greedy)


def test_native_abort_for_want_of_memory_says_so(pool: WorkerPool) -> None:
    with pytest.raises(LoaderCrashError, match="more than the 512 MiB"):
        pool.call(abort_like_cpp)


def test_endless_nesting_is_too_large(pool: WorkerPool) -> None:
    with pytest.raises(TooLargeError, match="nested"):
        pool.call(nest)


def test_network_is_refused_to_python_code(pool: WorkerPool) -> None:
    with pytest.raises(LoaderError, match="PermissionError"):
        pool.call(connect)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can refuse sockets to native code")
def test_network_is_refused_to_native_code(pool: WorkerPool) -> None:
    assert pool.call(native_socket) == -1


def test_programs_are_refused(pool: WorkerPool) -> None:
    with pytest.raises(LoaderError, match="not allowed"):
        pool.call(start_a_program)


def test_printing_does_not_disturb_the_stream(pool: WorkerPool, capfd: pytest.CaptureFixture[str]) -> None:
    assert pool.call(print_much) == "clean"
    assert capfd.readouterr() == ("", "")


def test_abandoned_stream_frees_its_place(pool: WorkerPool) -> None:
    for _ in range(3):
        stream = pool.stream(count, 10**9)
        assert next(stream) == 0
        stream.close()  # type: ignore[attr-defined]
    assert pool.call(len, "x") == 1


def test_many_threads_share_few_workers(pool: WorkerPool) -> None:
    with ThreadPoolExecutor(8) as threads:
        pids = list(threads.map(lambda _: pool.call(pid), range(40)))
        sums = list(threads.map(lambda n: sum(pool.stream(count, n)), range(40)))
    assert len(set(pids)) <= 2
    assert sums == [n * (n - 1) // 2 for n in range(40)]


def test_rest_stops_idle_workers_and_later_work_starts_them_again() -> None:
    pool = WorkerPool(1, MEMORY)
    first = pool.call(pid)
    pool.rest()
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert pool.call(pid) != first
    pool.close()


def test_close_ends_a_running_stream_and_refuses_new_ones() -> None:
    pool = WorkerPool(1, MEMORY)
    stream = pool.stream(hang_after, 1)
    next(stream)
    pool.close()
    with pytest.raises(LoaderCrashError):
        next(stream)
    with pytest.raises(LoaderCrashError, match="closed"):
        pool.call(pid)


def test_arguments_that_cannot_be_sent_leave_the_pool_usable(pool: WorkerPool) -> None:
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pool.call(len, lambda: None)
    assert pool.call(len, "x") == 1


PARENT = """
import sys, threading
from rag.workers.pool import WorkerPool
from tests.rag.workers.test_pool import spin_with_the_lock_held
threading.Thread(target=lambda: WorkerPool(1).call(spin_with_the_lock_held, sys.argv[1])).start()
"""


def test_worker_dies_with_a_killed_parent_even_in_native_code(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(told)], cwd=Path(__file__).parents[3])
    worker = int(_eventually(lambda: told.exists() and told.read_text()))
    time.sleep(0.2)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    _eventually(lambda: not _is_running(worker))


def _is_running(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def _eventually(condition: object, limit_s: float = 20.0) -> str:
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        result = condition()  # type: ignore[operator]
        if result:
            return str(result)
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")

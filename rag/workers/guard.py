"""What a worker process may not do: use the network, start programs, take more memory than it was given.

Knows the operating system's means. Does not know what the worker reads. Nothing here can be undone in a process.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import resource
import select
import struct
import sys
from contextlib import suppress

# Audit events: Python raises them before it does these things, and a hook on them cannot be taken off again.
_REFUSED = frozenset(
    (
        *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"),
        *("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"),
        *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"),
    )
)
_LARGEST_FILE = 64 << 20

# Numbers of linux/prctl.h, linux/seccomp.h and linux/filter.h, which Python does not have.
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 22, 38, 2
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _FAIL_WITH_EPERM = 0x7FFF0000, 0x00050001
_SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Machine: (audit architecture, number of the system call `socket`)."""


def limit_memory(n_bytes: int) -> None:
    """Bound the address space, files written (native libraries' messages) and core dumps of this process."""
    limits = ((resource.RLIMIT_AS, n_bytes), (resource.RLIMIT_FSIZE, _LARGEST_FILE), (resource.RLIMIT_CORE, 0))
    for kind, value in limits:
        # macOS refuses a limit on the address space; the limit of time still holds there.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def address_space() -> int:
    """Bytes of address space in use; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def die_with(lifeline: int) -> None:
    """End this process when the other end of the pipe `lifeline` closes, even in the middle of native code.

    The kernel sends SIGIO, whose default action is to terminate. PR_SET_PDEATHSIG would not do: it fires when the
    *thread* that started this process ends.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    # The parent may have gone before the signal was asked for.
    if select.select([lifeline], [], [], 0)[0]:
        os._exit(1)


def forbid_network_and_programs() -> None:
    """Refuse both to Python code, and sockets to native code where the kernel can (Linux on x86-64 and ARM64)."""
    sys.addaudithook(_refuse)
    if sys.platform == "linux" and platform.machine() in _SOCKET_CALL:
        _forbid_sockets(*_SOCKET_CALL[platform.machine()])


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event in _REFUSED:
        raise PermissionError(f"{event} is not allowed while a file is read")


def _forbid_sockets(architecture: int, call: int) -> None:
    rules = (
        struct.pack("HBBI", _LOAD, 0, 0, 4),  # the architecture
        struct.pack("HBBI", _JUMP_EQUAL, 0, 3, architecture),
        struct.pack("HBBI", _LOAD, 0, 0, 0),  # the number of the call
        struct.pack("HBBI", _JUMP_EQUAL, 0, 1, call),
        struct.pack("HBBI", _RETURN, 0, 0, _FAIL_WITH_EPERM),
        struct.pack("HBBI", _RETURN, 0, 0, _ALLOW),
    )
    code = ctypes.create_string_buffer(b"".join(rules))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(rules), ctypes.addressof(code)))
    libc = ctypes.CDLL(None)
    # Without this the kernel takes a filter from root only.
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0)

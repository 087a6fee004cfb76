"""A property that is built when it is first read, once, whichever thread asks first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")
_GUARD = threading.Lock()


class once(Generic[T]):
    """Like functools.cached_property, which since Python 3.12 lets two threads build the same value twice."""

    def __init__(self, build: Callable[[Any], T]) -> None:
        self._build = build
        self.__doc__ = build.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> once[T]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> once[T] | T:
        if instance is None:
            return self
        kept = instance.__dict__
        if self._name not in kept:
            with _lock_of(instance):
                if self._name not in kept:
                    kept[self._name] = self._build(instance)
        value: T = kept[self._name]
        return value


@contextmanager
def built_anew(instance: object, *names: str) -> Iterator[None]:
    """Change in the block what these parts of the object are built from: whoever reads one later has the new one.

    A part that is being built meanwhile is waited for, since it may have seen what was there before.
    """
    with _lock_of(instance):
        yield
        for name in names:
            instance.__dict__.pop(name, None)


def _lock_of(instance: object) -> threading.RLock:
    """One lock for each object, re-entrant because one part is built from others."""
    with _GUARD:
        lock: threading.RLock = instance.__dict__.setdefault("_once_lock", threading.RLock())
    return lock

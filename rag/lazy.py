"""A property that is built when it is first read, once, whichever thread asks first."""

from __future__ import annotations

import threading
from collections.abc import Callable
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
            # One lock for each object, re-entrant because one part is built from others.
            with _GUARD:
                lock = kept.setdefault("_once_lock", threading.RLock())
            with lock:
                if self._name not in kept:
                    kept[self._name] = self._build(instance)
        value: T = kept[self._name]
        return value

"""A part of an object is built once, whichever thread asks first."""

from __future__ import annotations

import threading
import time

from rag.lazy import once


class Slow:
    def __init__(self) -> None:
        self.n_built = 0

    @once
    def part(self) -> object:
        """Takes a moment."""
        time.sleep(0.05)
        self.n_built += 1
        return object()

    @once
    def whole(self) -> tuple[object, ...]:
        return (self.part, self.part)


def test_part_is_built_once_by_many_threads() -> None:
    slow, seen = Slow(), []
    threads = [threading.Thread(target=lambda: seen.append(slow.part)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert slow.n_built == 1 and len(set(map(id, seen))) == 1


def test_part_may_be_built_from_another() -> None:
    slow = Slow()
    assert slow.whole[0] is slow.whole[1]


def test_objects_do_not_share_parts() -> None:
    assert Slow().part is not Slow().part

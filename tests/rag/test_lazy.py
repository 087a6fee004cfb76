"""A part of an object is built once, whichever thread asks first."""

from __future__ import annotations

import threading
import time

from rag.lazy import built_anew, once


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


class Writer:
    """Its part takes a moment to build, from a setting that it reads first."""

    def __init__(self) -> None:
        self.setting = "old"
        self.building = threading.Event()
        self.may_finish = threading.Event()

    @once
    def part(self) -> str:
        setting = self.setting
        self.building.set()
        self.may_finish.wait(10)
        return f"made from {setting}"


def test_change_while_a_part_is_being_built_is_not_lost() -> None:
    writer = Writer()

    def change() -> None:
        with built_anew(writer, "part"):
            writer.setting = "new"

    builder, changer = threading.Thread(target=lambda: writer.part), threading.Thread(target=change)
    builder.start()
    assert writer.building.wait(10)
    changer.start()
    # The builder has read the old setting; however long the changer has been waiting, the new one holds in the end.
    changer.join(0.05)
    writer.may_finish.set()
    builder.join(10)
    changer.join(10)
    assert writer.part == "made from new"


def test_changes_from_many_threads_leave_what_the_last_one_wrote() -> None:
    writer = Writer()
    writer.may_finish.set()

    def change(setting: str) -> None:
        with built_anew(writer, "part"):
            writer.setting = setting
        assert writer.part.startswith("made from ")

    threads = [threading.Thread(target=change, args=(str(n),)) for n in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert writer.part == f"made from {writer.setting}"


def test_part_that_was_never_built_may_be_changed() -> None:
    writer = Writer()
    writer.may_finish.set()
    with built_anew(writer, "part"):
        writer.setting = "new"
    assert writer.part == "made from new"

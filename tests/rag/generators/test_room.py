from __future__ import annotations

import pytest

from rag.generators.room import Room


@pytest.mark.parametrize(
    ("limit", "known", "answer", "room"),
    [
        (8192, None, 0, Room(8192, 1024)),
        (8192, 4096, 0, Room(4096, 1024)),
        (8192, 32768, 0, Room(8192, 4096)),
        (8192, 9216, 0, Room(8192, 2048)),
        (8192, 8192, 2048, Room(7168, 2048)),
        (8192, None, 300, Room(8192, 300)),
    ],
)
def test_prompt_and_answer_share_the_context(limit: int, known: int | None, answer: int, room: Room) -> None:
    assert Room.of(limit, known, answer) == room
    if known:
        assert room.prompt - 1024 + room.answer <= known

"""Takes the thoughts of a reasoning model out of its answer. Knows nothing of any model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_OPENING, _CLOSING = "<think>", "</think>"


def without_thinking(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without what a reasoning model writes between <think> and </think> before its answer."""
    held, thinking, decided = "", False, False
    for piece in pieces:
        if decided:
            yield piece
            continue
        held += piece
        start = held.lstrip()
        thinking = thinking or start.startswith(_OPENING)
        if thinking and _CLOSING in held:
            held, decided = held.partition(_CLOSING)[2].lstrip(), True
        elif not thinking and not _OPENING.startswith(start[: len(_OPENING)]):
            decided = True
        if decided and held:
            yield held
    if not decided and not thinking and held:
        yield held

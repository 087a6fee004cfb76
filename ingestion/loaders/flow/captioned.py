"""Gives pictures and tables the caption that stands beside them. Knows blocks, no format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingestion.loaders.flow.blocks import Block, PictureBlock, TableBlock, TextBlock
from ingestion.loaders.flow.captions import is_caption, names_table


def with_captions(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same blocks; a picture without a caption takes the one below it, or else above it, and a table likewise.

    The caption stays where it is, as text that can be quoted.
    """
    before: Block | None = None
    held: Block | None = None
    for block in blocks:
        if held is not None:
            yield _captioned(held, block, before)
            before = held
        held = block
    if held is not None:
        yield _captioned(held, None, before)


def _captioned(block: Block, after: Block | None, before: Block | None) -> Block:
    if not isinstance(block, PictureBlock | TableBlock):
        return block
    neighbours = (before, after) if isinstance(block, TableBlock) else (after, before)
    for neighbour in neighbours:
        if not isinstance(neighbour, TextBlock) or not is_caption(neighbour.text):
            continue
        if names_table(neighbour.text) == isinstance(block, TableBlock):
            return replace(block, caption=neighbour.text)
    return block

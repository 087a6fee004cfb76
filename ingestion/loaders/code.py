"""Source code: blocks that begin where a function, class or section begins, with the numbers of their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingestion.kinds.encodings import read_text
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, TextBlock
from ingestion.loaders.flow.paged import BlockLoader

_MOST_LINES = 40
"""A longer function is cut at its empty lines."""
_FEWEST_LINES = 6
"""Shorter neighbours stay together."""
_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_OPENS = re.compile(r"[^\s})\]#/*]|[#/*@]")
_DEFINES = re.compile(
    r"\s*(?:@\w|(?:export |public |private |protected |static |async |abstract |final |pub )*"
    r"(?:def|class|function|func|fn|interface|struct|enum|impl|trait|module|namespace|type|sub|procedure)\b)"
)


class CodeLoader(BlockLoader):
    """Reads source code of any language, by its indentation and empty lines."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """Each block with its first line, counted from 1; tabs reach to every fourth column. Raises InputError."""
        text = read_text(path, options)
        yield from code_blocks(unescaped(text) if path.suffix == ".properties" else text)


def code_blocks(text: str) -> Iterator[Block]:
    """The blocks of a text whose line breaks and blanks are kept."""
    lines = [line.expandtabs(4).rstrip() for line in text.split("\n")]
    starts = block_starts(lines)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = lines[start:end]
        while block and not block[-1]:
            block.pop()
        if block:
            yield TextBlock("\n".join(block), mono=True, first_line=start + 1)


def unescaped(text: str) -> str:
    """The text with the letters that it writes by their numbers."""
    return _ESCAPED.sub(_letter, text)


def _letter(found: re.Match[str]) -> str:
    """What Java writes as \\u00e9, pairs of them included."""
    return found.group().encode().decode("unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def block_starts(lines: Sequence[str]) -> list[int]:
    """Positions of the lines that begin a block; each block is a function, or a few short things together."""
    starts: list[int] = []
    for position, line in enumerate(lines):
        if not line:
            continue
        if not starts:
            starts.append(position)
            continue
        n_lines = position - starts[-1]
        after_gap = position > 0 and not lines[position - 1]
        at_margin = _OPENS.match(line) is not None
        new_thing = at_margin and after_gap and (n_lines >= _FEWEST_LINES or bool(_DEFINES.match(line)))
        overlong = n_lines >= _MOST_LINES and (after_gap or bool(_DEFINES.match(line)) or n_lines >= 2 * _MOST_LINES)
        if new_thing or overlong:
            starts.append(position)
    return starts

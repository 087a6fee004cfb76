"""Subtitles (.srt, .vtt): what is said, with the time at which it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingestion.kinds.encodings import read_text
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, TextBlock
from ingestion.loaders.flow.paged import BlockLoader
from rag.errors import BrokenFileError

CUE = re.compile(
    r"^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}[ \t]+-->[ \t]+(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}.*$", re.MULTILINE
)
_MARKUP = re.compile(r"<[^>]*>|\{\\[^}]*\}")
_TOGETHER_S = 20
"""Seconds of speech in one paragraph."""


class SubtitleLoader(BlockLoader):
    """Reads .srt and .vtt."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """Paragraphs of some twenty seconds, each with its beginning as mm:ss. Raises InputError."""
        begun, words = -1, list[str]()
        cues = list(cues_of(read_text(path, options)))
        if not cues:
            raise BrokenFileError(f"{path.name} has no subtitles with times.", "Rename it to .txt to read it as text.")
        for second, text in cues:
            if begun >= 0 and second - begun >= _TOGETHER_S:
                yield TextBlock(f"[{clock(begun)}] {' '.join(words)}")
                begun, words = -1, []
            begun = second if begun < 0 else begun
            if not words or words[-1] != text:  # rolling captions say a line twice
                words.append(text)
        if words:
            yield TextBlock(f"[{clock(begun)}] {' '.join(words)}")


def cues_of(text: str) -> Iterator[tuple[int, str]]:
    """(second, what is said) of each cue."""
    found = list(CUE.finditer(text))
    for place, cue in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        said = text[cue.end() : end].strip().split("\n\n")[0]
        lines = [_MARKUP.sub("", line).strip() for line in said.split("\n")]
        words = " ".join(line for line in lines if line and not line.isdigit())
        if words:
            yield int(cue.group(1) or 0) * 3600 + int(cue.group(2)) * 60 + int(cue.group(3)), words


def clock(second: int) -> str:
    """mm:ss, with hours where there are any."""
    hours, rest = divmod(second, 3600)
    minutes = f"{rest // 60:02}:{rest % 60:02}"
    return f"{hours}:{minutes}" if hours else minutes

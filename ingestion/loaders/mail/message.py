"""A mail as its reader sees it: subject, people, date, body, and the files that are attached.

Knows: the parts of a mail. Does not know: how any program stores one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.loaders.base import Attached
from ingestion.loaders.flow.blocks import Block, TextBlock
from ingestion.loaders.html.fragments import fragment_blocks


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    fields: tuple[tuple[str, str], ...]
    """("From", "Ines Calder <ines@harbour.example>") and so on, as they are shown."""
    text: str
    markup: str
    """The body as HTML, where there is one."""
    attached: tuple[Attached, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """Subject, people and date, then the body."""
        if self.subject:
            yield TextBlock(self.subject, level=1)
        lines = [f"{name}: {value}" for name, value in self.fields if value]
        if self.attached:
            lines.append(f"Attachments: {', '.join(file.name for file in self.attached)}")
        if lines:
            yield TextBlock("\n".join(lines))
        # Programs write the plain text for readers that show no HTML: it has all the words and none of the tables.
        if self.markup and ("<table" in self.markup.lower() or not self.text.strip()):
            yield from fragment_blocks(self.markup)
        else:
            yield from _paragraphs(self.text)


def _paragraphs(text: str) -> Iterator[Block]:
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        if lines:
            yield TextBlock("\n".join(lines))

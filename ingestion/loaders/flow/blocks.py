"""What a document without pages is made of, before it is set on pages.

Knows: running text, headings, tables, pictures and breaks. Does not know: any format, or where anything will stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Kind

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, a heading (`level` from 1), or code (`mono`, its spaces and line breaks kept)."""

    text: str
    level: int = 0
    mono: bool = False
    indent_pt: float = 0.0
    first_line: int = 0
    """Number of its first line in a source file; 0 where nobody counts lines."""

    @property
    def kind(self) -> Kind:
        return "heading" if self.level else "text"


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Rows of cells; the first `n_header` are repeated on every page that the table reaches."""

    rows: Rows
    n_header: int = 1
    caption: str = ""
    first_row: int = 0
    """Number of its first row in the file; 0 where nobody counts rows."""


@dataclass(frozen=True, slots=True)
class PictureBlock:
    """A picture inside the file, `part` says where; its size as the document shows it."""

    part: str
    width_pt: float
    height_pt: float
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a page, called `label` unless it is empty."""

    label: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the report about what was left out here."""

    sentence: str


Block = Notice | TextBlock | TableBlock | PictureBlock | PageBreak

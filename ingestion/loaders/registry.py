"""Which loader reads which media type: the one table that names the loaders.

Loaders import heavy libraries, so they are named by strings and imported in the worker process that needs them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from ingestion.kinds.media_types import (
    ARCHIVE,
    BMP,
    CODE,
    CSV,
    EPUB,
    GIF,
    HEIF,
    HTML,
    JPEG,
    JSON,
    MAIL,
    MARKDOWN,
    NOTEBOOK,
    OPEN_SHEETS,
    OPEN_SLIDES,
    OPEN_TEXT,
    OUTLOOK,
    PDF,
    PNG,
    READABLE,
    RICH_TEXT,
    SAVED_PAGE,
    SHEETS,
    SLIDES,
    SUBTITLES,
    SVG,
    TEXT,
    TIFF,
    TSV,
    WEBP,
    WORD,
    XML,
    YAML,
)
from ingestion.loaders.base import Attached, Container, Loader, LoadOptions
from rag.errors import UnsupportedError


@dataclass(frozen=True, slots=True)
class Entry:
    """One loader: where it is, and how many pages of a file one worker reads at a time."""

    target: str
    """module:class"""
    range_pages: int = 256
    """Few where opening the file is cheap against reading a page; every range opens it again."""
    holds_files: bool = False
    """Whether its loader is a Container as well."""


_PICTURES = Entry("ingestion.loaders.picture:PictureLoader", range_pages=4)
_TABLES = Entry("ingestion.loaders.table_text:TableTextLoader")
LOADERS: dict[str, Entry] = {
    PDF: Entry("ingestion.loaders.pdf.loader:PdfLoader", range_pages=24, holds_files=True),
    **dict.fromkeys((PNG, JPEG, WEBP, TIFF, GIF, BMP, HEIF), _PICTURES),
    WORD: Entry("ingestion.loaders.word.loader:WordLoader", holds_files=True),
    SLIDES: Entry("ingestion.loaders.slides:SlidesLoader", holds_files=True),
    SHEETS: Entry("ingestion.loaders.sheets.loader:SheetsLoader", holds_files=True),
    HTML: Entry("ingestion.loaders.html.loader:HtmlLoader"),
    MARKDOWN: Entry("ingestion.loaders.markdown:MarkdownLoader"),
    TEXT: Entry("ingestion.loaders.text:TextLoader"),
    **dict.fromkeys((CSV, TSV), _TABLES),
    CODE: Entry("ingestion.loaders.code:CodeLoader"),
    JSON: Entry("ingestion.loaders.data.loader:JsonLoader"),
    YAML: Entry("ingestion.loaders.data.loader:YamlLoader"),
    XML: Entry("ingestion.loaders.data.loader:XmlLoader"),
    SVG: Entry("ingestion.loaders.drawing:DrawingLoader"),
    NOTEBOOK: Entry("ingestion.loaders.notebook:NotebookLoader"),
    SUBTITLES: Entry("ingestion.loaders.subtitles:SubtitleLoader"),
    RICH_TEXT: Entry("ingestion.loaders.rich_text:RichTextLoader"),
    MAIL: Entry("ingestion.loaders.mail.loader:MailLoader", holds_files=True),
    OUTLOOK: Entry("ingestion.loaders.mail.loader:OutlookLoader", holds_files=True),
    SAVED_PAGE: Entry("ingestion.loaders.mail.saved_page:SavedPageLoader"),
    EPUB: Entry("ingestion.loaders.epub:EpubLoader"),
    ARCHIVE: Entry("ingestion.loaders.archive:ArchiveLoader", holds_files=True),
    **dict.fromkeys(
        (OPEN_TEXT, OPEN_SHEETS, OPEN_SLIDES), Entry("ingestion.loaders.opendocument.loader:OpenDocumentLoader")
    ),
}


def entry_for(media_type: str) -> Entry:
    """The loader's entry. Raises UnsupportedError."""
    if media_type not in LOADERS:
        raise UnsupportedError(f"Files of type {media_type} are not read.", f"What is read: {READABLE}.")
    return LOADERS[media_type]


def loader_for(media_type: str) -> Loader:
    """The loader of a media type, made once in a process so that its models stay loaded. Raises UnsupportedError."""
    return _load(entry_for(media_type).target)


def attached_of(media_type: str, path: Path, options: LoadOptions) -> Iterator[Attached]:
    """The files that a file of this type holds; none where its kind holds none."""
    if entry_for(media_type).holds_files:
        yield from cast(Container, loader_for(media_type)).attached(path, options)


@cache
def _load(target: str) -> Loader:
    module, _, name = target.partition(":")
    loader: Loader = getattr(importlib.import_module(module), name)()
    return loader

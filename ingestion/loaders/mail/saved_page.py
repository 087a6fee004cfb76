"""Web pages that a browser saved as one file with their pictures: .mhtml. Knows MIME, and which part is the page."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from pathlib import Path

from ingestion.kinds.encodings import decode
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block
from ingestion.loaders.flow.captioned import with_captions
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.html.blocks import Picture
from ingestion.loaders.html.loader import page_blocks
from rag.errors import BrokenFileError, EmptyFileError, TooLargeError
from rag.files.parts import MIME, mime_parts, read_part

_MAX_BYTES = 64 << 20


class SavedPageLoader(BlockLoader):
    """Reads .mhtml and .mht."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """The blocks of the page that was saved, with its pictures. Raises TooLargeError or BrokenFileError."""
        if path.stat().st_size > _MAX_BYTES:
            raise TooLargeError(f"{path.name} has {path.stat().st_size:,} bytes.", "Save the page as PDF and add that.")
        parts = mime_parts(path.read_bytes())
        page = next((part for part in parts if part.get_content_type() in _PAGES), None)
        if page is None:
            raise BrokenFileError(f"{path.name} holds no web page.", "Save it again from the browser.")
        text = _text(page, path.name)
        if not text.strip():
            raise EmptyFileError(f"{path.name} holds no text.", "There is nothing to find in it.")
        places = {name: place for place, part in reversed(list(enumerate(parts))) for name in _names(part)}

        def picture_part(picture: Picture) -> str:
            place = places.get(picture.address.removeprefix("cid:"))
            return "" if place is None else f"{MIME}{place}"

        yield from with_captions(page_blocks(text, path.name, picture_part))

    def read_part(self, path: Path, part: str) -> bytes:
        return read_part(path, part)


_PAGES = ("text/html", "application/xhtml+xml")


def _names(part: Message) -> list[str]:
    """The addresses under which a page may name a picture."""
    if part.get_content_maintype() != "image":
        return []
    location, identity = part.get("Content-Location") or "", (part.get("Content-ID") or "").strip("<>")
    return [name.strip() for name in (location, identity) if name.strip()]


def _text(part: Message, name: str) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    try:
        return content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(content, name)

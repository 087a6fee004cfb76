"""Pictures that another file carries inside itself, by the name that its loader gave them.

Knows: members of archives, `data:` addresses, parts of mails, outputs of notebooks. Does not know: what is on it.
"""

from __future__ import annotations

import base64
import binascii
import email
import json
from email.message import Message
from pathlib import Path

from rag.errors import NotFoundError, TooLargeError
from rag.files.archives import read_member
from rag.files.data_uris import PREFIX as DATA
from rag.files.data_uris import read_payload

MIME, OUTPUT = "mime:", "output:"
"""Beginnings of names: the n-th part of a mail; cell, output and media type of a notebook's picture."""
_MAX_BYTES = 64 << 20


def read_part(path: Path, part: str) -> bytes:
    """The bytes of the picture. Raises an InputError."""
    if part.startswith(DATA):
        return read_payload(path, part)
    if part.startswith(MIME):
        return _mime(path, part)
    if part.startswith(OUTPUT):
        return _output(path, part)
    return read_member(path, part)


def mime_parts(content: bytes) -> list[Message]:
    """All parts of a mail or of a page saved as one, in the order of the file."""
    return list(email.message_from_bytes(content).walk())


def _mime(path: Path, part: str) -> bytes:
    parts, place = mime_parts(_bytes(path)), part.removeprefix(MIME)
    if not place.isdigit() or int(place) >= len(parts):
        raise _missing(path, part)
    content = parts[int(place)].get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _output(path: Path, part: str) -> bytes:
    try:
        cell, output, kind = part.removeprefix(OUTPUT).split(":")
        data = json.loads(_bytes(path))["cells"][int(cell)]["outputs"][int(output)]["data"][kind]
        return base64.b64decode("".join(data))
    except (ValueError, KeyError, IndexError, TypeError, binascii.Error) as exc:
        raise _missing(path, part) from exc


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > _MAX_BYTES:
        raise TooLargeError(f"{path.name} has {path.stat().st_size:,} bytes.", "Its pictures are left out.")
    return path.read_bytes()


def _missing(path: Path, part: str) -> NotFoundError:
    return NotFoundError(f"{path.name} has no picture {part}.", "Add the file again.")

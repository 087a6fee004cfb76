"""Pictures that a web page carries inside itself, as `data:` addresses. Knows base64, no HTML."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path

from rag.errors import BrokenFileError, NotFoundError, TooLargeError

_DATA = re.compile(rb"data:image/[a-z.+-]{2,20};base64,([A-Za-z0-9+/=\s]{40,})", re.IGNORECASE)
_MAX_BYTES = 32 << 20
PREFIX = "data:"


def payloads(page: bytes) -> list[bytes]:
    """The base64 of every picture in a page, in the order of its bytes; the n-th is the part "data:n", from 0."""
    return [b"".join(found.split()) for found in _DATA.findall(page)]


def read_payload(path: Path, part: str) -> bytes:
    """The bytes of the picture that is called `part`. Raises NotFoundError, TooLargeError or BrokenFileError."""
    found = payloads(path.read_bytes())
    place = part.removeprefix(PREFIX)
    if not place.isdigit() or int(place) >= len(found):
        raise NotFoundError(f"{path.name} has no picture {part}.", "Add the file again.")
    encoded = found[int(place)]
    if len(encoded) > _MAX_BYTES:
        raise TooLargeError(f"A picture inside {path.name} has {len(encoded):,} bytes.", "It is left out.")
    try:
        return base64.b64decode(encoded)
    except binascii.Error as exc:
        raise BrokenFileError(f"A picture inside {path.name} is cut off.", "It is left out.") from exc

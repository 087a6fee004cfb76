"""Pictures of evidence by an unguessable address, rendered when the browser asks for them.

Knows: tokens, JPEG, a small cache in memory. Does not know: how a page is drawn; writes nothing to disk, so that a
deleted document leaves no picture behind.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

from PIL import Image

from rag.errors import NotFoundError
from rag.types import Box, Hit, Pixels

Size = Literal["page", "thumb"]
_LONGEST: dict[Size, int] = {"page": 2200, "thumb": 420}
_N_TOKENS = 5000
_N_IMAGES = 160


class EvidenceImages:
    """Turns hits into addresses and addresses into JPEG. Safe for use from several threads."""

    def __init__(self, render: Callable[[Hit, tuple[Box, ...]], Pixels]) -> None:
        self._render = render
        self._secret = secrets.token_bytes(32)
        self._places: OrderedDict[str, tuple[Hit, tuple[Box, ...]]] = OrderedDict()
        self._images: OrderedDict[tuple[str, Size], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def token(self, hit: Hit, boxes: tuple[Box, ...]) -> str:
        """The address of this hit with these boxes marked: the same for the same evidence, in this process."""
        what = f"{hit.document.id}\x1f{hit.chunk.id}\x1f{boxes!r}".encode()
        token = hmac.new(self._secret, what, hashlib.sha256).hexdigest()[:32]
        with self._lock:
            self._places[token] = (hit, boxes)
            self._places.move_to_end(token)
            while len(self._places) > _N_TOKENS:
                self._places.popitem(last=False)
        return token

    def jpeg(self, token: str, size: Size) -> bytes:
        """The picture of an address. Raises NotFoundError for an unknown one, and what rendering raises."""
        with self._lock:
            known = self._images.get((token, size))
            place = self._places.get(token)
        if known is not None:
            return known
        if place is None:
            raise NotFoundError("This picture is no longer there.", "Ask again.")
        return self._keep(token, size, self._render(*place))

    def forget(self, document_id: str) -> None:
        """Drop every address and picture of a document."""
        with self._lock:
            gone = {token for token, (hit, _) in self._places.items() if hit.document.id == document_id}
            for token in gone:
                del self._places[token]
            for key in [key for key in self._images if key[0] in gone]:
                del self._images[key]

    def _keep(self, token: str, size: Size, pixels: Pixels) -> bytes:
        made = encode_jpeg(pixels, _LONGEST[size])
        with self._lock:
            # Its document may have been deleted while it was being drawn.
            if token in self._places:
                self._images[token, size] = made
            while len(self._images) > _N_IMAGES:
                self._images.popitem(last=False)
        return made


def encode_jpeg(pixels: Pixels, longest: int) -> bytes:
    """`pixels` as JPEG, at most `longest` on the longer side."""
    image = Image.fromarray(pixels)
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()

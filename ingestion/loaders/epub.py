"""Electronic books (.epub): the chapters in their order, with the pictures. Knows the package, not HTML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from ingestion.kinds.encodings import decode
from ingestion.loaders.base import LoadOptions
from ingestion.loaders.flow.blocks import Block, Notice, PageBreak, TextBlock
from ingestion.loaders.flow.captioned import with_captions
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.html.blocks import Picture
from ingestion.loaders.html.loader import page_blocks
from rag.errors import BrokenFileError, EncryptedError, InputError
from rag.files.archives import read_member
from rag.office.package import Node, Package, attribute, child, descendants, local

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>", re.IGNORECASE)


class EpubLoader(BlockLoader):
    """Reads .epub without copy protection."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        """What the book says of itself, then chapter after chapter; one that is damaged costs itself."""
        package = Package(path)
        opf = _opf(package)
        root = package.xml(opf)
        _check_readable(package, root, opf)
        yield from _about(root)
        for part in _spine(root, opf):
            yield PageBreak()
            try:
                text = decode(read_member(path, part), part)
                yield from with_captions(
                    page_blocks(_DOCTYPE.sub("", text, count=1), part, partial(_picture_part, part))
                )
            except InputError as exc:
                yield Notice(f"A chapter was left out: {exc.message}")

    def read_part(self, path: Path, part: str) -> bytes:
        return read_member(path, part)


def _opf(package: Package) -> str:
    for node in descendants(package.xml(_CONTAINER), "rootfile"):
        if attribute(node, "full-path"):
            return attribute(node, "full-path")
    raise BrokenFileError(f"{package.path.name} names no book inside.", "Get it again.")


def _check_readable(package: Package, root: Node, opf: str) -> None:
    """Copy protection encrypts the chapters; of a book that hides only its fonts nothing is lost."""
    try:
        hidden = {unquote(attribute(node, "URI")) for node in descendants(package.xml(_ENCRYPTION), "CipherReference")}
    except InputError:
        return
    if hidden.intersection(_spine(root, opf)):
        raise EncryptedError(f"{package.path.name} is protected against copying.", "Add a copy without protection.")


def _about(root: Node) -> Iterator[Block]:
    said = {local(node): " ".join((node.text or "").split()) for node in reversed(list(_metadata(root)))}
    if said.get("title"):
        yield TextBlock(said["title"], level=1)
    lines = [
        f"{name.capitalize()}: {said[name]}" for name in ("creator", "publisher", "date", "language") if said.get(name)
    ]
    if lines:
        yield TextBlock("\n".join(lines))
    if said.get("description"):
        yield TextBlock(re.sub(r"<[^>]+>", " ", said["description"]))


def _metadata(root: Node) -> list[Node]:
    node = child(root, "metadata")
    return list(node) if node is not None else []


def _spine(root: Node, opf: str) -> list[str]:
    """The members of the chapters, in the order of reading."""
    folder = posixpath.dirname(opf)
    items = {attribute(node, "id"): unquote(attribute(node, "href")) for node in descendants(root, "item")}
    names = [items.get(attribute(node, "idref"), "") for node in descendants(root, "itemref")]
    return [posixpath.normpath(posixpath.join(folder, name)) for name in names if name]


def _picture_part(chapter: str, picture: Picture) -> str:
    """The member of a picture that a chapter shows; empty for one that is elsewhere."""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(chapter), unquote(picture.address)))
    is_inside = name.lower().endswith(_PICTURES) and not picture.address.startswith(("data:", "http"))
    return name if is_inside else ""

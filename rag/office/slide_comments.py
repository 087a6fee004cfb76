"""What people wrote about a slide, of older and newer programs. Knows those parts only; a damaged one says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from rag.errors import InputError
from rag.office.package import Node, Package, attribute, child, local
from rag.office.slide_text import plain_text

_BEGINNING = "Comment by "
_NOBODY = "somebody"


def slide_comments(package: Package, part: str) -> list[str]:
    """ "Comment by R. Vale: …" for each comment and each answer to it."""
    try:
        authors = _authors(package)
        return [
            f"{_BEGINNING}{author or _NOBODY}: {' '.join(text.split())}"
            for name in package.related(part, "comments")
            for author, text in _comments(package.xml(name), authors)
            if text.strip()
        ]
    except InputError:
        return []


def is_comment(line: str) -> bool:
    return line.startswith(_BEGINNING)


def _authors(package: Package) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in ("commentAuthors", "authors"):
        for name in package.related(package.main_part, kind):
            for node in package.xml(name):
                found[attribute(node, "id")] = attribute(node, "name")
    return found


def _comments(root: Node, authors: dict[str, str]) -> Iterator[tuple[str, str]]:
    for node in root.iter():
        if isinstance(node.tag, str) and local(node) in ("cm", "reply"):
            old, body = child(node, "text"), child(node, "txBody")
            text = (old.text or "") if old is not None else plain_text(body) if body is not None else ""
            yield authors.get(attribute(node, "authorId"), ""), text

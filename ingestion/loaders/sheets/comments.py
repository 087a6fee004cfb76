"""What people wrote beside the cells of a sheet: notes and comments with their answers. Knows those parts only."""

from __future__ import annotations

from collections.abc import Iterator

from rag.errors import InputError
from rag.office.package import Node, Package, attribute, child, descendants, local

_COPY = "tc="
"""The author of what Excel writes for programs that know no threads."""


def comment_lines(package: Package, part: str) -> Iterator[str]:
    """ "Comment on B4 by R. Vale: …" for each note and each answer of a thread, but not the copies of threads."""
    try:
        people = _people(package)
        for name in package.related(part, "comments"):
            yield from _notes(package.xml(name))
        for name in package.related(part, "threadedComment"):
            yield from _threads(package.xml(name), people)
    except InputError:
        return


def _notes(root: Node) -> Iterator[str]:
    listed = child(root, "authors")
    authors = [(author.text or "").strip() for author in (listed if listed is not None else ())]
    for node in descendants(root, "comment"):
        text = "".join(t.text or "" for t in descendants(node, "t")).strip()
        number = attribute(node, "authorId")
        author = authors[int(number)] if number.isdigit() and int(number) < len(authors) else ""
        text = text.removeprefix(f"{author}:").strip()  # Excel writes the name into the note as well
        if text and not author.startswith(_COPY):
            yield _line(attribute(node, "ref"), author, text)


def _threads(root: Node, people: dict[str, str]) -> Iterator[str]:
    for node in root:
        text = child(node, "text")
        if local(node) == "threadedComment" and text is not None and (text.text or "").strip():
            yield _line(attribute(node, "ref"), people.get(attribute(node, "personId"), ""), (text.text or "").strip())


def _people(package: Package) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in package.related(package.main_part, "person"):
        for node in package.xml(name):
            found[attribute(node, "id")] = attribute(node, "displayName")
    return found


def _line(place: str, author: str, text: str) -> str:
    by = f" by {author}" if author else ""
    return f"Comment on {place}{by}: {' '.join(text.split())}"

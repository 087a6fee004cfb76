"""What stands beside the text of a Word document, in parts of its own: comments, and pages of other formats."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.kinds.encodings import decode
from ingestion.loaders.flow.blocks import Block, Notice, TextBlock
from ingestion.loaders.html.fragments import fragment_blocks
from ingestion.loaders.word.text import read_words
from rag.errors import InputError
from rag.office.package import Node, Package, attribute, descendants

_PAGES = (".htm", ".html", ".xhtml")


def comments_of(package: Package, part: str) -> dict[str, str]:
    """The comments by their ids, each with who wrote it. A damaged part has none."""
    found: dict[str, str] = {}
    for name in package.related(part, "comments"):
        try:
            root = package.xml(name)
        except InputError:
            continue
        for node in descendants(root, "comment"):
            text = " ".join(filter(None, (read_words(p).text.strip() for p in descendants(node, "p"))))
            author = attribute(node, "author").strip()
            if text:
                found[attribute(node, "id")] = f"Comment by {author}: {text}" if author else f"Comment: {text}"
    return found


def foreign_blocks(package: Package, part: str, node: Node) -> Iterator[Block]:
    """A page of HTML or plain text that is kept inside the document as it came."""
    relation = package.relations(part).get(attribute(node, "id"))
    if relation is None or relation.external:
        return
    try:
        if relation.target.lower().endswith(_PAGES):
            yield from fragment_blocks(decode(package.read(relation.target), relation.target))
        elif relation.target.lower().endswith(".txt"):
            for paragraph in decode(package.read(relation.target), relation.target).split("\n\n"):
                if paragraph.strip():
                    yield TextBlock(paragraph.strip())
        else:
            yield Notice(f"A part was left out: {relation.target.rpartition('.')[2].upper()} inside Word is not read.")
    except InputError as exc:
        yield Notice(f"A part was left out: {exc.message}")

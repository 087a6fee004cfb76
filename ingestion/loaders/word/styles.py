"""Which paragraphs of a Word document are headings, and of what level. Knows style parts only."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.office.package import Node, Package, attribute, child, local

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|标题|標題|見出し)\s*([1-9])$", re.IGNORECASE)
_MAX_INHERITANCE = 12


@dataclass(frozen=True, slots=True)
class Style:
    level: int = 0
    """Of a heading, from 1; 0 for running text."""
    numbering: Node | None = None


class Styles:
    """The paragraph styles of one document."""

    def __init__(self, package: Package, part: str) -> None:
        self._nodes: dict[str, Node] = {}
        for styles in package.related(part, "styles"):
            for node in package.xml(styles):
                if local(node) == "style":
                    self._nodes[attribute(node, "styleId")] = node

    def of(self, properties: Node | None) -> Style:
        """The style of a paragraph with these properties; its own outline level comes before its style's."""
        level = _outline_level(properties)
        numbering: Node | None = None
        name = attribute(child(properties, "pStyle"), "val")
        for _ in range(_MAX_INHERITANCE):
            node = self._nodes.get(name)
            if node is None:
                break
            level = level or _named_level(attribute(child(node, "name"), "val")) or _outline_level(child(node, "pPr"))
            numbering = numbering if numbering is not None else child(node, "pPr", "numPr")
            name = attribute(child(node, "basedOn"), "val")
        return Style(level, numbering)


def _named_level(name: str) -> int:
    found = _HEADING.match(name)
    return int(found.group(1)) if found else int(name.lower() == "title")


def _outline_level(properties: Node | None) -> int:
    value = attribute(child(properties, "outlineLvl"), "val")
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0

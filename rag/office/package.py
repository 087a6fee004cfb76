"""An Office file as a package of XML parts that point at each other.

Knows: ZIP members, relations, and XML without entities, network or unbounded depth. Does not know: what the parts mean.
Elements are told by their local names, since the strict and the usual variant of the format differ in namespaces only.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from rag.errors import BrokenFileError
from rag.files.archives import check_archive, check_xml, member_names, read_member

Node: TypeAlias = etree._Element
EMU_PER_PT = 12_700
"""English metric units, in which Office files say lengths, to a point."""
_MAX_PART_BYTES = 96 << 20
_SAVE_AGAIN = "Open it in the program that made it and save it again."


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points at under an id: the last word of the type, and the name of the other part."""

    kind: str
    target: str
    external: bool


class Package:
    """Reads parts by name. Raises an InputError for what is damaged, encrypted, oversized or missing."""

    def __init__(self, path: Path) -> None:
        check_archive(path)
        self.path = path
        self.relations = lru_cache(maxsize=256)(self._relations)

    @property
    def main_part(self) -> str:
        """The part that the file is about: the document, presentation or workbook."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument":
                return relation.target
        raise BrokenFileError(f"{self.path.name} has no document inside.", _SAVE_AGAIN)

    def read(self, part: str) -> bytes:
        return read_member(self.path, part, _MAX_PART_BYTES)

    def checked(self, part: str) -> bytes:
        """The bytes of an XML part, which declares no entities."""
        content = self.read(part)
        check_xml(content, part)
        return content

    def xml(self, part: str) -> Node:
        """The root of an XML part."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            return etree.fromstring(self.checked(part), parser)
        except etree.XMLSyntaxError as exc:
            raise BrokenFileError(f"{part} inside {self.path.name} is damaged: {exc.msg}.", _SAVE_AGAIN) from exc

    def parts(self) -> list[str]:
        """The names of all parts."""
        return member_names(self.path)

    def related(self, part: str, kind: str) -> list[str]:
        """The names of the parts of one kind that a part points at."""
        return [r.target for r in self.relations(part).values() if r.kind == kind and not r.external]

    def _relations(self, part: str) -> dict[str, Relation]:
        folder, name = posixpath.split(part)
        try:
            root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        except BrokenFileError:
            return {}
        return {
            str(node.get("Id")): Relation(
                posixpath.basename(node.get("Type") or ""),
                posixpath.normpath(posixpath.join("/", folder, node.get("Target") or "")).lstrip("/"),
                node.get("TargetMode") == "External",
            )
            for node in root
        }


def local(node: Node) -> str:
    """The name of an element without its namespace."""
    return str(node.tag).rpartition("}")[2]


def attribute(node: Node | None, name: str) -> str:
    """An attribute by its local name; empty when there is none."""
    for key, value in node.attrib.items() if node is not None else ():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def relation_id(node: Node) -> str:
    """The relation that an element names; it may have an id of its own besides."""
    return next((str(value) for key, value in node.attrib.items() if str(key).endswith("}id")), "")


def child(node: Node | None, *path: str) -> Node | None:
    """The first descendant along a path of local names."""
    for name in path:
        node = next((below for below in node if local(below) == name), None) if node is not None else None
    return node


def descendants(node: Node, name: str) -> Iterator[Node]:
    """All elements of a local name below (or at) a node, in document order."""
    return node.iter(f"{{*}}{name}")

"""The numbers and bullets that Word puts before list items and headings. Knows the numbering part only."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from rag.office.package import Node, Package, attribute, child, local

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ENDS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Label:
    text: str = ""
    """"•", "3.", "2.1"; empty for a paragraph that is in no list."""
    depth: int = 0


class Numbering:
    """The lists of one document, counting as it is read from its beginning."""

    def __init__(self, package: Package, part: str) -> None:
        self._levels: dict[tuple[str, int], Node] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        for numbering in package.related(part, "numbering"):
            self._read(package.xml(numbering))

    def _read(self, root: Node) -> None:
        abstract = {attribute(node, "abstractNumId"): node for node in root if local(node) == "abstractNum"}
        for node in root:
            if local(node) != "num":
                continue
            levels = abstract.get(attribute(child(node, "abstractNumId"), "val"))
            for level in levels if levels is not None else ():
                if local(level) == "lvl" and attribute(level, "ilvl").isdigit():
                    self._levels[attribute(node, "numId"), int(attribute(level, "ilvl"))] = level

    def label(self, properties: Node | None, of_style: Node | None) -> Label:
        """What stands before a paragraph; counts it."""
        own = child(properties, "numPr")
        numbered = own if own is not None else of_style
        identity = attribute(child(numbered, "numId"), "val") or attribute(child(of_style, "numId"), "val")
        depth_text = attribute(child(numbered, "ilvl"), "val") or attribute(child(of_style, "ilvl"), "val")
        depth = min(int(depth_text), 8) if depth_text.isdigit() else 0
        level = self._levels.get((identity, depth))
        if level is None or identity == "0":
            return Label()
        counts = self._counts[identity]
        counts[depth] = counts[depth] + 1 if depth in counts else self._start(identity, depth)
        for deeper in [place for place in counts if place > depth]:
            del counts[deeper]
        return Label(self._text(identity, level), depth)

    def _start(self, identity: str, depth: int) -> int:
        start = attribute(child(self._levels.get((identity, depth)), "start"), "val")
        return int(start) if start.isdigit() else 1

    def _text(self, identity: str, level: Node) -> str:
        form = attribute(child(level, "numFmt"), "val")
        if form == "bullet":
            return "•"
        if form == "none":
            return ""

        def number(found: re.Match[str]) -> str:
            place = int(found.group(1)) - 1
            count = self._counts[identity].get(place) or self._start(identity, place)
            return _written(count, attribute(child(self._levels.get((identity, place)), "numFmt"), "val"))

        return _PLACE.sub(number, attribute(child(level, "lvlText"), "val")).strip()


def _written(count: int, form: str) -> str:
    match form:
        case "lowerLetter" | "upperLetter" if count > 0:
            letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman":
            return _roman(count).upper() if form == "upperRoman" else _roman(count)
        case "decimalZero":
            return f"{count:02d}"
    return str(count)


def _roman(count: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_ROMAN_ENDS):
        while count >= value and len(text) < 32:
            text += letters
            count -= value
    return text

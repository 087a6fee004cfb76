"""What the text of a placeholder inherits from layout and master: place, size, colour, alignment, bullets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.office.package import Node, attribute, child, descendants

TITLES = ("title", "ctrTitle")
_MASTER_STYLES = {"title": "titleStyle", "ctrTitle": "titleStyle", "other": "otherStyle"}
_SAME_ON_MASTER = {"ctrTitle": "title", "subTitle": "body", "obj": "body", "": "body"}
_DEFAULT_PT = 18.0


@dataclass(frozen=True, slots=True)
class Placeholder:
    """How a shape says what it stands for; `kind` is empty for the usual content placeholder."""

    kind: str
    index: str


def placeholder_of(shape: Node) -> Placeholder | None:
    found = next(descendants(shape, "ph"), None)
    return None if found is None else Placeholder(attribute(found, "type"), attribute(found, "idx"))


def inherited(shape: Node, layout: Node | None, master: Node | None) -> list[Node]:
    """The shape itself, then the placeholders on layout and master that it takes after."""
    wanted = placeholder_of(shape)
    chain = [shape]
    if wanted is None:
        return chain
    for root, kind in ((layout, wanted.kind), (master, _SAME_ON_MASTER.get(wanted.kind, wanted.kind))):
        found = _find(root, kind, wanted.index, by_index=root is layout)
        if found is not None:
            chain.append(found)
    return chain


def _find(root: Node | None, kind: str, index: str, *, by_index: bool) -> Node | None:
    if root is None:
        return None
    shapes = [(shape, placeholder_of(shape)) for shape in descendants(root, "sp")]
    for shape, there in shapes:
        if by_index and there is not None and index and there.index == index:
            return shape
    for shape, there in shapes:
        if there is not None and _SAME_ON_MASTER.get(there.kind, there.kind) == _SAME_ON_MASTER.get(kind, kind):
            return shape
    return None


class TextStyle:
    """The properties of a shape's paragraphs, level by level, nearest first."""

    def __init__(self, chain: Sequence[Node], master: Node | None, defaults: Node | None) -> None:
        wanted = placeholder_of(chain[0])
        name = "otherStyle" if wanted is None else _MASTER_STYLES.get(wanted.kind, "bodyStyle")
        self.is_title = wanted is not None and wanted.kind in TITLES
        self.has_bullets = wanted is not None and name == "bodyStyle"
        self.font_colour = (
            next(iter(reference), None) if (reference := child(chain[0], "style", "fontRef")) is not None else None
        )
        """What a drawn shape says about its letters, unless they say it themselves."""
        self._lists = [child(shape, "txBody", "lstStyle") for shape in chain]
        self._lists += [child(master, "txStyles", name), defaults]

    def levels(self, level: int) -> list[Node]:
        """The level's paragraph properties along the inheritance, nearest first."""
        found = (child(styles, f"lvl{level + 1}pPr") for styles in self._lists)
        return [properties for properties in found if properties is not None]

    def size_pt(self, own: Sequence[Node | None], level: int) -> float:
        """Letter size of a run with these own properties."""
        for properties in (*own, *(child(above, "defRPr") for above in self.levels(level))):
            value = attribute(properties, "sz")
            if value.isdigit():
                return max(1.0, int(value) / 100)
        return _DEFAULT_PT

    def run_properties(self, own: Sequence[Node | None], level: int) -> list[Node]:
        candidates = (*own, *(child(above, "defRPr") for above in self.levels(level)))
        return [properties for properties in candidates if properties is not None]

    def alignment(self, own: Node | None, level: int) -> str:
        for properties in (own, *self.levels(level)):
            if attribute(properties, "algn"):
                return attribute(properties, "algn")
        return "l"

    def bullet(self, own: Node | None, level: int) -> str:
        """ "• " or the like where a reader sees one."""
        for properties in (own, *self.levels(level)):
            if child(properties, "buNone") is not None:
                return ""
            if child(properties, "buChar") is not None or child(properties, "buAutoNum") is not None:
                return "• "
        return ""

    def indent_pt(self, own: Node | None, level: int) -> float:
        for properties in (own, *self.levels(level)):
            value = attribute(properties, "marL")
            if value.isdigit():
                return int(value) / 12_700
        return 0.0

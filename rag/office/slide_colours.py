"""Colours of a presentation: theme, colour map and the changes of light that shapes ask for."""

from __future__ import annotations

from rag.office.package import Node, Package, attribute, child, descendants, local

Rgb = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
_MAPPED = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_NAMED = {"black": BLACK, "white": WHITE, "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255)}


class Colours:
    """What the colour names of one slide master mean."""

    def __init__(self, package: Package, master_part: str) -> None:
        self._theme: dict[str, Rgb] = {"dk1": BLACK, "lt1": WHITE, "dk2": (68, 84, 106), "lt2": (231, 230, 230)}
        self._map = dict(_MAPPED)
        if not master_part:
            return
        for theme in package.related(master_part, "theme"):
            scheme = next(descendants(package.xml(theme), "clrScheme"), None)
            for entry in scheme if scheme is not None else ():
                colour = self._plain(next(iter(entry), None))
                if colour is not None:
                    self._theme[local(entry)] = colour
        mapping = child(package.xml(master_part), "clrMap")
        self._map.update(
            {str(key): str(value) for key, value in (mapping.attrib.items() if mapping is not None else ())}
        )

    def fill(self, properties: Node | None) -> Rgb | None:
        """The colour of a fill among these properties: its own, or the first of a gradient; None for no fill."""
        solid = child(properties, "solidFill")
        if solid is not None:
            return self.of(next(iter(solid), None))
        stop = child(properties, "gradFill", "gsLst", "gs")
        return self.of(next(iter(stop), None)) if stop is not None else None

    def of(self, node: Node | None) -> Rgb | None:
        """The colour that an element names, made lighter or darker as it says."""
        colour = self._plain(node)
        if colour is None or node is None:
            return colour
        factor, offset, tint = (_share(child(node, name)) for name in ("lumMod", "lumOff", "tint"))
        values = [c * (1.0 if factor is None else factor) + 255 * (offset or 0.0) for c in colour]
        if tint is not None:
            values = [255 - (255 - c) * tint for c in values]
        red, green, blue = (max(0, min(255, round(c))) for c in values)
        return red, green, blue

    def _plain(self, node: Node | None) -> Rgb | None:
        if node is None:
            return None
        value = attribute(node, "val")
        match local(node):
            case "srgbClr":
                return _hex(value)
            case "sysClr":
                return _hex(attribute(node, "lastClr")) or (WHITE if value == "window" else BLACK)
            case "schemeClr":
                return self._theme.get(self._map.get(value, value))
            case "prstClr":
                return _NAMED.get(value)
        return None


def _hex(value: str) -> Rgb | None:
    try:
        return (int(value[0:2], 16), int(value[2:4], 16), int(value[4:6], 16)) if len(value) == 6 else None
    except ValueError:
        return None


def _share(node: Node | None) -> float | None:
    value = attribute(node, "val").rstrip("%")
    return int(value) / 100_000 if value.lstrip("-").isdigit() else None

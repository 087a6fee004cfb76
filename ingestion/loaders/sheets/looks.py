"""How the cells of a workbook look: the format code of each style, and whether its text is struck out.

Knows the style part only. A part that is damaged gives cells without formats.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import InputError
from rag.office.package import Node, Package, attribute, child, local

_BUILT_IN = {
    **{0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?"},
    **{13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 20: "h:mm"},
    **{19: "h:mm:ss AM/PM", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;(#,##0)"},
    **{39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@"},
    **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss"),
}


@dataclass(frozen=True, slots=True)
class Look:
    code: str = "General"
    is_struck: bool = False


def looks_of(package: Package, workbook: str) -> list[Look]:
    """The looks by the numbers that cells name; none where the part is missing or damaged."""
    try:
        parts = package.related(workbook, "styles")
        root = package.xml(parts[0]) if parts else None
    except InputError:
        return []
    own = child(root, "numFmts")
    codes = {attribute(n, "numFmtId"): attribute(n, "formatCode") for n in (own if own is not None else ())}
    fonts = child(root, "fonts")
    struck = [_is_struck(font) for font in (fonts if fonts is not None else ()) if local(font) == "font"]
    formats = child(root, "cellXfs")
    return [_look(node, codes, struck) for node in (formats if formats is not None else ()) if local(node) == "xf"]


def _look(node: Node, codes: dict[str, str], struck: list[bool]) -> Look:
    number, font = attribute(node, "numFmtId"), attribute(node, "fontId")
    code = codes.get(number) or _BUILT_IN.get(int(number) if number.isdigit() else 0, "General")
    is_struck = font.isdigit() and int(font) < len(struck) and struck[int(font)]
    return Look(code, is_struck)


def _is_struck(font: Node) -> bool:
    strike = child(font, "strike")
    return strike is not None and attribute(strike, "val") not in ("0", "false")

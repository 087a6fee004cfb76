"""Formulas of Office files as one line of readable text: fractions, powers, roots. Knows Office's mathematics only."""

from __future__ import annotations

from rag.files.raised import grouped, power
from rag.office.package import Node, attribute, child, local

_MOST_DEPTH = 60
_PROPERTIES = "Pr"


def equation(node: Node, depth: int = 0) -> str:
    """The text of an `oMath` element or of a part of one."""
    if depth > _MOST_DEPTH:
        return ""
    inner = {name: equation(part, depth + 1) for name in _PARTS if (part := child(node, name)) is not None}
    base = inner.get("e", "")
    match local(node):
        case "t":
            return node.text or ""
        case "f":
            return f"{grouped(inner.get('num', ''))}/{grouped(inner.get('den', ''))}"
        case "sSup":
            return power(_base(base), inner.get("sup", ""))
        case "sSub":
            return f"{base}_{grouped(inner.get('sub', ''))}"
        case "sSubSup" | "sPre":
            return power(f"{base}_{grouped(inner.get('sub', ''))}", inner.get("sup", ""))
        case "rad":
            degree = inner.get("deg", "").strip()
            return f"{power('', degree) if degree else ''}√({base})"
        case "nary":
            return _sum(node, inner, base)
        case "d":
            return _delimited(node, depth)
        case "func":
            return f"{inner.get('fName', '')} {base}".strip()
        case "limLow":
            return f"{base}_{grouped(inner.get('lim', ''))}"
        case "m":
            return f"[{'; '.join(_row(row, depth) for row in node if local(row) == 'mr')}]"
    return "".join(equation(below, depth + 1) for below in node if not local(below).endswith(_PROPERTIES))


_PARTS = ("num", "den", "e", "sup", "sub", "deg", "fName", "lim")


def _base(text: str) -> str:
    return text if text.strip().isalnum() or text.endswith(")") else grouped(text)


def _sum(node: Node, inner: dict[str, str], base: str) -> str:
    sign = attribute(child(node, "naryPr", "chr"), "val") or "∫"
    low, high = inner.get("sub", "").strip(), inner.get("sup", "").strip()
    limits = f"_{grouped(low)}" if low else ""
    limits += f"^{grouped(high)}" if high else ""
    return f"{sign}{limits} {base}"


def _delimited(node: Node, depth: int) -> str:
    properties = child(node, "dPr")
    begin, end = child(properties, "begChr"), child(properties, "endChr")
    opening = "(" if begin is None else attribute(begin, "val")
    closing = ")" if end is None else attribute(end, "val")
    return opening + ", ".join(equation(part, depth + 1) for part in node if local(part) == "e") + closing


def _row(row: Node, depth: int) -> str:
    return ", ".join(equation(cell, depth + 1) for cell in row if local(cell) == "e")

"""Formulas of web pages as one line of readable text: fractions, powers and roots. Knows MathML only."""

from __future__ import annotations

from rag.files.raised import grouped, power
from rag.office.package import Node

_UNSEEN = frozenset(("annotation", "annotation-xml", "semantics-annotation", "none", "mprescripts"))
_MOST_DEPTH = 40


def formula(node: Node, depth: int = 0) -> str:
    """The formula below a `math` element or a part of one."""
    if depth > _MOST_DEPTH:
        return ""
    parts = [formula(below, depth + 1) for below in node if isinstance(below.tag, str) and _name(below) not in _UNSEEN]
    match _name(node), parts:
        case "mfrac", [above, below]:
            return f"{grouped(above)}/{grouped(below)}"
        case "msup", [base, exponent]:
            return power(base, exponent)
        case "msub" | "munder", [base, index]:
            return f"{base}_{grouped(index)}"
        case "msubsup" | "munderover", [base, index, exponent]:
            return power(f"{base}_{grouped(index)}", exponent)
        case "mover", [base, _]:
            return base
        case "msqrt", _:
            return f"√({''.join(parts)})"
        case "mroot", [base, index]:
            return f"{power('', index)}√({base})"
        case "mtr", _:
            return ", ".join(parts)
        case "mtable", _:
            return f"[{'; '.join(parts)}]"
        case "mo", _:
            sign = (node.text or "").strip()
            return f" {sign} " if sign and sign in "=<>≤≥≠≈±+−→∈" else sign
        case "mtext", _:
            return node.text or ""
    return (node.text or "").strip() + "".join(parts)


def _name(node: Node) -> str:
    return str(node.tag).rpartition("}")[2].rpartition(":")[2]

"""What a form of a web page says as it was saved: words in fields, ticks, choices. Knows HTML's fields only."""

from __future__ import annotations

from rag.office.package import Node

FIELDS = frozenset(("input", "select", "textarea"))
_SAYS_NOTHING = ("hidden", "password", "file", "image", "reset", "submit", "button")


def field_text(node: Node) -> str:
    """What a reader sees in the field."""
    if node.tag == "textarea":
        return (node.text or "").strip()
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return ", ".join("".join(str(part) for part in option.itertext()).strip() for option in chosen)
    kind = (node.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if node.get("checked") is not None else "☐"
    return "" if kind in _SAYS_NOTHING else (node.get("value") or "").strip()

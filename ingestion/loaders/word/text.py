"""The words of a Word paragraph as its reader sees them.

Knows: runs, fields, tracked changes and what hides text. Does not know: styles, lists, or where pictures are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rag.files.raised import raised
from rag.office.equations import equation
from rag.office.package import Node, attribute, child, descendants, local
from rag.office.symbols import symbol, written_in

STRUCK_NOTICE = "Text that is struck out was left out."
HIDDEN_NOTICE = "Text that is hidden, white on white or too small to see was left out."
_UNREAD = frozenset(("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sectPr", "fldData", "rt", "binData"))
"""Removed text, formatting, and what fields are made from."""
_SIGNS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_TINY_HALF_POINTS = 3


@dataclass(slots=True)
class Words:
    """A paragraph: its text, and what is anchored in it."""

    text: str = ""
    drawings: list[Node] = field(default_factory=list)
    text_boxes: list[Node] = field(default_factory=list)
    break_before: bool = False
    break_after: bool = False
    comments: list[str] = field(default_factory=list)
    """Ids of the comments that end here."""
    n_hidden: int = 0
    n_struck: int = 0


def read_words(paragraph: Node) -> Words:
    """What a paragraph says; a page break in it counts as before it, or after it when text precedes the break."""
    words = Words()
    shaded = child(paragraph, "pPr", "shd") is not None or _in_cell(paragraph)
    _read(paragraph, words, shaded)
    return words


def _in_cell(node: Node) -> bool:
    """White text in a table usually stands on a coloured cell."""
    parent = node.getparent()
    return parent is not None and local(parent) in ("tc", "txbxContent")


def _read(node: Node, words: Words, shaded: bool) -> None:
    for below in node:
        name = local(below)
        if name == "r":
            _run(below, words, shaded)
        elif name == "t":
            words.text += below.text or ""
        elif name in _SIGNS:
            words.text += _SIGNS[name]
        elif name == "br" and attribute(below, "type") in ("", "textWrapping"):
            words.text += "\n"
        elif name == "lastRenderedPageBreak" or (name == "br" and attribute(below, "type") == "page"):
            _break(words)
        elif name in ("drawing", "pict", "object"):
            words.drawings.append(below)
            words.text_boxes += _first_level(below, "txbxContent")
        elif name == "AlternateContent":  # the same thing twice: for new programs, and for old ones
            choice = next(iter(below), None)
            if choice is not None:
                _read(choice, words, shaded)
        elif name in _READERS:
            _READERS[name](below, words)
        elif name not in _UNREAD:
            _read(below, words, shaded)


def _run(run: Node, words: Words, shaded: bool) -> None:
    """Text of one look: what nobody sees or is struck out is counted, what is raised stays apart."""
    properties = child(run, "rPr")
    said = any(str(text).strip() for text in run.itertext())
    if _invisible(properties, shaded):
        words.n_hidden += said
    elif _is_on(child(properties, "strike")) or _is_on(child(properties, "dstrike")):
        words.n_struck += said
    else:
        before = words.text
        _read(run, words, shaded)
        added = written_in(attribute(child(properties, "rFonts"), "ascii"), words.text[len(before) :])
        words.text = before + added
        if attribute(child(properties, "vertAlign"), "val") == "superscript":
            words.text = before + raised(added, before)
        elif before.endswith(" ") and added.startswith(" ") and words.n_struck:
            words.text = before + added.lstrip(" ")


def _symbol(node: Node, words: Words) -> None:
    words.text += symbol(attribute(node, "font"), attribute(node, "char"))


def _equation(node: Node, words: Words) -> None:
    words.text += equation(node)


def _ruby(node: Node, words: Words) -> None:
    """A word with how it is read: 東京(とうきょう)."""
    base, reading = (
        "".join(text.text or "" for part in node if local(part) == name for text in descendants(part, "t"))
        for name in ("rubyBase", "rt")
    )
    words.text += f"{base}({reading})" if reading else base


def _field(node: Node, words: Words) -> None:
    """The box or the list of a form, as it was filled in."""
    box, choices = child(node, "ffData", "checkBox"), child(node, "ffData", "ddList")
    if box is not None:
        state = child(box, "checked")
        words.text += "☑" if _is_on(state if state is not None else child(box, "default")) else "☐"
    elif choices is not None:
        chosen = attribute(child(choices, "result"), "val") or "0"
        entries = [attribute(entry, "val") for entry in choices if local(entry) == "listEntry"]
        words.text += entries[int(chosen)] if chosen.isdigit() and int(chosen) < len(entries) else ""


def _comment(node: Node, words: Words) -> None:
    words.comments.append(attribute(node, "id"))


def _break(words: Words) -> None:
    if words.text.strip():
        words.break_after = True
    else:
        words.break_before = True


def _first_level(node: Node, name: str) -> list[Node]:
    """Text boxes, but not those inside of them, nor the copy for old programs."""
    found: list[Node] = []
    for below in node:
        if local(below) == name:
            found.append(below)
        elif local(below) != "Fallback":
            found += _first_level(below, name)
    return found


def _invisible(properties: Node | None, shaded: bool) -> bool:
    if properties is None:
        return False
    if _is_on(child(properties, "vanish")) or _is_on(child(properties, "webHidden")):
        return True
    size = attribute(child(properties, "sz"), "val")
    if size.isdigit() and int(size) <= _TINY_HALF_POINTS:
        return True
    white = attribute(child(properties, "color"), "val").upper() in ("FFFFFF", "FEFEFE")
    marked = any(child(properties, name) is not None for name in ("shd", "highlight"))
    return white and not shaded and not marked


def _is_on(switch: Node | None) -> bool:
    return switch is not None and attribute(switch, "val") not in ("0", "false", "off")


_READERS: dict[str, Callable[[Node, Words], None]] = {
    **{"sym": _symbol, "oMath": _equation, "ruby": _ruby, "fldChar": _field, "commentReference": _comment},
}

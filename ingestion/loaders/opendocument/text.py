"""Words of OpenDocument: paragraphs with their blanks, notes, and what is left out. Knows text elements only."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.files.raised import raised
from rag.office.package import Node, attribute, descendants, local

_UNREAD = frozenset(
    ("tracked-changes", "bookmark", "bookmark-start", "sequence-decls", "user-field-decls", "desc", "title")
)
_APART = frozenset(("frame", "custom-shape", "rect", "g", "text-box"))


@dataclass(slots=True)
class Words:
    text: str = ""
    frames: list[Node] = field(default_factory=list)
    """Pictures, boxes and tables that are anchored in it."""
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def read_words(paragraph: Node, raised_styles: frozenset[str]) -> Words:
    """What a paragraph says. `raised_styles` are the styles whose text stands above the line."""
    words = Words(paragraph.text or "")
    _read(paragraph, words, raised_styles)
    words.text = " ".join(words.text.split(" ")).strip()
    return words


def _read(node: Node, words: Words, raised_styles: frozenset[str]) -> None:
    for below in node:
        if not isinstance(below.tag, str):
            words.text += below.tail or ""
            continue
        _element(below, words, raised_styles)
        words.text += below.tail or ""


def _element(node: Node, words: Words, raised_styles: frozenset[str]) -> None:
    match local(node):
        case "s":
            count = attribute(node, "c")
            words.text += " " * min(int(count) if count.isdigit() else 1, 200)
        case "tab":
            words.text += "\t"
        case "line-break":
            words.text += "\n"
        case "note":
            mark, body = (next(descendants(node, name), None) for name in ("note-citation", "note-body"))
            number = "".join(str(t) for t in mark.itertext()) if mark is not None else ""
            words.text += raised(number, words.text)
            words.notes.append(f"Note {number}: {_plain(body)}")
        case "annotation":
            who = "".join(_plain(author) for author in descendants(node, "creator"))
            said = " ".join(_plain(p) for p in descendants(node, "p"))
            words.comments.append(f"Comment by {who}: {said}" if who else f"Comment: {said}")
        case "ruby":
            base, reading = (_plain(next(descendants(node, name), None)) for name in ("ruby-base", "ruby-text"))
            words.text += f"{base}({reading})" if reading else base
        case name if name in _APART:
            words.frames.append(node)
        case name if name not in _UNREAD:
            inner = Words(node.text or "")
            _read(node, inner, raised_styles)
            is_raised = attribute(node, "style-name") in raised_styles
            words.text += raised(inner.text, words.text) if is_raised else inner.text
            words.frames += inner.frames
            words.notes += inner.notes
            words.comments += inner.comments


def _plain(node: Node | None) -> str:
    return " ".join("".join(str(text) for text in node.itertext()).split()) if node is not None else ""


def raised_styles(*roots: Node) -> frozenset[str]:
    """Styles that set text above the line."""
    found = set()
    for root in roots:
        for style in descendants(root, "style"):
            for properties in descendants(style, "text-properties"):
                if attribute(properties, "text-position").startswith("super"):
                    found.add(attribute(style, "name"))
    return frozenset(found)

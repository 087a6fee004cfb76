"""Text and names without characters that nobody sees and that a machine obeys.

Escape sequences steer a terminal, tags and variation selectors smuggle a message past a reader, and direction overrides
make a name look like another. Words lose nothing with them.
"""

from __future__ import annotations

import json
import re

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Zero-width joiners stay: Persian, Indic scripts and emoji are written with them.
_INVISIBLE = "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
_SMUGGLERS = "\U000e0000-\U000e0fff\ufe00-\ufe0e"
_UNSEEN = re.compile(f"[{_CONTROLS}{_DIRECTIONS}{_INVISIBLE}{_SMUGGLERS}]")
_UNWRITABLE = re.compile(f"[{_CONTROLS}{_DIRECTIONS}{_INVISIBLE}{_SMUGGLERS}\ud800-\udfff]")
_TAGS = re.compile("[\U000e0000-\U000e0fff]")
_BREAKS = re.compile(r"[\r\n\t]")
# The whole sequence: without its first character alone, "[31m" would stay behind.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, the cursor
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # the window's title, links
    r"|\x1b[@-Z\\-_]"
)
_REPLACEMENT = "\ufffd"


def seen_text(text: str) -> str:
    """The text as a person sees it; line breaks and tabs stay."""
    return _UNSEEN.sub("", _ESCAPES.sub("", text))


def escaped(json_text: str) -> str:
    """JSON whose unseen characters and halves of surrogate pairs are written as escapes: the same values."""
    return _UNWRITABLE.sub(lambda found: json.dumps(found[0])[1:-1], json_text)


def n_smuggled(text: str) -> int:
    """How many of its characters are tags: they have no use in documents but to say what is not seen."""
    return len(_TAGS.findall(text))


def seen_name(name: str) -> str:
    """A file name for people: what steers a terminal or the direction of writing is replaced, line breaks too."""
    return _BREAKS.sub(_REPLACEMENT, _UNSEEN.sub(_REPLACEMENT, name))

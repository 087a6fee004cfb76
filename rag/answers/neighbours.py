"""What belongs to a chunk that was found: the end of its sentence, the rest of its table.

Knows how chunks are cut (a table's parts repeat its header). Does not know how chunks are read from the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.types import Hit

PageHits = Callable[[Hit], list[Hit]]
"""All chunks of a hit's page in reading order, as hits."""

_ENDS = re.compile(r"[.!?。！？:：;；…][\"'”’」』)\]）]*\s*$")
_GOES_ON = re.compile(r"^\s*[a-zà-öø-ÿ,;)]")


def belonging(hit: Hit, page_hits: PageHits) -> list[Hit]:
    """The chunks before and after on its page without which the chunk is half a sentence or half a table."""
    if hit.chunk.kind not in ("text", "table"):
        return []
    page = page_hits(hit)
    at = next((i for i, other in enumerate(page) if other.chunk.id == hit.chunk.id), -1)
    if at < 0:
        return []
    before = page[at - 1 : at] if at else []
    after = page[at + 1 : at + 2]
    return [*(other for other in before if _joined(other, hit)), *(other for other in after if _joined(hit, other))]


def _joined(first: Hit, second: Hit) -> bool:
    one, two = first.chunk, second.chunk
    if one.kind != two.kind:
        return False
    if one.kind == "table":
        return one.context == two.context and _header(one.text) == _header(two.text) != ""
    return one.kind == "text" and not _ENDS.search(one.text) and bool(_GOES_ON.match(two.text))


def _header(markdown: str) -> str:
    rows = markdown.split("\n", 2)
    return rows[0] if len(rows) > 2 and rows[1].startswith("|") and "---" in rows[1] else ""

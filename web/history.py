"""The list of conversations as HTML, each with its name, its collection, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from rag.ledger import ConversationEntry
from web.markup import esc, icon_button
from web.texts import Language, count, say


def draw_history(language: Language, entries: Sequence[ConversationEntry], current: str, searched: bool = False) -> str:
    """All conversations, latest first, or a sentence when there are none."""
    if not entries:
        key = "history_none_found" if searched else "history_none"
        return f'<div class="nothing"><p>{esc(say(language, key))}</p></div>'
    rows = "".join(_row(language, entry, entry.id == current) for entry in entries)
    return f'<ul class="conversations">{rows}</ul>'


def _row(language: Language, entry: ConversationEntry, is_current: bool) -> str:
    data = {"conversation": entry.id, "collection": entry.collection}
    title = esc(entry.title)
    facts = " · ".join((entry.collection, count(language, "turns", entry.n_turns), when(language, entry.changed_at)))
    tools = "".join(
        icon_button(act, image, say(language, key, title=entry.title), "bare", {**data, "title": entry.title})
        for act, image, key in (
            ("rename-conversation", "pen", "rename_named"),
            ("export-conversation", "save", "export_named"),
            ("delete-conversation", "trash", "delete_conversation"),
        )
    )
    mark = ' aria-current="true"' if is_current else ""
    opens = "".join(f' data-{key}="{esc(value)}"' for key, value in data.items())
    return (
        f'<li{mark}><button type="button" class="open" data-act="open-conversation"{opens} title="{title}">'
        f"<b>{title}</b><small>{esc(facts)}</small></button><span>{tools}</span></li>"
    )


def when(language: Language, at: str) -> str:
    """A day as people say it."""
    try:
        moment = datetime.fromisoformat(at).astimezone()
    except ValueError:
        return at
    today = datetime.now(UTC).astimezone().date()
    if moment.date() == today:
        return f"{moment:%H:%M}"
    if moment.date() == today - timedelta(days=1):
        return say(language, "yesterday")
    return f"{moment:%Y-%m-%d}"

"""Where one tab is: its language, its collection, its conversation, and what it asks only. Comes with every request.

The tab itself remembers this, not the server: a restart of the server, a reload and another tab lose and mix nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.errors import InputError
from web.texts import Language, known_language

_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Where:
    """One tab."""

    language: Language = "en"
    collection: str = "default"
    conversation: str = "0" * 16
    only: tuple[str, ...] = ()
    """Ids of the documents that may answer; empty for all."""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Where:
        """From what the browser sends. Raises InputError."""
        conversation = str(values.get("conversation", ""))
        if not _ID.fullmatch(conversation):
            raise InputError(f"{conversation!r} is no conversation.", "Load the page again.")
        only = values.get("only")
        return cls(
            known_language(str(values.get("language", ""))) or "en",
            str(values.get("collection", "")) or "default",
            conversation,
            tuple(str(one) for one in only) if isinstance(only, list) else (),
        )

    @classmethod
    def read(cls, text: str) -> Where:
        """From JSON. Raises InputError."""
        try:
            values = json.loads(text)
        except ValueError as exc:
            raise InputError("The page sent something unreadable.", "Load the page again.") from exc
        return cls.of(values if isinstance(values, dict) else {})

"""What is known about an index on disk: how far each of its sets is, and the seal of its files."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rag.index.seal import Seal

FILE_NAME = "state.json"
_FORMAT = 2


@dataclass(slots=True)
class SetState:
    """How far one set of vectors is."""

    change: int
    """The change of the ledger up to which it is current."""
    through: int | None = None
    """While it is built: the key up to which its vectors are in; None when all are."""
    n_deleted: int = 0
    """Deleted records, which a graph keeps as dead weight."""
    seal: Seal = field(default_factory=dict)
    """Of its files when nobody was writing them; empty while somebody is, and after a kill in that time."""


@dataclass(slots=True)
class IndexState:
    """The sets of an index by name."""

    library: str
    sets: dict[str, SetState] = field(default_factory=dict)

    @classmethod
    def read(cls, directory: Path, library: str) -> IndexState:
        """What the last owner left; nothing when it belongs to another library or another version of this."""
        try:
            found = json.loads((directory / FILE_NAME).read_text(encoding="utf-8"))
            if (found["format"], found["library"]) != (_FORMAT, library):
                return cls(library)
            sets = {name: SetState(**state) for name, state in found["sets"].items()}
            return cls(library, sets)
        except (OSError, ValueError, KeyError, TypeError):
            # A missing or damaged note costs no more than building the sets again.
            return cls(library)

    def write(self, directory: Path) -> None:
        """Replace the file in one step."""
        partial = directory / f"{FILE_NAME}.partial"
        partial.write_text(json.dumps({"format": _FORMAT, **asdict(self)}), encoding="utf-8")
        partial.replace(directory / FILE_NAME)

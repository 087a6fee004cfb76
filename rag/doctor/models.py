"""The models that the settings name, and whether each collection is encoded with them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rag.doctor.findings import Finding
from rag.library import Library
from rag.models.inventory import inventory
from rag.serving.models import serving

_ABOUT = "models"


def look(library: Library) -> Iterator[Finding]:
    """Loads none of them."""
    for role in inventory(library.config).roles:
        state, _, remedy = role.state.partition("; ")
        if state.startswith(("missing", "not usable")):
            says = f"{role.name}: {role.served_by} is {state}"
            yield Finding(_ABOUT, "ill", says, f"{remedy[:1].upper()}{remedy[1:]}." if remedy else "")
        else:
            yield Finding(_ABOUT, "well", f"{role.name}: {role.served_by}, {state}")
    for collection in library.collections():
        wanted = library.models_of(collection)
        now = serving(library.ledger, collection, wanted)
        if now != wanted and library.documents(collection):
            yield Finding(
                _ABOUT,
                "note",
                f"{collection!r} is still searched with {', '.join((now.text, now.vision, now.late))}",
                "It is encoded with the models of the settings while it is used, or now by repairing.",
                partial(_encode, library, collection),
            )


def _encode(library: Library, collection: str) -> None:
    library.change_of_models(collection).run()
    library.delete_old_vectors(collection)

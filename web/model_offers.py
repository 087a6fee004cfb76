"""Language models that were noticed on this machine, offered on the page. Knows nothing of how they are used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.models.servers import Server
from web.markup import esc, icon
from web.texts import Language, say

_MOST = 4
"""Models of one server; `sightline models` lists all."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One model, with what to set for it."""

    server: str
    model: str
    generator: str
    url: str


def offers(servers: Sequence[Server]) -> tuple[Offer, ...]:
    """The first models of each server, without those that only embed."""
    found: list[Offer] = []
    for server in servers:
        names = [model for model in server.models if "embed" not in model.lower()]
        found += [Offer(server.name, model, server.generator(model), server.url) for model in names[:_MOST]]
    return tuple(found)


def draw_offers(language: Language, models: Sequence[Offer]) -> str:
    """A sentence for each server, and a button for each of its models."""
    return "".join(_draw(language, server, list(of)) for server, of in groupby(models, key=lambda offer: offer.server))


def _draw(language: Language, server: str, models: Sequence[Offer]) -> str:
    buttons = "".join(
        f'<button type="button" data-act="use-model" data-generator="{esc(offer.generator)}" '
        f'data-url="{esc(offer.url)}">{icon("chat")}<span>{esc(offer.model)}</span></button>'
        for offer in models
    )
    sentence = esc(say(language, "offer_model", server=server))
    return f'<div class="examples models"><h3>{sentence}</h3>{buttons}</div>'

"""The models page as HTML: what serves each role, what was found on this machine, what a missing one would add."""

from __future__ import annotations

from collections.abc import Sequence

from rag.models.inventory import Inventory, Role
from web.documents import size_of
from web.markup import esc, icon_button, word_button
from web.model_offers import offers
from web.texts import Language, say

_STATES = {"ready": "state_ready", "off": "state_off", "missing": "state_missing"}


def draw_models(language: Language, found: Inventory, settings: str) -> str:
    """All of it."""
    roles = "".join(_role(language, role) for role in found.roles)
    close = icon_button("close-dialog", "close", say(language, "close"))
    test = word_button("test-model", say(language, "test_model"), "", None, "chat")
    keep = esc(say(language, "settings_in", path=settings))
    return (
        f"<header><h2>{esc(say(language, 'models'))}</h2>{close}</header><dl>{roles}</dl>{_servers(language, found)}"
        f'{_cached(language, found.cached)}<p class="test">{test}<output id="tested" role="status"></output></p>'
        f'<p class="quiet">{keep}</p>'
    )


def _role(language: Language, role: Role) -> str:
    state, size = _state(language, role.state), f" · {size_of(role.n_bytes)}" if role.n_bytes else ""
    name, adds = say(language, f"role_{role.name}"), say(language, f"adds_{role.name}")
    served = say(language, "serves_nothing") if role.served_by == "none" else role.served_by
    if language != "en":
        for english, key in (("(built in)", "built_in"), ("English and Chinese", "english_chinese")):
            served = served.replace(english, say(language, key))
        served = served.replace("token vectors of ", "")
    return (
        f"<div><dt>{esc(name)}</dt><dd><b>{esc(served)}</b> <small>{esc(state)}{esc(size)}</small>"
        f"<p>{esc(adds)}</p></dd></div>"
    )


def _state(language: Language, state: str) -> str:
    """In English as the inventory says it; elsewhere its first word."""
    if language == "en":
        return state
    first = state.split(";")[0].split(" ")[0].strip()
    return say(language, _STATES.get(first, "state_unknown"))


def _servers(language: Language, found: Inventory) -> str:
    rows = "".join(
        f"<li><b>{esc(offer.model)}</b> <small>{esc(offer.server)}</small> "
        + word_button("keep-model", say(language, "use_and_keep"), "", {"generator": offer.generator, "url": offer.url})
        + "</li>"
        for offer in offers(found.servers)
    )
    if not rows:
        return f'<p class="quiet">{esc(say(language, "no_servers"))}</p>'
    return f'<h3>{esc(say(language, "found_servers"))}</h3><ul class="found-models">{rows}</ul>'


def _cached(language: Language, cached: Sequence[tuple[str, int]]) -> str:
    if not cached:
        return ""
    rows = "".join(f"<li>{esc(name)} <small>{size_of(n_bytes)}</small></li>" for name, n_bytes in cached)
    return f'<h3>{esc(say(language, "found_cached"))}</h3><ul class="found-models">{rows}</ul>'

"""The bar at the top as HTML."""

from __future__ import annotations

from web.markup import esc, icon, icon_button
from web.texts import Language, say


def draw_header(language: Language) -> str:
    """Name, what it is, and what can be done with the whole conversation."""
    # The box for files has words of Gradio's own; style.css puts these in their place.
    words = f"<style>:root{{--drop-text:'{say(language, 'drop_here')}'}}</style>"
    panels = (("show-documents", "documents", "documents"), ("show-chat", "chat", "chat"))
    acts = (("export", "save", "export"), ("clear", "clear", "new_chat"), ("theme", "theme", "theme"))
    narrow = "".join(icon_button(act, name, say(language, key), "small-screen") for act, name, key in panels)
    wide = "".join(icon_button(act, name, say(language, key)) for act, name, key in acts)
    return (
        f'{words}<header class="bar"><a class="brand" href="./">{icon("brand")}<b>Sightline</b></a>'
        f"<p>{esc(say(language, 'tagline'))}</p><nav>{narrow}{wide}</nav></header>"
    )

"""The page's places and its composer, laid out with Gradio. Knows the layout; what the composer does is in `wiring`.

Gradio draws the question's box with its picture, the mode and the filters. Documents, files on their way, conversations
and evidence are drawn by the scripts beside this module from what `api` gives: they are the same in every tab, change
without a click, and may be long, and a Gradio component belongs to one tab and is sent again whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from web.texts import TEXTS

HERE = Path(__file__).parent
SCRIPTS = ("base.js", "talk.js", "library.js", "viewer.js", "region.js", "behaviour.js")
_TYPES = ["image"]


@dataclass(frozen=True, slots=True)
class Page:
    """Every component that events read or write."""

    blocks: gr.Blocks
    i18n: gr.I18n
    where: gr.Textbox
    """Hidden: where the tab is, as JSON."""
    moved: gr.HTML
    """Hidden: its click says that the tab has another collection."""
    asks: gr.HTML
    """Hidden: its click brings a question in words."""
    mode: gr.Radio
    question: gr.MultimodalTextbox
    kinds: gr.CheckboxGroup
    types: gr.CheckboxGroup
    pages: gr.Textbox
    own_weights: gr.Checkbox
    options_box: gr.Accordion
    weights_box: gr.Accordion
    weights: dict[str, gr.Slider]

    @property
    def form(self) -> list[gr.components.Component]:
        """The composer's components, in the order in which `wiring` reads them."""
        return [self.mode, self.kinds, self.types, self.pages, self.own_weights, *self.weights.values()]


def build_page(weights: Mapping[str, float]) -> Page:
    """Lay the page out, without any behaviour."""
    traditional = TEXTS["zh-TW"]
    i18n = gr.I18n(
        en=TEXTS["en"],
        zh=TEXTS["zh"],
        **{"zh-CN": TEXTS["zh"], "zh-TW": traditional, "zh-HK": traditional},
    )
    # What Gradio keeps of a question's picture goes after an hour.
    with gr.Blocks(title="Sightline", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        # "hidden" is in the page, where its scripts find it; False would leave it out.
        where = gr.Textbox(visible="hidden", elem_id="where")
        moved = gr.HTML("", visible="hidden", js_on_load=_LISTEN.format(name="sightlineMoved"), elem_id="moved")
        asks = gr.HTML("", visible="hidden", js_on_load=_LISTEN.format(name="sightlineAsk"), elem_id="asks")
        _place("header")
        with gr.Row(elem_id="workspace"):
            with gr.Column(elem_id="left"):
                _place("library")
            with gr.Column(elem_id="middle"):
                _place("talk")
                with gr.Group(elem_id="composer"):
                    composer = _composer(i18n, weights)
            with gr.Column(elem_id="side"):
                _place("evidence")
    return Page(blocks=blocks, i18n=i18n, where=where, moved=moved, asks=asks, **composer)  # type: ignore[arg-type]


_LISTEN = "window.{name} = (data) => trigger('click', data || {{}});"


def _place(name: str) -> None:
    """Where the scripts draw; Gradio never writes there again."""
    gr.HTML('<div class="place"></div>', elem_id=name, js_on_load=None, apply_default_css=False)


def _composer(i18n: gr.I18n, weights: Mapping[str, float]) -> dict[str, object]:
    question = gr.MultimodalTextbox(
        placeholder=i18n("ask_placeholder"),
        show_label=False,
        label=i18n("ask_placeholder"),
        file_types=_TYPES,
        file_count="single",
        sources=["upload"],
        max_lines=6,
        autofocus=True,
        elem_id="question",
    )
    with gr.Row(elem_id="under"):
        mode = gr.Radio(["ask", "find"], value="ask", label=i18n("mode"), show_label=False, elem_id="mode")
        with gr.Accordion(i18n("options"), open=False, elem_id="options") as options_box:
            options = _options(i18n, weights)
    return {"question": question, "mode": mode, "options_box": options_box, **options}


def _options(i18n: gr.I18n, weights: Mapping[str, float]) -> dict[str, object]:
    with gr.Row():
        kinds = gr.CheckboxGroup(["text", "image"], value=[], label=i18n("filter_kinds"), elem_id="kinds")
        types = gr.CheckboxGroup([], value=[], label=i18n("filter_types"), elem_id="types")
        pages = gr.Textbox(label=i18n("filter_pages"), placeholder=i18n("filter_pages_placeholder"), elem_id="pages")
    with gr.Accordion(i18n("weights"), open=False, elem_id="weights") as weights_box:
        own = gr.Checkbox(False, label=i18n("own_weights"), info=i18n("weights_info"), elem_id="own-weights")
        with gr.Row():
            sliders = {name: _slider(i18n, name, weight) for name, weight in weights.items()}
    return {
        "kinds": kinds,
        "types": types,
        "pages": pages,
        "own_weights": own,
        "weights_box": weights_box,
        "weights": sliders,
    }


def _slider(i18n: gr.I18n, stream: str, weight: float) -> gr.Slider:
    key = f"stream_{stream}"
    label = i18n(key) if key in TEXTS["en"] else stream
    return gr.Slider(0, max(2.0, 2 * weight), value=weight, step=0.1, label=label, min_width=140, buttons=[])

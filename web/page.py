"""The page's components and where they stand. Knows the layout; what they do is wired in `wiring`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from web.session import Session
from web.texts import TEXTS

HERE = Path(__file__).parent
ACTS = ("evidence", "delete", "example", "samples", "vote", "clear", "export", "use-model")
_TYPES = ["image"]


@dataclass(frozen=True, slots=True)
class Page:
    """Every component that events read or write."""

    blocks: gr.Blocks
    i18n: gr.I18n
    session: gr.State
    header: gr.HTML
    collection: gr.Dropdown
    new_button: gr.Button
    new_name: gr.Textbox
    files: gr.File
    folder: gr.UploadButton
    report: gr.HTML
    documents: gr.HTML
    talk: gr.HTML
    mode: gr.Radio
    question: gr.MultimodalTextbox
    only: gr.Dropdown
    kinds: gr.CheckboxGroup
    types: gr.Dropdown
    pages: gr.Textbox
    own_weights: gr.Checkbox
    weights: dict[str, gr.Slider]
    evidence: gr.HTML
    bridges: dict[str, gr.HTML]
    exported: gr.Textbox

    @property
    def form(self) -> list[gr.components.Component]:
        """The composer's components, in the order in which `wiring` reads them."""
        return [self.mode, self.only, self.kinds, self.types, self.pages, self.own_weights, *self.weights.values()]


def build_page(weights: Mapping[str, float]) -> Page:
    """Lay the page out, without any behaviour."""
    i18n = gr.I18n(en=TEXTS["en"], zh=TEXTS["zh"], **{"zh-CN": TEXTS["zh"]})
    parts: dict[str, object] = {}
    # What Gradio keeps of uploads goes after an hour; the library has its own originals.
    with gr.Blocks(title="Sightline", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        session = gr.State(Session())
        bridges = {act: _bridge(act) for act in ACTS}
        # "hidden" is in the page, where its scripts find it; False would leave it out.
        exported = gr.Textbox(visible="hidden", elem_id="exported")
        header = gr.HTML(elem_id="header", js_on_load=None, apply_default_css=False)
        with gr.Row(elem_id="workspace"):
            with gr.Column(elem_id="library"):
                parts |= _library(i18n)
            with gr.Column(elem_id="middle"):
                talk = gr.HTML(elem_id="talk", js_on_load=None, apply_default_css=False)
                with gr.Group(elem_id="composer"):
                    parts |= _composer(i18n, weights)
            with gr.Column(elem_id="side"):
                evidence = gr.HTML(elem_id="evidence", js_on_load=None, apply_default_css=False)
    return Page(
        blocks=blocks, i18n=i18n, session=session, header=header, talk=talk, evidence=evidence, bridges=bridges,
        exported=exported, **parts,  # type: ignore[arg-type]
    )  # fmt: skip


def _bridge(act: str) -> gr.HTML:
    listen = f"(window.sightline = window.sightline || {{}})['{act}'] = (data) => trigger('click', data);"
    return gr.HTML("", visible="hidden", js_on_load=listen, elem_id=f"bridge-{act}")


def _library(i18n: gr.I18n) -> dict[str, object]:
    with gr.Row(elem_id="choose-collection"):
        collection = gr.Dropdown(["default"], value="default", label=i18n("collection"), elem_id="collection", scale=1)
        new_button = gr.Button(i18n("new_collection"), elem_id="new-collection", scale=0, min_width=40)
    new_name = gr.Textbox(
        label=i18n("new_collection"),
        placeholder=i18n("new_collection_placeholder"),
        visible=False,
        max_lines=1,
        elem_id="new-name",
    )
    files = gr.File(label=i18n("drop"), file_count="multiple", height=112, elem_id="dropzone")
    folder = gr.UploadButton(i18n("choose_folder"), file_count="directory", size="sm", elem_id="folder")
    report = gr.HTML(elem_id="report", js_on_load=None, apply_default_css=False)
    documents = gr.HTML(elem_id="documents", js_on_load=None, apply_default_css=False)
    return {
        "collection": collection,
        "new_button": new_button,
        "new_name": new_name,
        "files": files,
        "folder": folder,
        "report": report,
        "documents": documents,
    }


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
        with gr.Accordion(i18n("options"), open=False, elem_id="options"):
            options = _options(i18n, weights)
    return {"question": question, "mode": mode, **options}


def _options(i18n: gr.I18n, weights: Mapping[str, float]) -> dict[str, object]:
    only = gr.Dropdown([], value=[], multiselect=True, label=i18n("filter_documents"), elem_id="only")
    with gr.Row():
        kinds = gr.CheckboxGroup(["text", "image"], value=[], label=i18n("filter_kinds"), elem_id="kinds")
        types = gr.Dropdown([], value=[], multiselect=True, label=i18n("filter_types"), elem_id="types")
        pages = gr.Textbox(label=i18n("filter_pages"), placeholder=i18n("filter_pages_placeholder"), elem_id="pages")
    with gr.Accordion(i18n("weights"), open=False, elem_id="weights"):
        own = gr.Checkbox(False, label=i18n("own_weights"), info=i18n("weights_info"), elem_id="own-weights")
        with gr.Row():
            sliders = {name: _slider(i18n, name, weight) for name, weight in weights.items()}
    return {"only": only, "kinds": kinds, "types": types, "pages": pages, "own_weights": own, "weights": sliders}


def _slider(i18n: gr.I18n, stream: str, weight: float) -> gr.Slider:
    key = f"stream_{stream}"
    label = i18n(key) if key in TEXTS["en"] else stream
    return gr.Slider(0, max(2.0, 2 * weight), value=weight, step=0.1, label=label, min_width=140, buttons=[])

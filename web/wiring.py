"""Connects the composer to the acts of the page: events in, component updates out. No other logic."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.conversations.asking import FAILED, FAILED_HINT
from rag.errors import SightlineError
from web.acts import Acts
from web.desk import Desk
from web.markup import esc
from web.page import Page
from web.questions import Form, types_of
from web.texts import Language, say, sentence_in, stream_name
from web.where import Where

log = logging.getLogger(__name__)
Update = Any
"""What Gradio takes for one component: a value, or a component with the properties to change."""
_QUIET: dict[str, Any] = {"api_name": False, "show_progress": "hidden"}
"""For handlers that answer at once: nothing to publish, nothing to show while they run."""
_WHERE = "(first, ...rest) => [window.sightline.where(), ...rest]"
_ASKED = "(first, ...rest) => window.sightline.asked([first, ...rest])"


class Wiring:
    """The event handlers of one page."""

    def __init__(self, page: Page, desk: Desk, acts: Acts) -> None:
        self.page = page
        self.desk = desk
        self.acts = acts

    def connect(self) -> None:
        """Attach every handler."""
        page = self.page
        options = [page.mode, page.kinds, page.types, *page.weights.values()]
        with page.blocks:
            labels = [page.question, page.pages, page.own_weights, page.options_box, page.weights_box]
            page.blocks.load(self.open, page.where, [*labels, *options], js=_WHERE, **_QUIET)
            page.moved.click(self.options, page.where, options, js=_WHERE, trigger_mode="always_last", **_QUIET)
            # Gradio drops a question that comes while the last one is handed over, unless told otherwise.
            one_by_one = {"trigger_mode": "multiple", "concurrency_limit": 1, "concurrency_id": "ask", **_QUIET}
            inputs = [page.where, page.question, *page.form]
            asked = page.question.submit(self.ask, inputs, page.question, js=_ASKED, **one_by_one)
            said = page.asks.click(self.ask_words, [page.where, *page.form], page.question, js=_WHERE, **one_by_one)
            for event in (asked, said):
                event.then(None, None, None, js="() => window.sightline.poke()", api_name=False)

    def open(self, text: str) -> list[Update]:
        """The composer in the tab's language, which may be another than the browser's."""
        spoken = Where.read(text).language
        asks, pages = say(spoken, "ask_placeholder"), say(spoken, "filter_pages")
        kinds, types = say(spoken, "filter_kinds"), say(spoken, "filter_types")
        mode, choose_kinds, choose_types, *weights = self.options(text)
        sliders = zip(self.page.weights, weights, strict=True)
        return [
            gr.MultimodalTextbox(placeholder=asks, label=asks),
            gr.Textbox(label=pages, placeholder=say(spoken, "filter_pages_placeholder")),
            gr.Checkbox(label=say(spoken, "own_weights"), info=say(spoken, "weights_info")),
            gr.Accordion(label=say(spoken, "options")),
            gr.Accordion(label=say(spoken, "weights")),
            mode,
            {**choose_kinds, "label": kinds},
            {**choose_types, "label": types},
            *(gr.Slider(value=weight, label=stream_name(spoken, name)) for name, weight in sliders),
        ]

    def options(self, text: str) -> list[Update]:
        """What can be chosen in the tab's language and collection; what was chosen in another collection is not."""
        where = Where.read(text)
        weights = self.desk.services.weights(where.collection)
        documents = self.desk.documents(where.collection)
        return [
            gr.Radio(choices=_named(where.language, "mode", ("ask", "find"))),
            gr.update(choices=_named(where.language, "kind", ("text", "image"))),
            gr.update(choices=types_of(documents), value=[]),
            *(weights[name] for name in self.page.weights),
        ]

    def ask_words(self, where: str, event: gr.EventData, *form: Any) -> Update:
        """A question without a picture."""
        return self.ask(where, {"text": str(event._data["text"]), "files": []}, *form)

    def ask(self, text: str, message: dict[str, Any], *form: Any) -> Update:
        """Hand a question over. The browser has emptied the box already: only a picture is left in it."""
        mode, *rest = form
        language: Language = "en"
        try:
            where = Where.read(text)
            language = where.language
            self.acts.ask(where, mode, self._form(message, where, rest))
        except SightlineError as error:
            _warn(language, error.message, error.hint)
            # What was asked in vain comes back into the box.
            return gr.MultimodalTextbox(value=message)
        except Exception as error:
            log.error("request failed", exc_info=error)
            _warn(language, FAILED, FAILED_HINT)
            return gr.MultimodalTextbox(value=message)
        return gr.MultimodalTextbox(value=None) if message["files"] else gr.skip()

    def _form(self, message: dict[str, Any], where: Where, rest: Sequence[Any]) -> Form:
        kinds, types, pages, own, *weights = rest
        chosen = dict(zip(self.page.weights, weights, strict=True)) if own else None
        return Form(message["text"], message["files"], where.only, kinds, types, pages, chosen)


def _named(language: Language, key: str, names: Sequence[str]) -> list[tuple[str, str]]:
    return [(say(language, f"{key}_{name}"), name) for name in names]


def _warn(language: Language, message: str, hint: str) -> None:
    said = esc(sentence_in(language, message))
    if hint:
        said += f"<br><small>{esc(sentence_in(language, hint))}</small>"
    gr.Warning(said, title=say(language, "attention"), duration=8)

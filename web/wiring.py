"""Connects the page's components to its actions: events in, component updates out. No other logic."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from web.actions import Actions
from web.header import draw_header
from web.ingesting import discard_uploads
from web.markup import esc
from web.page import Page
from web.questions import Form, types_of
from web.samples import sample_files
from web.session import Problem, Session, Vote
from web.texts import language_of, say

log = logging.getLogger(__name__)
Update = Any
"""What Gradio takes for one component: a value, or a component with the properties to change."""


class Wiring:
    """The event handlers of one page."""

    def __init__(self, page: Page, actions: Actions) -> None:
        self.page = page
        self.actions = actions

    def connect(self) -> None:
        """Attach every handler."""
        page = self.page
        with page.blocks:
            self._connect_library()
            self._connect_talk()
            self._connect_evidence()

    def _connect_library(self) -> None:
        page = self.page
        shown = [page.session, page.collection, page.documents, page.talk, page.evidence, page.only, page.types]
        refreshed = [*shown, *page.weights.values()]
        page.blocks.load(self.open, None, [page.header, page.mode, page.kinds, *refreshed], **_QUIET)
        page.collection.input(self.choose, [page.session, page.collection], [*refreshed, page.report], **_QUIET)
        page.new_button.click(lambda: gr.Textbox(visible=True, autofocus=True), None, page.new_name, **_QUIET)
        page.new_name.submit(
            self.create, [page.session, page.new_name], [*refreshed, page.report, page.new_name], **_QUIET
        )
        ingesting = [page.report, page.files, page.folder, *refreshed]
        # Over all tabs, and whichever way it is begun: an ingestion uses every worker that there is.
        one_at_a_time = {
            "concurrency_id": "ingest",
            "concurrency_limit": 1,
            "api_name": False,
            "show_progress": "hidden",
        }
        page.files.upload(self.ingest, [page.session, page.files], ingesting, **one_at_a_time)
        page.folder.upload(self.ingest, [page.session, page.folder], ingesting, **one_at_a_time)
        page.bridges["samples"].click(self.add_samples, [page.session], ingesting, **one_at_a_time)
        # Gradio drops a click that comes while the last one is handled, unless told otherwise.
        page.bridges["delete"].click(self.delete, [page.session], refreshed, trigger_mode="multiple", **_QUIET)

    def _connect_talk(self) -> None:
        page = self.page
        shown = [page.session, page.talk, page.evidence, page.question]
        asking = [page.session, page.question, *page.form]
        options = {"api_name": False, "show_progress": "hidden", "concurrency_limit": 4}
        asked = page.question.submit(self.ask, asking, shown, **options)
        example = page.bridges["example"].click(_text_of_example, None, page.question, **_QUIET)
        shown_example = example.then(self.ask, asking, shown, **options)
        page.question.stop(self.stop, page.session, shown, cancels=[asked, shown_example], **_QUIET)
        page.bridges["clear"].click(self.clear, page.session, shown, **_QUIET)
        page.bridges["use-model"].click(self.use_model, page.session, page.talk, **_QUIET)
        # The browser saves the text itself: a file handed to Gradio would lie in its cache for whoever has the address.
        export = page.bridges["export"].click(self.export, page.session, page.exported, **_QUIET)
        export.success(None, page.exported, None, js="(text) => window.sightlineSave(text)", api_name=False)

    def use_model(self, session: Session, event: gr.EventData) -> str:
        """Let the language model that was clicked write the answers."""
        with self.sentences(session):
            offer = self.actions.use_model(session, str(event._data["generator"]), str(event._data["url"]))
            keep = esc(say(session.language, "model_keep", generator=offer.generator, url=offer.url))
            used = esc(say(session.language, "model_used", model=offer.model))
            gr.Info(f"{used}<br><small>{keep}</small>", title="Sightline", duration=12)
            return self.actions.talk(session)

    def _connect_evidence(self) -> None:
        page = self.page
        page.bridges["evidence"].click(self.show, page.session, page.evidence, trigger_mode="always_last", **_QUIET)
        page.bridges["vote"].click(self.vote, page.session, [page.session, page.talk], **_QUIET)

    def open(self, request: gr.Request) -> list[Update]:
        """The page as it is first shown."""
        language = language_of(request.headers.get("accept-language", ""))
        session = Session(language, self.actions.collections()[0])
        mode = gr.Radio(choices=[(say(language, f"mode_{name}"), name) for name in ("ask", "find")])
        kinds = gr.CheckboxGroup(choices=[(say(language, f"kind_{name}"), name) for name in ("text", "image")])
        return [draw_header(language), mode, kinds, *self.refreshed(session)]

    def refreshed(self, session: Session) -> list[Update]:
        """Everything that follows from the session and its collection."""
        documents = self.actions.library.documents(session.collection)
        weights = self.actions.services.weights(session.collection)
        return [
            session,
            gr.Dropdown(choices=self.actions.collections(), value=session.collection),
            self.actions.documents(session),
            self.actions.talk(session),
            self.actions.evidence(session, 0, 0),
            gr.Dropdown(choices=[(document.source.name, document.id) for document in documents], value=[]),
            gr.Dropdown(choices=types_of(documents), value=[]),
            *(weights[name] for name in self.page.weights),
        ]

    def choose(self, session: Session, collection: str) -> list[Update]:
        """Another collection, with a conversation of its own."""
        with self.sentences(session):
            return [*self.refreshed(replace(session, collection=collection, turns=())), ""]

    def create(self, session: Session, name: str) -> list[Update]:
        """A new, empty collection."""
        with self.sentences(session):
            made = self.actions.create(session, name)
            gr.Info(esc(say(made.language, "collection_made", name=made.collection)), title="Sightline")
            return [*self.refreshed(made), "", gr.Textbox(value="", visible=False)]

    def ingest(self, session: Session, uploaded: Sequence[str] | None) -> Iterator[list[Update]]:
        """Read uploaded files, then delete the uploads: the library keeps its own originals."""
        paths = [Path(path) for path in uploaded or ()]
        try:
            yield from self._ingest(session, paths)
        finally:
            discard_uploads(paths, Path(get_upload_folder()))

    def add_samples(self, session: Session) -> Iterator[list[Update]]:
        """Read the sample documents."""
        yield from self._ingest(session, sample_files(self.actions.services.samples))

    def _ingest(self, session: Session, paths: Sequence[Path]) -> Iterator[list[Update]]:
        # For what `refreshed` gives at the end.
        nothing = [gr.skip()] * (7 + len(self.page.weights))
        emptied = [None, None]
        report: Update = gr.skip()
        try:
            for report in self.actions.ingest(session, paths):
                yield [report, *emptied, *nothing]
        except Exception as error:  # noqa: BLE001 - the edge of a request: shown, and logged with its traceback
            self._toast(session, self.actions.problem(session, error))
            report = ""
        yield [report, *emptied, *self.refreshed(session)]

    def delete(self, session: Session, event: gr.EventData) -> list[Update]:
        """Delete the document whose deletion was confirmed."""
        with self.sentences(session):
            session, name = self.actions.delete(session, str(event._data["document"]))
            gr.Info(esc(say(session.language, "deleted", name=name)), title="Sightline", duration=4)
            return self.refreshed(session)

    def ask(self, session: Session, message: dict[str, Any], *form: Any) -> Iterator[list[Update]]:
        """Answer, streaming; the question's box becomes a stop button meanwhile."""
        mode, *rest = form
        with self.sentences(session):
            session, turn = self.actions.begin(session, mode, self._form(message, rest))
        busy = gr.MultimodalTextbox(value=None, submit_btn=False, stop_btn=True)
        yield [session, self.actions.talk(session), gr.skip(), busy]
        for grown in self.actions.reply(session, turn):
            session = grown
            if not session.turns[-1].done:
                yield [session, self.actions.talk(session), gr.skip(), gr.skip()]
        # The end and its evidence in one: what a person has opened since must not be replaced by it.
        yield [session, self.actions.talk(session), self._first_evidence(session), _ready()]
        # Gradio sends the last values of a generator once more when it has ended, however late that is.
        yield [gr.skip()] * 4

    def _first_evidence(self, session: Session) -> str:
        """What opens by itself: the best evidence of an answer; nothing after a refusal, which has only near misses."""
        turn = session.turns[-1]
        refused = turn.answer is not None and turn.answer.status == "refused"
        return self.actions.evidence(session, turn.number if turn.evidence and not refused else 0, 0)

    def _form(self, message: dict[str, Any], rest: Sequence[Any]) -> Form:
        only, kinds, types, pages, own, *weights = rest
        chosen = dict(zip(self.page.weights, weights, strict=True)) if own else None
        return Form(message["text"], message["files"], only, kinds, types, pages, chosen)

    def stop(self, session: Session) -> list[Update]:
        """Leave the answer as far as it has come."""
        session = self.actions.stop(session)
        return [session, self.actions.talk(session), gr.skip(), _ready()]

    def clear(self, session: Session) -> list[Update]:
        """An empty conversation."""
        session = replace(session, turns=())
        return [session, self.actions.talk(session), self.actions.evidence(session, 0, 0), _ready()]

    def export(self, session: Session) -> str:
        """The conversation for saving."""
        with self.sentences(session):
            return self.actions.export(session)

    def show(self, session: Session, event: gr.EventData) -> str:
        """The evidence that was clicked."""
        with self.sentences(session):
            return self.actions.evidence(session, int(event._data["turn"]), int(event._data["index"]))

    def vote(self, session: Session, event: gr.EventData) -> list[Update]:
        """Remember a thumb up or down."""
        with self.sentences(session):
            vote: Vote = "up" if event._data["vote"] == "up" else "down"
            session = self.actions.vote(session, int(event._data["turn"]), vote)
            gr.Info(esc(say(session.language, "thanks")), title="Sightline", duration=3)
            return [session, self.actions.talk(session)]

    def sentences(self, session: Session) -> _Sentences:
        """A block whose errors reach the person as a sentence with a hint."""
        return _Sentences(lambda error: self.actions.problem(session, error), say(session.language, "attention"))

    def _toast(self, session: Session, problem: Problem) -> None:
        gr.Warning(_toast_text(problem), title=say(session.language, "attention"), duration=12)


class _Sentences:
    """Turns an exception into Gradio's own, without a traceback on the screen."""

    def __init__(self, problem: Callable[[Exception], Problem], title: str) -> None:
        self._problem = problem
        self._title = title

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: object) -> None:
        if isinstance(value, Exception) and not isinstance(value, gr.Error):
            text = _toast_text(self._problem(value))
            raise gr.Error(text, title=self._title, print_exception=False) from value


def _toast_text(problem: Problem) -> str:
    return esc(problem.message) + (f"<br><small>{esc(problem.hint)}</small>" if problem.hint else "")


def _text_of_example(event: gr.EventData) -> dict[str, Any]:
    return {"text": str(event._data["text"]), "files": []}


def _ready() -> gr.MultimodalTextbox:
    return gr.MultimodalTextbox(submit_btn=True, stop_btn=False)


_QUIET: dict[str, Any] = {"api_name": False, "show_progress": "hidden"}
"""For handlers that answer at once: nothing to publish, nothing to show while they run."""

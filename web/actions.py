"""What the page does when something is clicked: values in, values for the components out.

Knows: sessions, services, and which HTML goes where. Does not know: which components there are and how they are laid
out (`page`), nor how anything is found, read or answered.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rag.errors import InputError, SightlineError
from rag.types import Answer
from web.document_list import draw_documents
from web.evidence_images import EvidenceImages, Size
from web.evidence_panel import EvidencePanel
from web.export import as_markdown
from web.ingest_report import draw_ingest
from web.ingesting import run_ingest
from web.model_offers import Offer, offers
from web.questions import Form, data_uri, query_of
from web.samples import sample_files, sample_questions
from web.services import Services
from web.session import Evidence, Mode, Problem, Session, Turn, Vote
from web.texts import say
from web.transcript import Transcript
from web.welcome import Welcome, draw_welcome

log = logging.getLogger(__name__)
_N_FOUND = 12
_SHOW_EVERY_S = 0.08
"""A language model may write faster than a browser draws."""


class Actions:
    """The page's behaviour over one library."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.library = services.library
        self.images = EvidenceImages(services.library.image)

    def address(self, evidence: Evidence, size: Size) -> str:
        """Where the browser finds the picture of an evidence."""
        return f"evidence/{self.images.token(evidence.hit, evidence.boxes)}?size={size}"

    def talk(self, session: Session) -> str:
        """The conversation, or the welcome before it has begun."""
        if session.turns:
            return Transcript(session.language, self.address).draw(session)
        documents = self.library.documents(session.collection)
        samples = bool(sample_files(self.services.samples))
        names = {document.source.name for document in documents}
        examples = sample_questions(self.services.samples, names, session.language)
        notices = self.library.notices()
        welcome = Welcome(session.language, session.collection, len(documents), samples)
        return draw_welcome(welcome, examples, notices, self.offered())

    def offered(self) -> tuple[Offer, ...]:
        """The language models that run on this machine, while none writes the answers."""
        return offers(self.services.servers()) if self.library.config.generator == "extractive" else ()

    def use_model(self, session: Session, generator: str, url: str) -> Offer:
        """Let an offered model write the answers. Raises InputError for one that was not offered."""
        for offer in self.offered():
            if (offer.generator, offer.url) == (generator, url):
                self.library.use_language_model(generator, url)
                return offer
        raise InputError(say(session.language, "model_gone"))

    def documents(self, session: Session) -> str:
        """The list of the session's documents."""
        return draw_documents(session.language, self.library.documents(session.collection))

    def evidence(self, session: Session, number: int, index: int) -> str:
        """One piece of evidence of one turn."""
        panel = EvidencePanel(session.language, self.address)
        turn = session.turn(number)
        return panel.draw(turn, index) if turn is not None else panel.empty()

    def collections(self) -> list[str]:
        """The names to choose from; the default one exists before anything is in it."""
        return list(dict.fromkeys(("default", *self.library.collections())))

    def create(self, session: Session, name: str) -> Session:
        """A new collection, chosen. Raises InputError."""
        name = " ".join(name.split())
        if not name:
            raise InputError(say(session.language, "collection_needs_name"))
        self.library.create_collection(name)
        return replace(session, collection=name, turns=())

    def delete(self, session: Session, document_id: str) -> tuple[Session, str]:
        """Delete a document and what the conversation shows of it; returns the name that it had."""
        named = {document.id: document.source.name for document in self.library.documents(session.collection)}
        self.library.delete(document_id)
        self.images.forget(document_id)
        return session.without_document(document_id), named.get(document_id, "")

    def ingest(self, session: Session, paths: Sequence[Path]) -> Iterator[str]:
        """Read files into the session's collection; yields the report as it grows. Raises SightlineError."""
        for state in run_ingest(self.services.ingest, paths, session.collection):
            yield draw_ingest(session.language, state)

    def begin(self, session: Session, mode: Mode, form: Form) -> tuple[Session, Turn]:
        """The session with the question at its end, unanswered. Raises InputError."""
        query = query_of(form, session.collection, session.language)
        if not self.library.documents(session.collection):
            raise InputError(say(session.language, "nothing_to_ask"))
        # A picture alone asks for what resembles it; there is nothing to write an answer to.
        mode = mode if query.text else "find"
        turn = Turn(session.next_number, mode, query, data_uri(query.image))
        return session.with_turn(turn), turn

    def reply(self, session: Session, turn: Turn) -> Iterator[Session]:
        """The session as the answer to its last question grows. Errors become part of the conversation."""
        try:
            if turn.mode == "find":
                yield session.with_turn(replace(turn, hits=tuple(self.library.find(turn.query, _N_FOUND))))
                return
            history = replace(session, turns=session.turns[:-1]).history
            shown_at = 0.0
            for answer in self.library.stream(turn.query, history):
                turn = replace(turn, answer=answer, notes=tuple(n for n in answer.notes if n not in session.notes))
                if answer.status == "unwritten":
                    problem = Problem(answer.reason, answer.hint)
                    turn = replace(turn, answer=None, problem=problem, hits=answer.nearest)
                if answer.status != "streaming" or time.monotonic() - shown_at >= _SHOW_EVERY_S:
                    shown_at = time.monotonic()
                    yield session.with_turn(turn)
        except Exception as error:  # noqa: BLE001 - the edge of a request: shown, and logged with its traceback
            yield session.with_turn(replace(turn, answer=None, problem=self.problem(session, error)))

    def problem(self, session: Session, error: Exception) -> Problem:
        """A sentence for the screen; what nobody foresaw goes to the log with its traceback."""
        if isinstance(error, SightlineError):
            return Problem(error.message, error.hint)
        log.error("request failed", exc_info=error)
        return Problem(say(session.language, "failed"), say(session.language, "failed_hint"))

    def stop(self, session: Session) -> Session:
        """The session with its unfinished answer left as far as it has come."""
        if not session.turns or session.turns[-1].done:
            return session
        return session.with_turn(_stopped(session.turns[-1]))

    def vote(self, session: Session, number: int, vote: Vote) -> Session:
        """Remember whether the evidence of a turn answered its question."""
        turn = session.turn(number)
        if turn is None or turn.vote == vote:
            return session
        for evidence in turn.evidence:
            self.library.add_feedback(turn.query, evidence.hit, helpful=vote == "up")
        return session.with_turn(replace(turn, vote=vote))

    def export(self, session: Session) -> str:
        """The conversation as Markdown. Raises InputError when there is none."""
        if not session.turns:
            raise InputError(say(session.language, "nothing_to_export"))
        return as_markdown(session)


def _stopped(turn: Turn) -> Turn:
    answer = turn.answer
    if answer is not None:
        answer = Answer(answer.text, "answered", answer.citations, (), answer.confidence)
    return replace(turn, answer=answer, stopped=True)

"""A library: documents on disk, and everything that is asked of them.

Knows: how the ledger, the index, the encoders, the retriever and the generator make one object. Does not know: which
backends there are (`assembly`), how files are read (`ingestion`), or how anything is shown (`web`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import platformdirs

from rag import assembly
from rag.answers.base import Answers
from rag.answers.digest import Digester, Step
from rag.answers.digest_parts import Plan, plan
from rag.backup import BackedUp, back_up
from rag.config import FILE_NAME, Config, template
from rag.conversations.store import Conversations
from rag.encoders.base import Encoder, MultiVectorEncoder
from rag.encoders.kinship import WordKinship
from rag.errors import InputError, LibraryError, NotFoundError
from rag.files.originals import Originals
from rag.generators.base import Generator
from rag.index.follower import IndexFollower
from rag.lazy import built_anew, once
from rag.ledger import Ledger, StoredChunk, exists
from rag.models.notices import notices
from rag.questions.question import Question
from rag.rendering.evidence import EvidenceRenderer
from rag.retrievers.joint import JointRetriever
from rag.serving.change import Change, ChangeInBackground
from rag.serving.languages import is_multilingual, note_question, note_texts
from rag.serving.models import Encoders, Models, has_others, serving
from rag.serving.progress import Work
from rag.serving.served import ServedRetriever, as_hit
from rag.types import Answer, Box, Content, Document, Hit, Pixels, Query, Turn
from rag.workers.pool import WorkerPool

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)
DEFAULT_COLLECTION = "default"
MAX_QUESTION = 8000
"""Characters of a question; a page has about 3,000."""


def default_directory() -> Path:
    """Where a person's library is when nobody says otherwise."""
    return platformdirs.user_data_path("sightline", appauthor=False) / "library"


class Library:
    """Documents in named collections, and answers over them. Safe for use from several threads.

    Models, index and worker processes start when they are first needed, so opening one is cheap.
    """

    def __init__(self, ledger: Ledger, config: Config) -> None:
        self.directory = ledger.directory
        self.ledger = ledger
        self.config = config
        self._given_text: Encoder | None = None
        self._loaded: dict[Models, Encoders] = {}
        self._loading = threading.Lock()

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        config: Config | None = None,
        *,
        generator: Generator | BaseChatModel | None = None,
        text_encoder: Encoder | None = None,
    ) -> Library:
        """Open the library in the folder `path`, or make one there; the user's own by default.

        `generator` writes the answers in place of the one that the settings name: any LangChain chat model, or an
        object of the protocol `Generator`. `text_encoder` encodes the texts: an object of the protocol `Encoder`.

        Raises NotALibraryError, NewerLibraryError, ReadOnlyError, DiskFullError or ConfigError.
        """
        directory = Path(path).expanduser() if path is not None else default_directory()
        ledger = Ledger.open(directory)
        if not (directory / FILE_NAME).exists():
            (directory / FILE_NAME).write_text(template(), encoding="utf-8")
        library = cls(ledger, config or Config.load(directory))
        if generator is not None:
            library.use_generator(generator)
        if text_encoder is not None:
            library.config = replace(library.config, text_model=text_encoder.space)
            library._given_text = text_encoder
        library.settle()
        return library

    def settle(self) -> None:
        """Finish deletions that were cut short, and remove what killed copies have left.

        Where that cannot be done now, on a full disk say, the library opens all the same and the next opening tries
        again.
        """
        try:
            for sha256 in self.ledger.owed_originals():
                self.forget_original(sha256)
            if self.ledger.is_purge_owed():
                self.ledger.purge()
        except (LibraryError, OSError):
            log.warning("a deletion that was cut short is not finished yet", exc_info=True)
        self.originals.sweep()

    @classmethod
    def open_existing(cls, path: str | Path | None = None, config: Config | None = None) -> Library:
        """Open a library that is there; none is made. Raises NotFoundError, and what `open` raises."""
        directory = Path(path).expanduser() if path is not None else default_directory()
        if not exists(directory):
            raise NotFoundError(
                f"There is no library in {directory}.",
                f"Check the name, or make one there: sightline ingest PATH --library {directory}",
            )
        return cls.open(directory, config)

    @once
    def originals(self) -> Originals:
        return Originals(self.directory / "originals")

    @once
    def pool(self) -> WorkerPool:
        """The processes that read files and render pages."""
        return assembly.worker_pool(self.config)

    @once
    def encoders(self) -> Encoders:
        """The encoders that a new collection has."""
        return self._encoders_of(assembly.models(self.config))

    def models_of(self, collection: str) -> Models:
        """The models that a collection shall have, as the settings say or, where these leave it open, its languages."""
        return assembly.models(self.config, is_multilingual(self.ledger, collection))

    def encoders_of(self, collection: str) -> Encoders:
        """The encoders of a collection: what is ingested into it is encoded with them."""
        models = self.models_of(collection)
        return self.encoders if models == assembly.models(self.config) else self._encoders_of(models)

    def note_texts(self, collection: str, texts: Sequence[str]) -> None:
        """Look at what is about to be encoded, where the settings leave the text encoder to the languages."""
        if assembly.is_open(self.config):
            note_texts(self.ledger, collection, texts, self.text_encoder.reads)

    def _note_question(self, question: Question) -> None:
        if assembly.is_open(self.config):
            note_question(self.ledger, question.query.collection, question.text, self.text_encoder.reads)

    @property
    def text_encoder(self) -> Encoder:
        return self.encoders.text

    @property
    def vision_encoder(self) -> Encoder | None:
        return self.encoders.vision

    @property
    def late_encoder(self) -> MultiVectorEncoder | None:
        return self.encoders.late

    @once
    def index(self) -> IndexFollower:
        return assembly.index(self.directory, self.ledger)

    @once
    def retriever(self) -> ServedRetriever:
        """Searches every collection with the models that serve it."""
        return ServedRetriever(
            self.ledger,
            self.models_of,
            self._retriever_of,
            self.changes.ensure,
            self._has_other_vectors,
            self._note_question,
        )

    @once
    def changes(self) -> ChangeInBackground:
        """The changes of models that are under way."""
        return ChangeInBackground(self.change_of_models, self.delete_old_vectors)

    def change_of_models(self, collection: str) -> Change:
        """The change of a collection to the models that it shall have."""
        return Change(self.ledger, collection, self.models_of(collection), self._encoders_of, self._contents_of)

    def delete_old_vectors(self, collection: str) -> None:
        """Delete the vectors of models that no longer serve a collection; none while a change is under way."""
        wanted = self.models_of(collection)
        if serving(self.ledger, collection, wanted) == wanted:
            encoders = self.encoders_of(collection)
            self.ledger.delete_other_vectors(collection, encoders.spaces, encoders.token_spaces)
            self.index.drop_dead()

    def note_models(self, collection: str) -> None:
        """Remember the models with which a collection was first encoded, so that a later change knows the old ones."""
        serving(self.ledger, collection, self.models_of(collection))

    def _encoders_of(self, models: Models) -> Encoders:
        with self._loading:
            if models not in self._loaded:
                given = self._given_text if self._given_text and self._given_text.space == models.text else None
                self._loaded[models] = assembly.encoders(self.config, models, given)
            return self._loaded[models]

    def _has_other_vectors(self, collection: str) -> bool:
        return has_others(self.ledger, collection, self.encoders_of(collection))

    def _retriever_of(self, models: Models) -> JointRetriever:
        return assembly.retriever(self.ledger, self.index, self._encoders_of(models))

    def _contents_of(self, stored: Sequence[StoredChunk], sees: bool) -> list[Content]:
        """What an encoder reads of chunks: their pixels, rendered from the originals, or their words."""
        if not sees:
            return [Content(chunk.chunk.searchable) for chunk in stored]
        return [Content(image=self.renderer.crop(as_hit(chunk))) for chunk in stored]

    @once
    def generator(self) -> Generator:
        return assembly.generator(self.config)

    def use_language_model(self, generator: str, url: str) -> None:
        """Let a model of a server write the answers until the library is closed; config.toml stays as it is."""
        with built_anew(self, "answerer", "generator", "digester"):
            self.config = replace(self.config, generator=generator, generator_url=url)

    def use_generator(self, generator: Generator | BaseChatModel) -> None:
        """Let an object write the answers until the library is closed: a LangChain chat model, or a `Generator`."""
        given = assembly.given_generator(self.config, generator)
        with built_anew(self, "answerer", "generator", "digester"):
            self.config = replace(self.config, generator=f"given:{given.name}")
        self.__dict__["generator"] = given

    @once
    def renderer(self) -> EvidenceRenderer:
        return EvidenceRenderer(self.originals, self.ledger, self.pool, self.directory / "cache")

    @once
    def answerer(self) -> Answers:
        """Finds and answers with the retriever and the generator of the settings."""
        return assembly.answerer(
            self.config,
            self.retriever,
            self.generator,
            self.ledger,
            (self.renderer.marked, self.renderer.crop),
            WordKinship(lambda: self.text_encoder),
        )

    @once
    def conversations(self) -> Conversations:
        """What was asked and answered: listed, searched, renamed, deleted, continued, exported."""
        return Conversations(self.ledger)

    def collections(self) -> tuple[str, ...]:
        """The names of all collections, in alphabetical order."""
        return self.ledger.collections()

    def create_collection(self, name: str) -> None:
        """Make an empty collection; one that exists stays as it is."""
        self.ledger.create_collection(name)

    def rename_collection(self, name: str, new_name: str) -> None:
        """Give a collection another name, with its documents, conversations and jobs.

        Raises NotFoundError, and InputError for an empty name and one that is taken.
        """
        self.ledger.rename_collection(name, new_name)
        self.ledger.rename_in_jobs(name, new_name)

    def delete_collection(self, name: str) -> None:
        """Delete a collection and every document in it."""
        for document in self.documents(name):
            self.delete(document.id, purge=False)
        self.ledger.delete_collection(name)
        self.ledger.purge()

    def documents(self, collection: str = DEFAULT_COLLECTION) -> list[Document]:
        """The documents of a collection by name."""
        return self.ledger.documents(collection)

    def delete(self, document_id: str, *, purge: bool = True) -> None:
        """Delete a document from ledger, index and originals; its text is in no file of the library afterwards.

        Raises NotFoundError. `purge=False` leaves the compaction to a later call, for deleting many.
        """
        document = self.ledger.document(document_id)
        self.ledger.delete_document(document_id)
        self.forget_original(document.source.sha256)
        if purge:
            self.ledger.purge()

    def delete_documents(self, document_ids: Iterable[str]) -> None:
        """Delete several as `delete` does, compacting the ledger once. Raises NotFoundError."""
        try:
            for document_id in document_ids:
                self.delete(document_id, purge=False)
        finally:
            self.ledger.purge()

    def forget_original(self, sha256: str) -> None:
        """Remove the kept file of a source, and what was rendered of it, unless a document still has these bytes."""
        if not self.ledger.keeps_source(sha256):
            self.originals.delete(sha256)
            self.renderer.forget(sha256)
        self.ledger.settle_original(sha256)

    def find(self, query: str | Query, k: int = 10) -> list[Hit]:
        """The k chunks that match best, with the region that matters on each. Nothing is generated."""
        return self.answerer.find(self._query(query), k)

    def ask(self, query: str | Query, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question with citations, or refuse with the nearest misses; unwritten where the generator failed."""
        *_, answer = self.stream(query, history)
        return answer

    def stream(self, query: str | Query, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """The same answer as it grows; the last one is final."""
        return self.answerer.stream(self._query(query), tuple(history))

    def check(self, query: Query) -> None:
        """Raises NotFoundError for a query of a collection that is not there."""
        self._query(query)

    @once
    def digester(self) -> Digester:
        return assembly.digester(self.config, self.generator, self.renderer.marked)

    def plan_digest(self, task: str, documents: Sequence[Document]) -> Plan:
        """What reading whole documents for a task will cost; `task` is in a person's words: "all risks", "summarise".

        Raises InputError for an empty task and ConfigError where no language model is configured.
        """
        if not task.strip():
            raise InputError("The task is empty.", 'Say what the text should be, such as "Summarise this."')
        return plan(task, documents, self._pages_of, self.digester.prompts.budget)

    def digest(self, planned: Plan, stopped: Callable[[], bool] = lambda: False) -> Iterator[Step | Answer]:
        """Read what was planned: steps, then the answer as it grows; `stopped` is asked between two requests."""
        return self.digester.run(planned, stopped)

    def _pages_of(self, document: Document) -> Iterator[list[Hit]]:
        for page in self.ledger.pages(document.id):
            yield [as_hit(stored) for stored in self.ledger.page_chunks(document.id, page.number)]

    def _query(self, query: str | Query) -> Query:
        asked = Query(query) if isinstance(query, str) else query
        if not asked.text.strip() and asked.image is None:
            raise InputError("The question is empty.", "Write a question, or add a picture.")
        if len(asked.text) > MAX_QUESTION:
            raise InputError(
                f"The question has {len(asked.text):,} characters; at most {MAX_QUESTION:,} are read.",
                "Ask in fewer words; add long texts to the library as a file and ask about them.",
            )
        if asked.collection not in self.collections() and asked.collection != DEFAULT_COLLECTION:
            raise NotFoundError(
                f"There is no collection {asked.collection!r}.",
                f"There are: {', '.join(self.collections()) or 'none'}.",
            )
        return asked

    def page_hits(self, hit: Hit) -> list[Hit]:
        """All chunks of a hit's page in reading order."""
        return assembly.page_hits(self.ledger, hit)

    def image(self, hit: Hit, boxes: tuple[Box, ...] = ()) -> Pixels:
        """The page or picture of a hit with `boxes` marked, as (height, width, 3) uint8."""
        return self.renderer.marked(hit, boxes)

    def back_up(self, folder: str | Path) -> BackedUp:
        """Make `folder` a copy of the library, exact for one moment, or bring an earlier copy up to date.

        Raises NotALibraryError, DiskFullError or ReadOnlyError. `rag.backup.restore` is the way back.
        """
        return back_up(self.ledger, self.originals, Path(folder).expanduser())

    def progress(self, collection: str = DEFAULT_COLLECTION) -> tuple[Work, ...]:
        """What is under way in the background for a collection, in this process; nothing is started by asking."""
        changes, index = self.__dict__.get("changes"), self.__dict__.get("index")
        encoding = changes.progress(collection) if changes is not None else None
        indexing = index.progress if index is not None else None
        found = [Work(encoding.role, encoding.done, encoding.total)] if encoding is not None else []
        return (*found, *((Work("index", *indexing),) if indexing is not None else ()))

    def notices(self) -> tuple[str, ...]:
        """What is missing on this machine and how to add it, a sentence each."""
        return notices(self.config)

    def add_feedback(self, query: Query, hit: Hit, *, helpful: bool) -> None:
        """Remember whether a hit answered a query, for learning the collection's weights."""
        self.ledger.add_feedback(query.collection, query.text, hit.chunk.id, helpful)

    def close(self) -> None:
        """Stop the worker processes, release the index and close the ledger."""
        # What works in the background stops before what it works with; what was never asked for is not made for this.
        for name in ("changes", "pool", "index"):
            if name in self.__dict__:
                self.__dict__[name].close()
        self.ledger.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

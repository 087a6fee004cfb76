"""What the page does when something is clicked: values in, values for the browser out. One method for each act.

Every act writes only what it names: none writes back a list or a conversation as some tab has it.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from PIL import Image

from rag.config import write_setting
from rag.conversations import Exchange, Mode, Vote
from rag.errors import InputError, NotFoundError
from rag.library import DEFAULT_COLLECTION
from rag.models.servers import running_servers
from rag.types import Filters, Pixels, Query
from web.desk import Desk
from web.markup import short
from web.model_offers import offers
from web.questions import Form, data_uri, query_of
from web.samples import sample_files
from web.texts import Language, say
from web.where import Where

Values = Mapping[str, Any]
Said = dict[str, object]
_PICTURE_PX = 640


class Acts:
    """The acts of one page, by name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._library = desk.services.library
        self._asking = desk.services.asking
        self._jobs = desk.services.jobs
        self.table: dict[str, Callable[[Where, Values], Said]] = {
            "stop": self.stop,
            "again": self.again,
            "vote": self.vote,
            "rename-conversation": self.rename_conversation,
            "delete-conversation": self.delete_conversation,
            "new-collection": self.new_collection,
            "rename-collection": self.rename_collection,
            "delete-collection": self.delete_collection,
            "delete": self.delete_document,
            "undo": self.undo,
            "samples": self.samples,
            "cancel-job": self.cancel_job,
            "retry-job": self.retry_job,
            "cancel-all": self.cancel_all,
            "retry-all": self.retry_all,
            "clear-jobs": self.clear_jobs,
            "use-model": self.use_model,
            "keep-model": self.keep_model,
            "test-model": self.test_model,
        }

    def ask(self, where: Where, mode: Mode, form: Form) -> Exchange:
        """Put a question into the conversation of a tab. Raises InputError."""
        query = query_of(form, where.collection, where.language)
        if not self._desk.documents(where.collection):
            raise InputError(say(where.language, "nothing_to_ask"))
        # A picture alone asks for what resembles it; there is nothing to write an answer to.
        mode = mode if query.text else "find"
        self._check_collection(where)
        return self._asking.ask(where.conversation, Exchange(0, mode, query, data_uri(query.image, _PICTURE_PX)))

    def _check_collection(self, where: Where) -> None:
        try:
            known = self._library.conversations.entry(where.conversation)
        except NotFoundError:
            return
        if known.collection != where.collection:
            raise InputError(say(where.language, "other_collection", name=known.collection))

    def stop(self, where: Where, values: Values) -> Said:
        """Leave an answer as far as it has come."""
        self._asking.stop(where.conversation, int(values["turn"]))
        return {}

    def again(self, where: Where, values: Values) -> Said:
        """Answer a question anew."""
        number = int(values["turn"])
        exchange = self._asking.exchange(where.conversation, number)
        image = exchange.query.image
        if image is None and exchange.picture:
            image = _pixels(exchange.picture)
        self._asking.again(where.conversation, number, image)
        return {}

    def vote(self, where: Where, values: Values) -> Said:
        """Remember a thumb up or down; a second click takes it back."""
        number = int(values["turn"])
        vote: Vote = "up" if values["vote"] == "up" else "down"
        if self._asking.exchange(where.conversation, number).vote == vote:
            vote = ""
        self._asking.vote(where.conversation, number, vote)
        return {"toast": say(where.language, "thanks")} if vote else {}

    def rename_conversation(self, where: Where, values: Values) -> Said:
        """Give a conversation another name."""
        title = str(values["name"]).strip()
        if not title:
            raise InputError(say(where.language, "needs_name"))
        self._library.conversations.rename(str(values["conversation"]), title)
        return {}

    def delete_conversation(self, where: Where, values: Values) -> Said:
        """Delete a conversation; undone by writing it back."""
        identity = str(values["conversation"])
        deleted = self._library.conversations.delete(identity)
        self._asking.forget(identity)

        def undo() -> None:
            self._library.conversations.restore(deleted)
            self._asking.forget(identity)

        token = self._desk.pending.hold("", undo=undo)
        return {"toast": say(where.language, "deleted", name=deleted.title), "undo": token}

    def new_collection(self, where: Where, values: Values) -> Said:
        """A new collection."""
        name = _name(where.language, values)
        self._desk.pending.release(f"collection:{name}")
        self._library.create_collection(name)
        return {"collection": name, "toast": say(where.language, "collection_made", name=name)}

    def rename_collection(self, where: Where, values: Values) -> Said:
        """Another name for the tab's collection."""
        name = _name(where.language, values)
        if name != where.collection and name in self._desk.collections():
            raise InputError(say(where.language, "collection_taken", name=name))
        if where.collection not in self._library.collections():
            self._library.create_collection(where.collection)
        self._library.rename_collection(where.collection, name)
        return {"collection": name, "renamed": where.collection}

    def delete_collection(self, where: Where, values: Values) -> Said:
        """Hide the tab's collection, and delete it a little later."""
        name = where.collection

        def act() -> None:
            if name in self._library.collections():
                self._library.delete_collection(name)

        token = self._desk.pending.hold(f"collection:{name}", act)
        following = next((one for one in self._desk.collections() if one != name), DEFAULT_COLLECTION)
        said = say(where.language, "deleted", name=name)
        return {"toast": said, "undo": token, "collection": following, "back": name}

    def delete_document(self, where: Where, values: Values) -> Said:
        """Delete a document; the answers that quote it say so and stay."""
        document = self._library.ledger.document(str(values["document"]))
        self._library.delete(document.id)
        self._desk.images.forget(document.id)
        return {"toast": say(where.language, "deleted", name=document.source.name)}

    def undo(self, where: Where, values: Values) -> Said:
        """Call a deletion off."""
        undone = self._desk.pending.undo(str(values["token"]))
        return {} if undone else {"toast": say(where.language, "undo_late")}

    def samples(self, where: Where, values: Values) -> Said:
        """Add the sample documents."""
        self._jobs.add(sample_files(self._desk.services.samples), where.collection)
        self._desk.services.runner.wake()
        return {}

    def cancel_job(self, where: Where, values: Values) -> Said:
        """Leave one file out."""
        self._jobs.cancel(str(values["job"]))
        return {}

    def cancel_all(self, where: Where, values: Values) -> Said:
        """Leave out every file that has not been read."""
        self._jobs.cancel_all()
        return {}

    def retry_job(self, where: Where, values: Values) -> Said:
        """Read a failed file again."""
        if not self._jobs.retry(str(values["job"])):
            raise InputError(say(where.language, "retry_gone"))
        self._desk.services.runner.wake()
        return {}

    def retry_all(self, where: Where, values: Values) -> Said:
        """Read every failed or cancelled file again."""
        for job in self._jobs.list():
            if job.state in ("failed", "cancelled"):
                self._jobs.retry(job.id)
        self._desk.services.runner.wake()
        return {}

    def clear_jobs(self, where: Where, values: Values) -> Said:
        """Take settled files off the list."""
        self._jobs.clear()
        return {}

    def use_model(self, where: Where, values: Values) -> Said:
        """Let an offered model write the answers. Raises InputError for one that was not offered."""
        chosen = (str(values["generator"]), str(values["url"]))
        for offer in self._desk.offered():
            if (offer.generator, offer.url) == chosen:
                self._library.use_language_model(*chosen)
                return {"toast": say(where.language, "model_used", model=offer.model)}
        raise InputError(say(where.language, "model_gone"))

    def keep_model(self, where: Where, values: Values) -> Said:
        """Let an offered model write the answers, now and whenever the library is opened."""
        generator, url = str(values["generator"]), str(values["url"])
        found = offers(running_servers())
        model = next((offer.model for offer in found if (offer.generator, offer.url) == (generator, url)), None)
        if model is None:
            raise InputError(say(where.language, "model_gone"))
        self._library.use_language_model(generator, url)
        for name, value in (("generator", generator), ("generator_url", url)):
            write_setting(self._library.directory, name, value)
        return {"toast": say(where.language, "kept", model=model)}

    def test_model(self, where: Where, values: Values) -> Said:
        """A real question about the first passage of the collection, with the seconds that it took."""
        document = next(iter(self._desk.documents(where.collection)), None)
        chunks = self._library.ledger.page_chunks(document.id, 1) if document is not None else []
        if document is None or not chunks:
            raise InputError(say(where.language, "test_nothing"))
        asked = short(chunks[0].chunk.text, 80)
        begun = time.monotonic()
        answer = self._library.ask(Query(asked, None, where.collection, Filters(frozenset({document.id}))))
        seconds = f"{time.monotonic() - begun:.1f}"
        return {"tested": say(where.language, "tested", seconds=seconds, answer=short(answer.plain, 240))}


def _name(language: Language, values: Values) -> str:
    name = " ".join(str(values["name"]).split())
    if not name:
        raise InputError(say(language, "collection_needs_name"))
    return name


def _pixels(uri: str) -> Pixels:
    """The pixels of a picture in the page."""
    with Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))) as picture:
        return np.asarray(picture.convert("RGB"))

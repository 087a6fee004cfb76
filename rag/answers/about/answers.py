"""Answers about the library and its documents, and small talk: composed from facts of the ledger, every line cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from rag.answers.about import facts
from rag.answers.about.aspects import Aspect, aspect_of, topic_of
from rag.answers.about.facts import Fact
from rag.answers.citing import Renderer
from rag.answers.wording import Words, words_of
from rag.ledger import Ledger
from rag.questions.question import Question
from rag.reading.passage import without_bullet
from rag.reading.span import lines_of
from rag.terms import terms
from rag.types import IMAGE_KINDS, Answer, Citation, Document, Hit

Search = Callable[[Question], Sequence[Hit]]
_MOST_LISTED = 8
_NAMED = 0.6
_CERTAIN = 1.0
_GENERIC = frozenset(
    terms(
        "document file report paper article book pdf presentation slide deck guide manual text "
        "brochure study review survey "
        "notice this that the author title summary overview outline page many write wrote publish release prepare pages"
    )
)


@dataclass(frozen=True)
class AboutAnswers:
    """Answers from the ledger; None where the question is about what documents say."""

    ledger: Ledger
    renderer: Renderer | None = None

    def answer(self, question: Question, search: Search) -> Answer | None:
        """The answer to a question about the library, about a document, or to small talk."""
        aspect = aspect_of(question)
        say = words_of(question.language)
        if aspect is None:
            return None
        if aspect == "small talk":
            return Answer(say.small_talk(question.text), "answered", confidence=_CERTAIN)
        documents = self._documents(question)
        if aspect in ("count", "list"):
            return self._library(aspect, documents, say)
        if aspect == "mentions":
            return self._mentions(question, search, say)
        return self._document(question, aspect, documents, search)

    def _documents(self, question: Question) -> list[Document]:
        chosen = question.query.filters
        return [
            document
            for document in self.ledger.documents(question.query.collection)
            if (not chosen.documents or document.id in chosen.documents)
            and document.id not in chosen.excluded_documents
            and (not chosen.media_types or document.source.media_type in chosen.media_types)
        ]

    def _library(self, aspect: Aspect, documents: Sequence[Document], say: Words) -> Answer:
        names = [document.source.name for document in documents]
        text = say.counted(len(names))
        if names:
            shown = "\n".join(f"- {name}" for name in names[:_MOST_LISTED])
            more = say.and_more(len(names) - _MOST_LISTED) if len(names) > _MOST_LISTED else ""
            text = f"{text}\n{shown}{more}"
        return Answer(text, "answered", confidence=_CERTAIN, value=str(len(names)) if aspect == "count" else "")

    def _mentions(self, question: Question, search: Search, say: Words) -> Answer | None:
        topic = set(terms(topic_of(question))) & set(question.terms) or set(question.terms)
        hits = [
            hit for hit in search(question) if topic <= {*terms(hit.chunk.searchable), *terms(hit.document.source.name)}
        ]
        first: dict[str, Hit] = {}
        for hit in hits:
            first.setdefault(hit.document.id, hit)
        if not first:
            return None
        chosen = list(first.values())[:_MOST_LISTED]
        citations = tuple(Citation(i, hit, "", hit.boxes, self.renderer) for i, hit in enumerate(chosen, 1))
        lines = [f"- {hit.document.source.name} [{i}]" for i, hit in enumerate(chosen, 1)]
        text = "\n".join([say.mentioned(topic_of(question), len(first)), *lines])
        return Answer(text, "answered", citations, confidence=_CERTAIN)

    def _document(
        self, question: Question, aspect: Aspect, documents: Sequence[Document], search: Search
    ) -> Answer | None:
        say = words_of(question.language)
        named = self._named(question, documents, search)
        if len(named) > 1:
            choices = tuple(say.within(question.text, document.source.name) for document in named[:_MOST_LISTED])
            return Answer(say.which_document(), "asks", choices=choices, confidence=_CERTAIN)
        if not named:
            return None
        document = named[0]
        if aspect == "pages":
            text = say.pages(document.source.name, document.n_pages, document.source.media_type)
            return Answer(
                text, "answered", self._cited(self._first(document)), confidence=_CERTAIN, value=str(document.n_pages)
            )
        if aspect in ("summary", "picture"):
            return self._summary(document, say)
        readers = {"title": facts.title, "author": facts.author, "date": facts.date}
        fact = readers[aspect](self.ledger, document.id)
        if fact is None:
            return None
        text = say.fact(aspect, fact.text)
        quote = f" — “{_plain(fact.quote)}”" if fact.quote and fact.quote != fact.text else ""
        return Answer(f"{text}{quote} [1]", "answered", self._cited([fact]), confidence=_CERTAIN, value=fact.text)

    def _summary(self, document: Document, say: Words) -> Answer | None:
        sections = facts.outline(self.ledger, document.id, document.n_pages)
        title = facts.title(self.ledger, document.id)
        name = title.text if title is not None else PurePath(document.source.name).stem
        head = say.summary(document.source.name, name)
        if not sections:
            first = self._first(document)
            is_picture = bool(first) and first[0].stored.chunk.kind in IMAGE_KINDS
            text = say.picture(document.source.name, name) if is_picture else head
            return Answer(f"{text} [1]", "answered", self._cited(first), confidence=_CERTAIN) if first else None
        shown = [fact for fact in sections if fact.quote]
        lines = [f"- {fact.text}: “{_plain(fact.quote)}” [{i}]" for i, fact in enumerate(shown, 1)]
        return Answer("\n".join([head, *lines]), "answered", self._cited(shown), confidence=_CERTAIN)

    def _named(self, question: Question, documents: Sequence[Document], search: Search) -> list[Document]:
        """The document that is meant: the only one, or the one whose name or title has the question's words."""
        if len(documents) <= 1:
            return list(documents)
        words = [term for term in question.subject if term not in _GENERIC]
        if not words:
            return list(documents)
        scored = sorted(((self._share(words, document), i) for i, document in enumerate(documents)), reverse=True)
        best = [documents[i] for share, i in scored if share >= _NAMED and share == scored[0][0]]
        if best:
            return best
        hits = search(question)
        return [hits[0].document] if hits else []

    def _share(self, words: Sequence[str], document: Document) -> float:
        name = PurePath(document.source.name).stem.replace("_", " ").replace("-", " ")
        title = facts.title(self.ledger, document.id)
        known = {*terms(document.source.name), *terms(name), *terms(title.text if title else "")}
        return sum(word in known for word in words) / len(words)

    def _first(self, document: Document) -> list[Fact]:
        stored = self.ledger.page_chunks(document.id, 1)
        return [Fact("", stored[0], "")] if stored else []

    def _cited(self, found: Sequence[Fact]) -> tuple[Citation, ...]:
        citations = []
        for i, fact in enumerate(found, 1):
            hit = fact.hit
            boxes = tuple(line.box for line in lines_of(fact.quote, hit.chunk.lines)) or hit.chunk.locator.boxes
            citations.append(Citation(i, hit, fact.quote, boxes[:8], self.renderer))
        return tuple(citations)


def _plain(quote: str) -> str:
    return without_bullet(quote).replace("“", '"').replace("”", '"')

"""A collection's own weights: gathered from feedback and questions, learned, kept, and used from then on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from rag.learning.evaluation import Question, evaluate
from rag.learning.weights import learn_weights
from rag.ledger import Ledger
from rag.questions.question import Question as Asked
from rag.questions.question import read_question
from rag.retrievers.calibration import Calibrator
from rag.retrievers.joint import DEFAULT_WEIGHTS, JointRetriever, ScoredCandidates
from rag.retrievers.weights import VALUE, weights_of
from rag.types import Document, Filters, Query
from tests.corpus import all_streams, put

N_DOCUMENTS = 30
SUBJECTS = [f"subject{number} of the harbour" for number in range(N_DOCUMENTS)]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Documents of one subject each, on the second of three pages."""
    with Ledger.open(tmp_path / "library") as opened:
        for number, subject in enumerate(SUBJECTS):
            pages = (f"introduction {number}", f"{subject} is told here", f"appendix {number}")
            put(opened, f"d{number:02}.pdf", [(page, "text", text) for page, text in enumerate(pages, start=1)])
        yield opened


def documents(ledger: Ledger) -> list[Document]:
    return ledger.documents("default")


def retriever(ledger: Ledger) -> JointRetriever:
    return JointRetriever(ledger, all_streams(ledger), Calibrator(ledger), lambda name: weights_of(ledger, name))


def chunk_on(ledger: Ledger, document: Document, page: int) -> str:
    filters = Filters(documents=frozenset({document.id}), pages=frozenset({page}))
    return ledger.chunks(ledger.keys("default", filters))[0].chunk.id


class OneStreamKnows:
    """Scores every chunk of a library: word by word similarity knows the subject, words of the page are noise."""

    stream_names = ("page", "late")

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._random = np.random.default_rng(0)

    def score(self, question: Asked, depth: int, weights: Mapping[str, float]) -> ScoredCandidates:
        keys = self._ledger.keys("default")
        subject = question.query.text.split()[0]
        knows = np.array([float(chunk.chunk.text.startswith(f"{subject} ")) for chunk in self._ledger.chunks(keys)])
        columns = {"late": knows, "page": self._random.normal(size=len(keys))}
        return ScoredCandidates(keys, columns, columns)


def test_weights_that_gain_are_kept_and_applied(ledger: Ledger) -> None:
    """The defaults trust words of the page most, which know nothing here."""
    for document, subject in zip(documents(ledger), SUBJECTS, strict=True):
        ledger.add_feedback("default", f"{subject}?", chunk_on(ledger, document, 2), True)
        ledger.add_feedback("default", f"{subject}?", chunk_on(ledger, document, 1), False)
    assert weights_of(ledger, "default") == DEFAULT_WEIGHTS
    found = learn_weights(ledger, OneStreamKnows(ledger), "default")
    assert found.applied and found.pairs == {"feedback": N_DOCUMENTS}
    assert found.after > found.before + 0.3
    kept = json.loads(ledger.value("default", VALUE) or "{}")
    assert kept["weights"] == found.weights and kept["applied"] is True
    used = weights_of(ledger, "default")
    assert used["late"] / used["page"] > 3 * DEFAULT_WEIGHTS["late"] / DEFAULT_WEIGHTS["page"]
    assert used["reference"] == DEFAULT_WEIGHTS["reference"]


def test_questions_of_a_file_are_pairs_within_their_document(ledger: Ledger) -> None:
    asked = [Question(f"{subject}?", f"d{number:02}.pdf", (2,)) for number, subject in enumerate(SUBJECTS)]
    found = learn_weights(ledger, retriever(ledger), "default", [*asked, Question("elsewhere?", "nowhere.pdf", (1,))])
    assert found.pairs == {"questions": N_DOCUMENTS}
    assert found.before == pytest.approx(1.0)
    assert not found.applied, "where nothing is to be gained the defaults stay"


def test_evaluation_is_perfect_where_every_page_is_first_and_nothing_where_none_is(ledger: Ledger) -> None:
    by_name = [Question(f"{subject}?", f"d{number:02}.pdf", (2,)) for number, subject in enumerate(SUBJECTS[:5])]
    found = evaluate(retriever(ledger), by_name, documents(ledger), "default", ())
    assert found.overall.measures["R@5"].mean == 1.0
    assert found.reaches(1.0)
    nowhere = [Question("subject3 of the harbour?", "d03.pdf", (9,))]
    missed = evaluate(retriever(ledger), nowhere, documents(ledger), "default", ())
    assert missed.overall.measures["R@5"].mean == 0.0
    assert not missed.reaches(0.1)


def test_learned_weights_change_the_order(ledger: Ledger) -> None:
    query = read_question(Query("subject7 of the harbour"))
    before = retriever(ledger).retrieve(query, 5)
    ledger.put_value("default", VALUE, json.dumps({"weights": {"lexical": 0.0001, "page": 0.0001}, "applied": True}))
    after = retriever(ledger).retrieve(query, 5)
    assert not np.allclose([hit.score for hit in before], [hit.score for hit in after])

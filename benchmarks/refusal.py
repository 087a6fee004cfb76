"""Refusal: is the confidence of answers higher where there is one?

`auroc`: within the question's document, answerable questions against unanswerable ones. `auroc_absent`: over the whole
folder, answerable questions against the same ones with their document hidden. Where the model was fitted on these very
questions, the figures are cross-validated by document: no question is judged by a model that has seen its document.

python -m benchmarks.refusal DATA [--library DIR] [--output DIR]     the risk-coverage curves go to DIR/refusal.png
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from benchmarks.running import arguments, by_name, filled_library, records, report
from rag.answers.confidence import AMONG, FITTED_ON, N_JUDGED, WITHIN, Assessor, Model, Signals
from rag.library import Library
from rag.questions.question import read_question
from rag.types import Filters, Query

COLLECTION = "documents"
STRENGTH = 0.02
"""Of the regularisation (C), on signals of standard deviation 1: the model is small, and 54 questions say no."""
_FOLDS = 10

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """One question asked in one way."""

    document: str
    signals: Signals
    has_answer: bool


def within(library: Library, questions: Sequence[dict[str, Any]]) -> Iterator[Sample]:
    """Every question, asked of its own document."""
    documents = by_name(library, COLLECTION)
    for record in questions:
        filters = Filters(documents=frozenset({documents[record["document"]].id}))
        yield _sample(library, record, filters, record["answerable"])


def among(library: Library, questions: Sequence[dict[str, Any]]) -> Iterator[Sample]:
    """Every answerable question, asked of the whole folder, and again with its document hidden."""
    documents = by_name(library, COLLECTION)
    for record in questions:
        if record["answerable"]:
            yield _sample(library, record, Filters(), True)
            hidden = Filters(excluded_documents=frozenset({documents[record["document"]].id}))
            yield _sample(library, record, hidden, False)


def _sample(library: Library, record: dict[str, Any], filters: Filters, has_answer: bool) -> Sample:
    query = Query(record["question"], collection=COLLECTION, filters=filters)
    signals = Assessor(library.ledger).signals(read_question(query), library.find(query, N_JUDGED))
    return Sample(record["document"], signals, has_answer)


def matrix(samples: Sequence[Sample]) -> Numbers:
    """(n, signals)."""
    return np.array([astuple(sample.signals) for sample in samples])


def labels(samples: Sequence[Sample]) -> NDArray[np.bool_]:
    return np.array([sample.has_answer for sample in samples])


def fit(samples: Sequence[Sample]) -> Model:
    """A logistic model, as if half of the samples had an answer; a signal that never varies weighs nothing."""
    values = matrix(samples)
    spread = np.where(values.std(axis=0) > 0, values.std(axis=0), np.inf)
    found = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000).fit(values / spread, labels(samples))
    weights = found.coef_[0] / spread
    return Model(float(found.intercept_[0]), Signals(*map(float, weights)))


def judged(model: Model, samples: Sequence[Sample]) -> Numbers:
    """(n,) confidences."""
    return np.array([model.probability(sample.signals) for sample in samples])


def cross_validated(samples: Sequence[Sample]) -> Numbers:
    """(n,) confidences, each by a model that has not seen the question's document."""
    found = np.zeros(len(samples))
    groups = [sample.document for sample in samples]
    n_folds = min(_FOLDS, len(set(groups)))
    for seen, unseen in GroupKFold(n_folds).split(found, groups=groups):
        model = fit([samples[i] for i in seen])
        found[unseen] = judged(model, [samples[i] for i in unseen])
    return found


def risk_coverage(confidence: Numbers, right: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Coverage and risk (the share without an answer among those kept) when the surest 1, 2, ... n are kept."""
    order = np.argsort(-confidence, kind="stable")
    kept = np.arange(1, len(order) + 1)
    return kept / len(order), np.cumsum(~right[order]) / kept


def draw(curves: dict[str, tuple[Numbers, Numbers]], path: Path) -> None:
    """Risk against coverage, both from 0 to 1, one line for each way of asking."""
    figure, axes = plt.subplots(figsize=(6, 4.5), dpi=130)
    for name, (coverage, risk) in curves.items():
        axes.plot(coverage, risk, label=name)
    axes.set(xlabel="share of questions answered", ylabel="share of them without evidence", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    axes.grid(alpha=0.3)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, bbox_inches="tight")
    plt.close(figure)


def thresholds(confidence: Numbers, right: NDArray[np.bool_]) -> str:
    """What some thresholds refuse, of answerable and of unanswerable questions."""
    rows = (
        f"  refuse below {limit:.2f}: {np.mean(confidence[right] < limit):.2f} of the answerable, "
        f"{np.mean(confidence[~right] < limit):.2f} of the others"
        for limit in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
    )
    return "\n".join(rows)


def written(name: str, model: Model) -> str:
    """A model as `rag/answers/confidence.py` keeps it."""
    return (
        f"{name} = Model({model.bias:.2f}, Signals({', '.join(f'{weight:.2f}' for weight in astuple(model.weights))}))"
    )


def main() -> None:
    """Ask, judge, print; where the stored models were fitted on these questions, fit and cross-validate."""
    asked = arguments(__doc__ or "")
    path = asked.data / "documents.jsonl"
    questions = records(path)
    seen = hashlib.sha256(path.read_bytes()).hexdigest()[:16] == FITTED_ON
    with filled_library(asked, COLLECTION) as library:
        ways = {
            "trick questions within the document": (list(within(library, questions)), WITHIN),
            "documents that are not there": (list(among(library, questions)), AMONG),
        }
    aurocs, curves = [], {}
    for name, (samples, model) in ways.items():
        confidence = cross_validated(samples) if seen else judged(model, samples)
        right = labels(samples)
        aurocs.append(float(roc_auc_score(right, confidence)))
        curves[name] = risk_coverage(confidence, right)
        how = "cross-validated by document" if seen else "stored model"
        print(f"{name}: AUROC {aurocs[-1]:.3f} over {len(samples)} ({how})\n{thresholds(confidence, right)}")
        print(f"  fitted on these: {written('WITHIN' if model is WITHIN else 'AMONG', fit(samples))}")
    if asked.output is not None:
        draw(curves, asked.output / "refusal.png")
    report("refusal", {"auroc": aurocs[0], "auroc_absent": aurocs[1], "questions": len(questions)})


if __name__ == "__main__":
    main()

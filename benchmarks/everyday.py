"""Everyday questions, as people type them, over a mixed collection: how many answers help?

An answer helps when it has what is expected in at most 80 words, or refuses where the files do not answer. The
collection holds the sample documents, the files that the set names and, as a crowd, the documents.

python -m benchmarks.everyday DATA [--library DIR] [--set everyday_zh] [--output DIR]
    the answers go to DIR/SET.answers.jsonl
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.running import Arguments, arguments, by_name, opened, records, report
from benchmarks.scoring import OUTCOMES, Given, Outcome, outcome, value_is_wrong
from ingestion import ingest
from rag.library import Library
from rag.types import Answer, Filters, Query, Turn

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "documents"
_FOLDERS = ("documents", "receipts", "scenes")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_N_DOCUMENTS = ["@documents"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A question of the set, its answer, and what came of it."""

    record: dict[str, Any]
    answer: Answer
    gold: Any
    outcome: Outcome

    @property
    def given(self) -> Given:
        return given_by(self.answer)

    @property
    def bold_is_wrong(self) -> bool | None:
        """None without a value, and for small talk."""
        if not self.given.value or self.record["kind"] == "smalltalk":
            return None
        return value_is_wrong(self.given, self.gold, refuse=self.record["refuse"])

    @property
    def on_page(self) -> bool | None:
        """Whether the first citation of a right answer is a gold page; None where there is none to hit."""
        if not self.record["document"] or not self.record["pages"] or not self.outcome.startswith("right"):
            return None
        return any(
            name == self.record["document"] and page in self.record["pages"] for name, page in places(self.answer)[:1]
        )


def given_by(answer: Answer) -> Given:
    """The answer as it is scored."""
    bold = _BOLD.search(answer.text)
    return Given(answer.text, answer.status, answer.value or (bold.group(1) if bold else ""))


def places(answer: Answer) -> list[tuple[str, int]]:
    """File and page of each citation."""
    return [(cited.hit.document.source.name, cited.hit.page.number) for cited in answer.citations]


def crowd(data: Path, name: str, questions: Sequence[dict[str, Any]]) -> list[Path]:
    """The files of the collection that a set asks."""
    own = data / name
    if own.is_dir():
        return [own]
    named = {record["document"] for record in questions if record["document"]}
    single = [path for folder in _FOLDERS[1:] if (data / folder).is_dir() for path in (data / folder).iterdir()]
    return [SAMPLES, data / _FOLDERS[0], *sorted(path for path in single if path.name in named)]


def asked_of(library: Library, name: str, questions: Sequence[dict[str, Any]]) -> Iterator[Reply]:
    """Every question with its answer."""
    documents = by_name(library, name)
    for record in questions:
        within = frozenset({documents[record["scope"]].id}) if record["scope"] else frozenset()
        query = Query(record["question"], collection=name, filters=Filters(documents=within))
        answer = library.ask(query, [Turn(turn["question"], turn["answer"]) for turn in record["history"]])
        gold = [str(len(documents))] if record["gold"] == _N_DOCUMENTS else record["gold"]
        yield Reply(record, answer, gold, outcome(given_by(answer), gold, refuse=record["refuse"]))


def figures(replies: Sequence[Reply]) -> dict[str, float | int]:
    """The shares that are reported."""
    found: dict[str, float | int] = {"questions": len(replies)}
    for name in OUTCOMES:
        found[name] = _share([reply.outcome == name for reply in replies])
    found["helpful"] = _helpful(replies)
    found["bold_wrong"] = _share([wrong for reply in replies if (wrong := reply.bold_is_wrong) is not None])
    found["first_citation_on_gold_page"] = _share([on for reply in replies if (on := reply.on_page) is not None])
    for kind in dict.fromkeys(reply.record["kind"] for reply in replies):
        found[f"{kind}.helpful"] = _helpful([reply for reply in replies if reply.record["kind"] == kind])
    return found


def _helpful(replies: Sequence[Reply]) -> float:
    return _share([reply.outcome in ("right", "refused_rightly") for reply in replies])


def _share(said: Sequence[bool]) -> float:
    return round(sum(said) / len(said), 4) if said else 0.0


def _line(reply: Reply) -> str:
    text = " ".join(reply.answer.text.split())
    return f"{reply.outcome:16} {reply.record['kind']:12} {reply.record['question'][:70]} -> {text[:160]}"


def _written(reply: Reply) -> str:
    return json.dumps(
        {
            "id": reply.record["id"],
            "text": reply.answer.text,
            "status": reply.answer.status,
            "value": reply.given.value,
            "citations": places(reply.answer),
        },
        ensure_ascii=False,
    )


def run(asked: Arguments) -> list[Reply]:
    """Fill the collection of the set and ask."""
    questions = records(asked.data / f"{asked.set}.jsonl")
    with opened(asked) as library:
        ingest(crowd(asked.data, asked.set, questions), library, collection=asked.set)
        replies = []
        for reply in asked_of(library, asked.set, questions):
            print(_line(reply), flush=True)
            replies.append(reply)
    if asked.output is not None:
        asked.output.mkdir(parents=True, exist_ok=True)
        written = "".join(f"{_written(reply)}\n" for reply in replies)
        (asked.output / f"{asked.set}.answers.jsonl").write_text(written, encoding="utf-8")
    return replies


def main() -> None:
    """Ask, score, print."""
    report("everyday", figures(run(arguments(__doc__ or ""))))


if __name__ == "__main__":
    main()

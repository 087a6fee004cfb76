"""The last turns of conversations: is refused what no passage answers, shown what belongs, and asked what is unclear?

Each folder of `turns` is a collection. A passage is shown when it is among the first three of what stands under the
answer: the citations, then the nearest misses.

python -m benchmarks.turns DATA [--library DIR]
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from benchmarks.running import arguments, opened, records, report
from ingestion import ingest
from rag.library import Library
from rag.types import Answer, Query, Turn

_N_SHOWN = 3
_SAID = frozenset({"answered", "asks"})


def asked(library: Library, record: dict[str, Any]) -> Answer:
    """The answer to the last turn of a conversation."""
    history = [Turn(turn["question"], turn["answer"]) for turn in record["history"]]
    return library.ask(Query(record["question"], collection=collection_of(record)), history)


def collection_of(record: dict[str, Any]) -> str:
    """The collection of a record's folder, which shares its library with others."""
    return f"turns-{record['collection']}"


def shown(answer: Answer) -> list[str]:
    """The files of the first places under an answer."""
    hits = [citation.hit for citation in answer.citations] + list(answer.nearest)
    return list(dict.fromkeys(hit.document.source.name for hit in hits))[:_N_SHOWN]


def main() -> None:
    """Ask every turn and print what came of it."""
    options = arguments(__doc__ or "")
    questions = records(options.data / "turns.jsonl")
    refused: dict[str, list[bool]] = defaultdict(list)
    found: dict[str, list[bool]] = defaultdict(list)
    asks: dict[str, list[bool]] = defaultdict(list)
    with opened(options) as library:
        for folder in sorted({record["collection"] for record in questions}):
            ingest([options.data / "turns" / folder], library, collection=f"turns-{folder}")
        for record in questions:
            answer, kind = asked(library, record), record["answerability"]
            refused[kind].append(answer.status not in _SAID)
            asks[kind].append(bool(answer.choices))
            found[kind].append(bool(set(shown(answer)) & set(record["documents"])))
            print(
                f"{kind:14} {answer.status:9} {answer.confidence:.2f} {record['question'][:60]} -> {answer.text[:80]!r}"
            )
    report(
        "turns",
        {
            "answerable.refused": _share(refused["answerable"]),
            "unanswerable.refused": _share(refused["unanswerable"]),
            "answerable.shown": _share(found["answerable"]),
            "underspecified.asked": _share(asks["underspecified"]),
            "answerable.asked": _share(asks["answerable"]),
            "questions": len(questions),
        },
    )


def _share(said: list[bool]) -> float:
    return round(sum(said) / max(1, len(said)), 4)


if __name__ == "__main__":
    main()

"""Every question that the product itself offers is answered right over its samples, without a language model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.scoring import plain, says
from ingestion import ingest
from rag.library import Library

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
OFFERED = [line.strip() for line in (SAMPLES / "questions.txt").read_text(encoding="utf-8").splitlines()]
ANSWERS = {
    record["question"]: record["answer"]
    for record in map(json.loads, (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines())
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("samples") / "library") as opened:
        ingest([SAMPLES / "documents"], opened)
        yield opened


@pytest.mark.parametrize("question", [line for line in OFFERED if line and not line.startswith("#")])
def test_offered_question_is_answered_right(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.status == "answered" and answer.citations
    assert says(plain(answer.text), ANSWERS[question])


def test_questions_about_the_library_and_small_talk_need_no_search(library: Library) -> None:
    assert library.ask("How many files are in here?").value == "8"
    pages = library.ask("How many pages does the Tidewheel annual report have?")
    assert pages.value.isdigit() and pages.citations[0].hit.document.source.name == "tidewheel-report-2025.pdf"
    thanks = library.ask("thank you")
    assert thanks.status == "answered" and not thanks.citations and "welcome" in thanks.text

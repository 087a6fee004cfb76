"""A language model that fails shows a sentence with a hint in each face, and the application goes on.

Python, the command line and the page ask a real library; the language model is a server in a process of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ingestion import ingest
from rag.__main__ import main
from rag.config import Config
from rag.library import Library
from tests import tiny_models
from tests.chat_server import chat_server
from web.acts import Acts
from web.application import services_of
from web.desk import Desk
from web.questions import Form
from web.transcript import Shown
from web.where import Where

QUESTION = "What was the revenue in 2024?"
REFUSED = "http://127.0.0.1:9/v1"
FAILURES = {
    "refused": ("cannot be reached", "generator_url"),
    "silent": ("did not answer in time", "generator_timeout_s"),
    "no-key": ("refused the key", "API key"),
    "always-busy": ("allows no more requests", "quota"),
    "too-long": ("cannot read this much", "context_tokens"),
    "blind-vl": ("does not read pictures", "generator_sees_images"),
    "cut": ("broke off", "Ask again"),
}


@dataclass(frozen=True)
class Place:
    """A filled library and a server."""

    directory: Path
    config: Config
    url: str

    def failing(self, model: str) -> Config:
        url = REFUSED if model == "refused" else self.url
        return replace(self.config, generator=f"openai:{model}", generator_url=url)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("failures")
    (folder / "report.txt").write_text("Revenue in 2024 was 12 million euros.\n", encoding="utf-8")
    words = str(tiny_models.text_encoder(folder / "words"))
    config = Config(words, "none", "none", refuse_below=0.0, generator_timeout_s=0.5, workers=1)
    with Library.open(folder / "library", config) as library:
        assert ingest([folder / "report.txt"], library).files[0].outcome == "added"
    with chat_server() as url:
        yield Place(folder / "library", config, url)


@pytest.mark.parametrize("model", sorted(FAILURES))
def test_python_gets_a_sentence_with_a_hint_and_the_evidence_and_answers_the_next_question(
    place: Place, model: str
) -> None:
    sentence, hint = FAILURES[model]
    with Library.open(place.directory, place.failing(model)) as library:
        answer = library.ask(QUESTION)
        assert answer.status == "unwritten" and sentence in answer.reason and hint in answer.hint
        assert [found.document.source.name for found in answer.nearest] == ["report.txt"]
        library.use_language_model("openai:good", place.url)
        assert library.ask(QUESTION).text.startswith("Revenue was 12 million")


@pytest.mark.parametrize("model", sorted(FAILURES))
def test_command_line_prints_them_and_exits_with_one(
    place: Place, model: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence, hint = FAILURES[model]
    config = place.failing(model)
    for name in ("text_model", "vision_model", "late_model", "generator", "generator_url", "generator_timeout_s"):
        monkeypatch.setenv(f"SIGHTLINE_{name.upper()}", str(getattr(config, name)))
    monkeypatch.setenv("SIGHTLINE_REFUSE_BELOW", "0.0")
    assert main(["ask", QUESTION, "--library", str(place.directory)]) == 1
    shown = capsys.readouterr()
    assert sentence in shown.err and hint in shown.err
    assert "Traceback" not in shown.err
    # The evidence was found all the same.
    assert shown.out.split("\n")[:2] == ["Nearest:", "  - report.txt, line 1"]


@pytest.mark.parametrize("model", sorted(FAILURES))
def test_page_shows_them_in_the_conversation_and_goes_on(
    place: Place, model: str, caplog: pytest.LogCaptureFixture
) -> None:
    sentence, hint = FAILURES[model]
    with (
        Library.open(place.directory, place.failing(model)) as library,
        caplog.at_level(logging.ERROR),
        services_of(library, Path("nowhere")) as services,
    ):
        desk = Desk.of(services)
        html, number = ask(desk)
        assert sentence in html and hint in html
        assert "report.txt" in html
        assert desk.panel("en").draw(services.asking.exchange(WHERE.conversation, number), 0)
        library.use_language_model("openai:good", place.url)
        html, number = ask(desk)
        assert "12 million" in html and services.asking.exchange(WHERE.conversation, number).problem is None
    assert not caplog.records


WHERE = Where(conversation="ab" * 8)


def ask(desk: Desk) -> tuple[str, int]:
    """One more question: what is shown of it in the end, and its number."""
    asking = desk.services.asking
    number = Acts(desk).ask(WHERE, "ask", Form(QUESTION, ())).number
    until = time.monotonic() + 30
    while asking.is_open(WHERE.conversation, number) and time.monotonic() < until:
        time.sleep(0.02)
    return desk.transcript("en").turn(asking.exchange(WHERE.conversation, number), Shown()), number


def test_server_that_is_busy_once_is_asked_again(place: Place) -> None:
    with Library.open(place.directory, place.failing("busy-once")) as library:
        assert library.ask(QUESTION).status == "answered"

"""What the handlers of events give to Gradio."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
import pytest

from tests.web.conftest import REPORT, WEIGHTS
from tests.web.fake_library import FakeLibrary
from web.actions import Actions
from web.page import build_page
from web.services import Services
from web.session import Session
from web.wiring import Wiring

FORM = ("ask", [], [], [], "", False, *WEIGHTS.values())


@pytest.fixture
def wiring(tmp_path: Path) -> Wiring:
    library = FakeLibrary()
    library.add("report.txt", REPORT)
    services = Services(library, library.ingest, lambda _: WEIGHTS, tmp_path)
    return Wiring(build_page(WEIGHTS), Actions(services))


def test_evidence_opens_in_the_update_that_ends_the_answer_and_is_not_sent_again(wiring: Wiring) -> None:
    """What comes after the end would replace the evidence that a quick person has stepped to meanwhile."""
    updates = list(wiring.ask(Session(), {"text": "revenue in 2024", "files": []}, *FORM))
    with_evidence = [at for at, update in enumerate(updates) if update[2] != gr.skip()]
    ended = [at for at, update in enumerate(updates) if isinstance(update[0], Session) and update[0].turns[-1].done]
    assert with_evidence == ended == [len(updates) - 2]
    assert updates[-1] == [gr.skip()] * 4

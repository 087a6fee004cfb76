from __future__ import annotations

from pathlib import Path

import pytest

from rag.__main__ import main
from tests.scripted_server import Script, scripted_server

Captured = pytest.CaptureFixture[str]


def test_without_a_language_model_it_says_what_is_missing(library: Path, capsys: Captured) -> None:
    assert main(["digest", "--library", str(library), "--yes"]) == 2
    assert "needs a language model" in capsys.readouterr().err


def test_cost_is_said_and_with_yes_the_text_is_written_with_its_places(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    with scripted_server(lambda _: Script(["- Ferries earned 41 million in 2024 [1]."])) as server:
        monkeypatch.setenv("SIGHTLINE_GENERATOR", "openai:m")
        monkeypatch.setenv("SIGHTLINE_GENERATOR_URL", server.url)
        words = ["digest", "All revenues", "--library", str(library), "--document", "revenue.txt"]
        assert main(words) == 0
        said = capsys.readouterr().out
        assert "1 document, 1 page, in 2 requests" in said and "--yes" in said and server.requests == []
        assert main([*words, "--yes"]) == 0
    shown = capsys.readouterr()
    assert "- Ferries earned 41 million in 2024 [1]." in shown.out and "[1] revenue.txt" in shown.out
    assert "0 of 2 revenue.txt" in shown.err
    assert len(server.requests) == 2

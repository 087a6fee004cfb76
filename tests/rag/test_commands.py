"""What `python -m rag` says when it is used wrongly, and how its tables are printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.__main__ import main


@pytest.mark.parametrize("words", [["ask", "How high is it?"], ["learn"]])
def test_empty_library_says_how_to_add_files(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--library", str(tmp_path / "library")]) == 2
    assert "python -m ingestion PATH" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["ask", "How high is it?"], ["learn"]])
def test_unknown_collection_is_an_error_that_lists_the_known(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--library", str(tmp_path / "library"), "--collection", "harbor"]) == 2
    shown = capsys.readouterr().err
    assert "There is no collection 'harbor'." in shown and "There are:" in shown


def test_question_without_words_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", " ", "--library", str(tmp_path / "library")]) == 2
    assert "The question is empty." in capsys.readouterr().err


def test_models_prints_commands_whole_and_where_the_settings_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SIGHTLINE_RERANKER_MODEL", "somebody/a-reranker-with-quite-a-long-name")
    assert main(["models", "--library", str(tmp_path / "library")]) == 0
    shown = capsys.readouterr().out
    assert "…" not in shown
    assert str(tmp_path / "library" / "config.toml") in shown

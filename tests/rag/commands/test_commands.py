"""Every command of `python -m rag`: what it prints, as lines and as JSON, and what it says when it is used wrongly."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag.__main__ import main
from rag.commands.dispatch import print_json
from rag.commands.table import COMMANDS
from rag.library import Library

Captured = pytest.CaptureFixture[str]


def run(library: Path, *words: str) -> int:
    return main([*words, "--library", str(library)])


def as_json(library: Path, capsys: Captured, *words: str) -> dict[str, list[dict[str, object]]]:
    run(library, *words, "--json")
    found: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("words", [["ask", "How high is it?"], ["find", "high"], ["list"], ["learn"], ["collections"]])
def test_mistyped_library_is_an_error_and_is_not_made(words: list[str], tmp_path: Path, capsys: Captured) -> None:
    assert run(tmp_path / "libary", *words) == 2
    shown = capsys.readouterr().err
    assert "There is no library in" in shown and "sightline ingest PATH --library" in shown
    assert not (tmp_path / "libary").exists()


@pytest.mark.parametrize("words", [["ask", "How high is it?"], ["learn"], ["list"]])
def test_empty_library_says_how_to_add_files(words: list[str], tmp_path: Path, capsys: Captured) -> None:
    Library.open(tmp_path / "library").close()
    assert run(tmp_path / "library", *words) == 2
    assert "sightline ingest PATH" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["ask", "How high is it?"], ["learn"], ["find", "x"], ["delete", "--kind", "pdf"]])
def test_unknown_collection_is_an_error_that_lists_the_known(words: list[str], library: Path, capsys: Captured) -> None:
    assert run(library, *words, "--collection", "harbor") == 2
    shown = capsys.readouterr().err
    assert "There is no collection 'harbor'." in shown and "There are: default, papers." in shown


def test_error_is_an_object_with_json(tmp_path: Path, capsys: Captured) -> None:
    assert as_json(tmp_path / "none", capsys, "list")["error"] == "NotFoundError"


@pytest.mark.parametrize("command", ["ask", "find"])
def test_question_without_words_is_an_error(command: str, library: Path, capsys: Captured) -> None:
    assert run(library, command, " ") == 2
    assert "The question is empty." in capsys.readouterr().err


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example(name: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert f"python -m rag {COMMANDS[name].example}" in shown and "--json" in shown


def test_ask_as_json_has_the_places_of_its_citations(library: Path, capsys: Captured) -> None:
    answer = as_json(library, capsys, "ask", "What was the revenue of the ferry company in 2024?")
    assert answer["status"] == "answered"
    citation = answer["citations"][0]
    assert (citation["document"], citation["page"]) == ("revenue.txt", 1)
    assert "41 million" in str(citation["quote"])
    assert citation["boxes"]


def test_find_lists_hits_best_first(library: Path, capsys: Captured) -> None:
    assert run(library, "find", "revenue of the ferry company", "-k", "2") == 0
    assert capsys.readouterr().out.startswith("1. revenue.txt, line 1")
    hits = as_json(library, capsys, "find", "revenue of the ferry company", "-k", "2")["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--document", "WATCHES.txt"], {"watches.txt"}),
        (["--document", "*e*.txt", "--kind", "text"], {"watches.txt", "revenue.txt"}),
        (["--kind", "sheet"], {"prices.csv"}),
        (["--page", "1-3"], {"watches.txt", "revenue.txt", "prices.csv"}),
    ],
)
def test_filters_leave_what_they_name(options: list[str], names: set[str], library: Path, capsys: Captured) -> None:
    hits = as_json(library, capsys, "find", "the harbour watch, the revenue, the price of rope", *options)["hits"]
    assert {hit["document"] for hit in hits} == names


def test_page_beyond_the_end_finds_nothing(library: Path, capsys: Captured) -> None:
    assert run(library, "find", "revenue", "--page", "7") == 1
    assert "Nothing was found." in capsys.readouterr().out


@pytest.mark.parametrize("page", ["0", "x", "5-3", "-"])
def test_page_that_is_none_is_an_error(page: str, library: Path, capsys: Captured) -> None:
    assert run(library, "find", "revenue", f"--page={page}") == 2
    assert "is no page" in capsys.readouterr().err


def test_document_that_is_not_there_names_those_that_are(library: Path, capsys: Captured) -> None:
    assert run(library, "ask", "revenue?", "--document", "report.pdf") == 2
    assert "prices.csv, revenue.txt, watches.txt" in capsys.readouterr().err


def test_list_shows_documents(library: Path, capsys: Captured) -> None:
    assert run(library, "list") == 0
    assert "revenue.txt" in capsys.readouterr().out
    documents = as_json(library, capsys, "list", "--collection", "papers")["documents"]
    assert [(found["name"], found["pages"]) for found in documents] == [("watches.txt", 1)]


def test_delete_asks_first_and_then_the_document_is_gone(library: Path, capsys: Captured) -> None:
    assert run(library, "delete", "--document", "revenue.txt") == 1
    assert "--yes" in capsys.readouterr().err
    assert run(library, "delete", "--document", "revenue.txt", "--yes") == 0
    names = (
        {str(found["name"]) for found in as_json(library, capsys, "list")["documents"]} if capsys.readouterr() else {}
    )
    assert names == {"prices.csv", "watches.txt"}
    assert not any(b"41 million" in path.read_bytes() for path in library.rglob("*") if path.is_file())


def test_delete_of_nothing_in_particular_is_an_error(library: Path, capsys: Captured) -> None:
    assert run(library, "delete", "--yes") == 2
    assert "--document" in capsys.readouterr().err


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("said", "status"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_delete_does_what_the_person_says(
    said: str, status: int, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(said))
    assert run(library, "delete", "--kind", "sheet") == status
    with Library.open(library) as opened:
        assert len(opened.documents()) == (2 if status == 0 else 3)


def test_collections_are_made_listed_and_deleted(library: Path, capsys: Captured) -> None:
    assert run(library, "collections", "create", "letters") == 0
    assert "letters  (0 documents)" in capsys.readouterr().out
    assert run(library, "collections", "delete", "papers") == 2
    assert "1 documents" in capsys.readouterr().err
    assert run(library, "collections", "delete", "papers", "--yes") == 0
    capsys.readouterr()
    found = as_json(library, capsys, "collections")["collections"]
    assert found == [{"name": "default", "documents": 3}, {"name": "letters", "documents": 0}]


def test_collection_that_is_not_there_cannot_be_deleted(library: Path, capsys: Captured) -> None:
    assert run(library, "collections", "delete", "lettres") == 2
    assert "There are: default, papers." in capsys.readouterr().err


def test_models_prints_commands_whole_and_where_the_settings_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SIGHTLINE_RERANKER_MODEL", "somebody/a-reranker-with-quite-a-long-name")
    assert run(tmp_path / "library", "models") == 0
    shown = capsys.readouterr().out
    assert "…" not in shown
    assert str(tmp_path / "library" / "config.toml") in shown


def test_models_as_json_has_every_role(tmp_path: Path, capsys: Captured) -> None:
    roles = [role["name"] for role in as_json(tmp_path, capsys, "models")["roles"]]
    assert roles == ["text", "vision", "late interaction", "reranker", "ocr", "generator"]


def test_evaluate_prints_and_exits_by_the_floor(library: Path, tmp_path: Path, capsys: Captured) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        '{"question": "revenue of the ferry company", "document": "revenue.txt", "pages": [1]}\n'
        '{"question": "who keeps the harbour watch", "document": "watches.txt", "pages": [1]}\n'
    )
    assert run(library, "evaluate", str(questions), "--floor", "1.0") == 0
    found = as_json(library, capsys, "evaluate", str(questions)) if capsys.readouterr() else {}
    assert found["questions"] == 2
    (first, *_) = dict(found["rows"]).values()
    assert first["R@5"]["mean"] == 1.0  # type: ignore[index]
    impossible = tmp_path / "impossible.jsonl"
    impossible.write_text('{"question": "revenue", "document": "revenue.txt", "pages": [9]}\n')
    assert run(library, "evaluate", str(impossible), "--floor", "0.5") == 1


def test_learn_says_that_there_are_too_few_pairs(library: Path, capsys: Captured) -> None:
    assert run(library, "learn") == 1
    assert "too few" in capsys.readouterr().out
    assert as_json(library, capsys, "learn")["applied"] is False


def test_backup_and_restore_bring_a_deleted_document_back(library: Path, tmp_path: Path, capsys: Captured) -> None:
    assert run(library, "backup", str(tmp_path / "copy")) == 0
    assert "4 documents" in capsys.readouterr().out
    run(library, "delete", "--document", "watches.txt", "--yes")
    assert run(library, "restore", str(tmp_path / "copy")) == 0
    assert "What was there before is in" in capsys.readouterr().out
    listed = as_json(library, capsys, "list")["documents"]
    assert "watches.txt" in [document["name"] for document in listed]


def test_restore_of_what_is_no_backup_changes_nothing(library: Path, tmp_path: Path, capsys: Captured) -> None:
    assert run(library, "restore", str(tmp_path / "files")) == 2
    assert "There is no backup in" in capsys.readouterr().err
    assert run(library, "list") == 0


def test_no_command_lets_a_document_steer_the_terminal(library: Path, capsys: Captured) -> None:
    # As a library that was filled before such characters were kept out.
    with Library.open(library) as opened, opened.ledger._database.writing() as connection:
        connection.execute("UPDATE chunks SET text = text || char(27) || '[2J' || char(155) || '5m'")
        connection.execute("UPDATE documents SET name = name || char(27) || ']0;owned' || char(7)")
    for words in (["find", "harbour watch"], ["ask", "Who keeps the harbour watch?"], ["list"], ["list", "--json"]):
        run(library, *words)
        shown = "".join(capsys.readouterr())
        assert "watch" in shown
        assert not any(
            (ord(character) < 32 and character not in "\n\t") or 127 <= ord(character) < 160 for character in shown
        )


def test_output_that_nobody_reads_to_the_end_is_no_failure(library: Path) -> None:
    command = [sys.executable, "-m", "rag", "models", "--json", "--library", str(library)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 0


def test_names_that_are_no_utf8_are_escaped(capsys: Captured) -> None:
    print_json({"name": "caf\udce9"})
    assert json.loads(capsys.readouterr().out) == {"name": "caf\udce9"}


def test_conversation_is_begun_and_gone_on_with(library: Path, capsys: Captured) -> None:
    run(library, "ask", "What was the revenue of the ferry company?", "--conversation", "new")
    identity = capsys.readouterr().out.rsplit("(Conversation: ", 1)[1].split(")")[0]
    run(library, "ask", "Who keeps the harbour watch?", "--conversation", identity)
    with Library.open(library) as opened:
        asked = [one.query.text for one in opened.conversations.exchanges(identity)]
    assert asked == ["What was the revenue of the ferry company?", "Who keeps the harbour watch?"]
    assert run(library, "ask", "Who?", "--conversation", "0123456789abcdef") == 2

"""The doctor: every kind of damage is named, what can be mended is mended, what cannot has its way out."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from ingestion import ingest
from rag.__main__ import main
from rag.doctor.examination import examine, repair
from rag.doctor.findings import Finding
from rag.encoders.fake import HashEncoder
from rag.errors import NotFoundError
from rag.library import Library
from rag.serving.models import Encoders


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of two documents with its index built."""
    monkeypatch.setattr("rag.assembly.encoders", lambda *_: Encoders(HashEncoder(), None, None))
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"Document {name} is about the harbour.")
    with Library.open(tmp_path / "library") as opened:
        ingest([tmp_path / "one.txt", tmp_path / "two.txt"], opened)
        assert opened.index.wait()
    return tmp_path / "library"


def ill(found: list[Finding], about: str) -> list[Finding]:
    return [finding for finding in found if finding.state == "ill" and finding.about == about]


def original(library: Path, name: str) -> Path:
    with Library.open(library) as opened:
        (document,) = (found for found in opened.documents() if found.source.name == name)
        return opened.originals.path(document.source.sha256)


def repaired(library: Path) -> list[Finding]:
    found, failed = repair(library)
    assert not failed
    return found


def test_sound_library_is_well_in_everything(library: Path) -> None:
    found = examine(library)
    assert {finding.state for finding in found} == {"well"}
    assert {finding.about for finding in found} == {"ledger", "originals", "index", "models", "disk"}


def test_missing_original_is_named_and_copied_again(library: Path) -> None:
    original(library, "one.txt").unlink()
    (finding,) = ill(examine(library), "originals")
    assert "one.txt is missing" in finding.says
    assert not ill(repaired(library), "originals")
    assert "harbour" in original(library, "one.txt").read_text()


def test_damaged_original_is_told_from_a_missing_one(library: Path) -> None:
    original(library, "two.txt").write_text("something else")
    (finding,) = ill(examine(library), "originals")
    assert "two.txt is damaged" in finding.says
    assert not ill(repaired(library), "originals")


def test_original_that_nobody_has_any_more_says_where_to_put_it(library: Path) -> None:
    original(library, "one.txt").unlink()
    (library.parent / "one.txt").unlink()
    (finding,) = ill(repaired(library), "originals")
    assert str(library.parent / "one.txt") in finding.remedy and finding.repair is None


def test_file_that_has_changed_since_is_not_taken_for_the_original(library: Path) -> None:
    original(library, "one.txt").unlink()
    (library.parent / "one.txt").write_text("A later edition.")
    found, failed = repair(library)
    assert ill(found, "originals") and "changed" in failed[0]


def test_stray_original_is_removed(library: Path) -> None:
    stray = library / "originals" / "ab" / ("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("of a document that is gone")
    assert "1 kept files" in ill(examine(library), "originals")[0].says
    assert not ill(repaired(library), "originals") and not stray.exists()


def test_damaged_index_is_named_and_built_again(library: Path) -> None:
    (graph,) = (library / "index").rglob("data_level0.bin")
    graph.write_bytes(b"\0" * graph.stat().st_size)
    assert ill(examine(library), "index")[0].says.startswith("damaged: 2 vectors")
    assert [f.says for f in repaired(library) if f.about == "index"] == ["1 sets of vectors, all current"]


def test_index_that_was_never_built_is_no_damage(library: Path) -> None:
    shutil.rmtree(library / "index")
    (finding,) = (finding for finding in examine(library) if finding.about == "index")
    assert (finding.state, finding.says[:13]) == ("note", "not built yet")


def test_index_of_another_program_is_left_alone(library: Path) -> None:
    with Library.open(library) as other:
        assert other.index.wait()
        (finding,) = (finding for finding in examine(library) if finding.about == "index")
    assert finding.state == "note" and "search, process" in finding.says


def test_index_of_the_ledger_that_disagrees_with_its_table_is_mended(library: Path) -> None:
    with sqlite3.connect(library / "ledger.sqlite") as connection:
        connection.execute("CREATE INDEX later ON chunks (text)")
    connection.close()
    _empty_index(library / "ledger.sqlite", "later")
    assert "later" in ill(examine(library), "ledger")[0].says
    assert not ill(repaired(library), "ledger")


def _empty_index(file: Path, name: str) -> None:
    """Make the page of an index an empty leaf, as a lost write leaves it."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    data = bytearray(file.read_bytes())
    start = (page - 1) * size
    data[start : start + size] = b"\x0a\0\0\0\0" + size.to_bytes(2, "big") + bytes(size - 7)
    file.write_bytes(data)


def test_damaged_words_are_read_anew(library: Path) -> None:
    with sqlite3.connect(library / "ledger.sqlite") as connection:
        (table,) = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'terms_chunk_%_data'").fetchone()
        connection.execute(f"DELETE FROM {table} WHERE id > 10")
    connection.close()
    assert "words" in ill(examine(library), "ledger")[0].says
    assert not ill(repaired(library), "ledger")
    with Library.open(library) as opened:
        assert opened.ledger.search_lexical("default", ["harbour"], 5)


def test_lost_ledger_is_one_finding_with_its_way_out(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in library.glob("ledger.sqlite*"):
        path.unlink()
    (finding,) = examine(library)
    assert finding.about == "library" and "originals" in finding.says and finding.remedy
    assert repair(library)[0] == [finding]
    assert main(["doctor", "--library", str(library)]) == 1
    assert "lost its ledger" in capsys.readouterr().out


def test_model_that_is_not_here_is_named_with_how_to_get_it(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_VISION_MODEL", "nobody/nothing")
    (finding,) = ill(examine(library), "models")
    assert "nobody/nothing is missing" in finding.says and "models fetch nobody/nothing" in finding.remedy


def test_collection_of_other_models_is_encoded_by_repairing(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_TEXT_MODEL", "another")
    monkeypatch.setattr("rag.assembly.encoders", lambda *_: Encoders(HashEncoder(32), None, None))
    monkeypatch.setattr("rag.doctor.models.inventory", lambda _: type("None", (), {"roles": ()}))
    (note,) = (finding.says for finding in examine(library) if finding.about == "models")
    assert note.startswith("'default' is still searched with builtin")
    assert not [finding for finding in repaired(library) if finding.about == "models"]
    with Library.open(library) as opened:
        assert list(opened.ledger.spaces("default").values()) == [2]


def test_nearly_full_disk_is_told(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("rag.doctor.disk.shutil.disk_usage", lambda _: usage)
    assert "free some space" in ill(examine(library), "disk")[0].remedy


def test_library_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        examine(tmp_path / "nowhere")


def test_command_prints_what_to_do_and_repairs(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    original(library, "one.txt").unlink()
    assert main(["doctor", "--library", str(library)]) == 1
    shown = capsys.readouterr().out
    assert "!! originals: the kept file of one.txt is missing" in shown
    assert f"sightline doctor --library {library} --repair" in shown
    assert main(["doctor", "--library", str(library), "--json"]) == 1
    assert [found["repairable"] for found in json.loads(capsys.readouterr().out)["found"]].count(True) == 1
    assert main(["doctor", "--library", str(library), "--repair"]) == 0
    assert "!!" not in capsys.readouterr().out

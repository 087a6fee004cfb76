"""Files to ledger on fake encoders and real worker processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingestion import Progress, Report, ingest, preview, remove, surplus
from ingestion.report import Outcome
from rag.errors import BrokenFileError, EmptyFileError, InputError, NotFoundError, UnsupportedError
from rag.library import Library
from rag.types import Document
from tests.other_files import archive_file, mail_file


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def outcomes(report: Report) -> dict[str, Outcome]:
    return {Path(file.path).name: file.outcome for file in report.files}


def texts(library: Library, document: Document) -> str:
    stored = [
        chunk for page in range(1, document.n_pages + 1) for chunk in library.ledger.page_chunks(document.id, page)
    ]
    return " ".join(chunk.chunk.text for chunk in stored)


def later(path: Path) -> None:
    """Give a file another date, as a second write within the clock's tick would not."""
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 10**9))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "files/one.txt", "The first document is about watches.")
    write(tmp_path / "files/two.md", "# Second\n\nThis one is about revenue.\n\n- a\n- b\n")
    return tmp_path / "files"


def test_ingest_adds_every_file_with_chunks_and_vectors(folder: Path, library: Library) -> None:
    report = ingest([folder], library)
    assert outcomes(report) == {"one.txt": "added", "two.md": "added"}
    documents = library.documents()
    assert [document.source.media_type for document in documents] == ["text/plain", "text/markdown"]
    assert "watches" in texts(library, documents[0])
    assert sum(library.ledger.spaces("default").values()) == library.ledger.n_chunks("default")


def test_ingest_keeps_the_original(folder: Path, library: Library) -> None:
    ingest([folder / "one.txt"], library)
    (document,) = library.documents()
    assert library.originals.path(document.source.sha256).read_text() == (folder / "one.txt").read_text()


def test_ingest_encodes_the_pixels_of_a_picture(tmp_path: Path, library: Library) -> None:
    Image.fromarray(np.full((40, 60, 3), 200, np.uint8)).save(tmp_path / "a.png")
    ingest([tmp_path / "a.png"], library)
    assert library.vision_encoder is not None
    assert library.ledger.spaces("default")[library.vision_encoder.space] == 1


def test_ingest_again_opens_nothing(folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest([folder], library)
    monkeypatch.setattr("ingestion.pipeline._Job", None)
    assert set(outcomes(ingest([folder], library)).values()) == {"unchanged"}


def test_ingest_touched_file_is_unchanged_and_remembered(folder: Path, library: Library) -> None:
    first = ingest([folder], library)
    later(folder / "one.txt")
    assert set(outcomes(ingest([folder], library)).values()) == {"unchanged"}
    assert library.ledger.document_at("default", first.files[0].path) is not None


def test_ingest_changed_file_takes_the_place_of_its_document(folder: Path, library: Library) -> None:
    ingest([folder], library)
    (old,) = (document for document in library.documents() if document.source.name == "one.txt")
    write(folder / "one.txt", "Now it is about clocks.")
    assert outcomes(ingest([folder], library)) == {"one.txt": "replaced", "two.md": "unchanged"}
    assert len(library.documents()) == 2
    with pytest.raises(NotFoundError):
        library.originals.path(old.source.sha256)


def test_ingest_equal_bytes_are_one_document(folder: Path, library: Library) -> None:
    write(folder / "three.txt", (folder / "one.txt").read_text())
    report = ingest([folder], library)
    assert outcomes(report) == {"one.txt": "added", "three.txt": "duplicate", "two.md": "added"}
    assert report.files[1].document == report.files[0].document
    assert outcomes(ingest([folder], library))["three.txt"] == "duplicate"


def test_ingest_moved_file_keeps_its_document(folder: Path, library: Library) -> None:
    ingest([folder], library)
    (folder / "one.txt").rename(folder / "renamed.txt")
    report = ingest([folder], library)
    assert outcomes(report) == {"renamed.txt": "unchanged", "two.md": "unchanged"}
    assert report.files[0].document is not None
    assert report.files[0].document.path.endswith("renamed.txt")
    assert len(library.documents()) == 2


def test_ingest_files_that_swapped_their_contents_lose_nothing(folder: Path, library: Library) -> None:
    write(folder / "two.txt", "Another text about revenue.")
    ingest([folder / "one.txt", folder / "two.txt"], library)
    (folder / "one.txt").rename(folder / "x")
    (folder / "two.txt").rename(folder / "one.txt")
    (folder / "x").rename(folder / "two.txt")
    ingest([folder / "one.txt", folder / "two.txt"], library)
    found = {Path(document.path).name: texts(library, document) for document in library.documents()}
    assert "revenue" in found["one.txt"]
    assert "watches" in found["two.txt"]


def test_ingest_other_settings_read_again(folder: Path, library: Library) -> None:
    from ingestion import LoadOptions

    ingest([folder], library)
    assert set(outcomes(ingest([folder], library, options=LoadOptions(ocr=True))).values()) == {"replaced"}
    assert len(library.documents()) == 2


def test_ingest_collections_are_apart(folder: Path, library: Library) -> None:
    ingest([folder], library, collection="a")
    assert set(outcomes(ingest([folder], library, collection="b")).values()) == {"added"}
    assert library.collections() == ("a", "b")


def test_ingest_bad_files_have_their_reason_and_the_rest_goes_on(folder: Path, library: Library) -> None:
    (folder / "empty.txt").touch()
    (folder / "also_empty.txt").touch()
    (folder / "program").write_bytes(b"\x7fELF" + bytes(100))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnot really")
    (folder / "link").symlink_to(folder / "gone")
    report = ingest([folder], library)
    errors = {Path(file.path).name: type(file.error) for file in report.failed}
    assert errors == {
        "empty.txt": EmptyFileError,
        "also_empty.txt": EmptyFileError,
        "program": UnsupportedError,
        "broken.pdf": BrokenFileError,
        "link": NotFoundError,
    }
    assert all(file.hint for file in report.failed)
    assert report.counts["added"] == 2


def test_ingest_unreadable_file_fails(folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything, so modes cannot test this
    assert [type(file.error) for file in ingest([folder], library).failed] == [InputError, InputError]


def test_ingest_missing_path_is_not_found(library: Library) -> None:
    with pytest.raises(NotFoundError):
        ingest(["nowhere"], library)


def test_ingest_tells_its_progress(folder: Path, library: Library) -> None:
    steps: list[Progress] = []
    ingest([folder], library, progress=steps.append)
    assert [step.share for step in steps] == sorted(step.share for step in steps)
    assert steps[-1].share == 1.0
    assert steps[-1].n_done == steps[-1].n_files == 2
    assert [step.finished.outcome for step in steps if step.finished] == ["added", "added"]


def test_ingest_stopped_by_its_caller_goes_on_next_time(folder: Path, library: Library) -> None:
    class Stop(Exception): ...

    def stop(step: Progress) -> None:
        if step.finished:
            raise Stop

    with pytest.raises(Stop):
        ingest([folder], library, progress=stop)
    assert len(library.documents()) == 1
    assert sorted(outcomes(ingest([folder], library)).values()) == ["added", "unchanged"]


def test_preview_writes_nothing(folder: Path, library: Library) -> None:
    ingest([folder / "one.txt"], library)
    write(folder / "bad.bin", "\x00\x01\x02" * 50)
    before = library.ledger.change()
    report = preview([folder], library)
    assert outcomes(report) == {"bad.bin": "failed", "one.txt": "unchanged", "two.md": "added"}
    assert report.dry_run
    assert library.ledger.change() == before


def test_surplus_is_what_the_run_did_not_come_upon(folder: Path, library: Library) -> None:
    ingest([folder], library)
    (folder / "one.txt").unlink()
    report = ingest([folder], library)
    found = surplus(report, library)
    assert [document.source.name for document in found] == ["one.txt"]
    assert [document.source.name for document in remove(found, report, library).removed] == ["one.txt"]
    assert [document.source.name for document in library.documents()] == ["two.md"]


def test_surplus_spares_what_has_moved_and_what_fails_now(folder: Path, library: Library) -> None:
    ingest([folder], library)
    (folder / "one.txt").rename(folder / "renamed.txt")
    (folder / "two.md").write_bytes(b"")
    report = ingest([folder], library)
    assert surplus(report, library) == []


def test_ingest_rotated_file_is_kept_under_both_names(folder: Path, library: Library) -> None:
    ingest([folder / "one.txt"], library)
    (folder / "one.txt").rename(folder / "two.txt")
    write(folder / "one.txt", "Another text about revenue.")
    ingest([folder / "one.txt", folder / "two.txt"], library)
    assert {Path(document.path).name for document in library.documents()} == {"one.txt", "two.txt"}


def test_import_is_light() -> None:
    heavy = "('torch', 'chromadb', 'pypdfium2', 'PIL', 'onnxruntime')"
    code = f"import sys, ingestion; ingestion.ingest; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_lost_original_is_kept_again(folder: Path, library: Library) -> None:
    ingest([folder], library)
    sha256 = library.documents()[0].source.sha256
    library.originals.delete(sha256)
    assert set(outcomes(ingest([folder], library)).values()) == {"unchanged"}
    assert library.originals.holds(sha256)


def test_what_steers_a_terminal_reaches_no_chunk_and_no_name(tmp_path: Path, library: Library) -> None:
    write(tmp_path / "a\x1b[2J\u202eb.txt", "The \x1b[31mcode\x9b1m is 4711.\U000e0041\u200b")
    ingest([tmp_path], library)
    (document,) = library.documents()
    assert document.source.name == "a\ufffd[2J\ufffdb.txt"
    assert texts(library, document) == "The code is 4711."


def test_read_documents_are_written_before_a_long_one_ends(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.pipeline.BATCH_S", 0.0)
    write(folder / "zz.txt", "\n\n".join(f"Paragraph {n} of a long story." for n in range(2000)))
    seen: list[int] = []

    def look(step: Progress) -> None:
        if Path(step.current).name == "zz.txt" and step.share < 1:
            seen.append(len(library.documents()))

    ingest([folder], library, progress=look)
    assert len(library.documents()) == 3
    assert 2 in seen


def test_files_inside_files_are_documents_of_their_own(tmp_path: Path, library: Library) -> None:
    inner = archive_file(tmp_path / "inner.zip", {"deep.txt": b"Too deep."}).read_bytes()
    path = archive_file(
        tmp_path / "box.zip",
        {
            "notes/tide.txt": b"High at noon.",
            "bad.pdf": b"%PDF-1.4 nothing",
            "inner.zip": inner,
            "tide2.txt": b"High at noon.",
        },
    )
    report = ingest([path], library)
    found = {Path(file.path).relative_to(tmp_path).as_posix(): file for file in report.files}
    assert {name: file.outcome for name, file in found.items()} == {
        "box.zip": "added", "box.zip/notes/tide.txt": "added", "box.zip/bad.pdf": "failed",
        "box.zip/inner.zip": "added", "box.zip/tide2.txt": "duplicate",
    }  # fmt: skip
    assert found["box.zip/inner.zip"].warnings == ("It holds 1 files of its own, which were not opened.",)
    document = found["box.zip/notes/tide.txt"].document
    assert document is not None
    assert texts(library, document) == "High at noon."
    assert library.originals.path(document.source.sha256).read_bytes() == b"High at noon."
    assert set(outcomes(ingest([path], library)).values()) == {"unchanged"}
    again = ingest([path], library)
    assert surplus(again, library) == []


def test_attachment_of_a_mail_is_found_in_the_collection(tmp_path: Path, library: Library) -> None:
    report = ingest([mail_file(tmp_path / "offer.eml")], library)
    assert outcomes(report) == {"offer.eml": "added", "rates.csv": "added"}


def test_document_that_is_read_while_others_are_written_is_kept(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Due in the middle of a document, and not between two.
    monkeypatch.setattr("ingestion.pipeline._Job._is_due", lambda job: sys._getframe(1).f_code.co_name == "_chunk")
    assert outcomes(ingest([folder], library)) == {"one.txt": "added", "two.md": "added"}
    assert len(library.documents()) == 2

"""Documents and chunks go in whole, come out equal, and go out without a trace."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from rag.errors import NotFoundError
from rag.ledger import DocumentRecord, Ledger, TokenVectors
from rag.types import Box, Chunk, Filters, Locator, Page, Source
from tests.rag.ledger.records import SPACE, record


def test_put_document_gives_back_what_was_put(ledger: Ledger) -> None:
    given = record(1)
    document = ledger.put_document(given)
    assert (document.source, document.path, document.n_pages, document.n_chunks) == (given.source, given.path, 2, 6)
    stored = ledger.chunks(ledger.keys("default"))
    assert tuple(one.chunk for one in stored) == given.chunks
    assert {one.page for one in stored} == set(given.pages)
    assert {one.document for one in stored} == {document}
    assert ledger.pages(document.id) == list(given.pages)
    assert ledger.document_settings(document.id) == {"ocr": "yes"}


def test_equal_document_again_changes_nothing(ledger: Ledger) -> None:
    document, change = ledger.put_document(record(1)), ledger.change()
    assert ledger.put_document(record(1)) == document
    assert ledger.change() == change


def test_moved_document_keeps_its_keys(ledger: Ledger) -> None:
    ledger.put_document(record(1))
    keys = ledger.keys("default").tolist()
    moved = ledger.put_document(dataclasses.replace(record(1), path="/elsewhere/1.pdf", settings={"ocr": "no"}))
    assert ledger.keys("default").tolist() == keys
    assert ledger.document_at("default", "/elsewhere/1.pdf") == moved
    assert ledger.document_at("default", "/folder/1.pdf") is None
    assert ledger.document_settings(moved.id) == {"ocr": "no"}


def test_document_read_differently_takes_its_own_place(ledger: Ledger) -> None:
    first = ledger.put_document(record(1))
    again = ledger.put_document(record(1, n_chunks=3))
    assert (again.id, again.added_at, again.n_chunks) == (first.id, first.added_at, 3)
    assert [one.chunk for one in ledger.chunks(ledger.keys("default"))] == list(record(1, n_chunks=3).chunks)
    assert ledger.keys("default").min() > 6


def test_replacing_document_takes_the_other_ones_place(ledger: Ledger) -> None:
    old = ledger.put_document(record(1))
    new = ledger.put_document(record(2, replaces=old.id))
    assert ledger.documents("default") == [new]
    with pytest.raises(NotFoundError):
        ledger.document(old.id)


def test_equal_bytes_in_two_collections_are_two_documents(ledger: Ledger) -> None:
    one, two = ledger.put_document(record(1)), ledger.put_document(record(1, collection="b"))
    assert one.id != two.id
    ledger.delete_document(one.id)
    assert ledger.keeps_source(one.source.sha256)
    ledger.delete_document(two.id)
    assert not ledger.keeps_source(one.source.sha256)


def test_failing_record_leaves_nothing(ledger: Ledger) -> None:
    broken = dataclasses.replace(record(1), pages=(Page(1, 10, 10),))
    with pytest.raises(ValueError, match="pages that are not there"):
        ledger.put_document(broken)
    assert ledger.collections() == () and ledger.change() == 0


def test_document_without_chunks_is_kept(ledger: Ledger) -> None:
    empty = ledger.put_document(dataclasses.replace(record(1), chunks=(), vectors=()))
    ledger.put_document(record(2))
    assert empty.n_chunks == 0 and ledger.n_chunks("default") == 6
    assert ledger.keys("default").tolist() == [1, 2, 3, 4, 5, 6]


def test_unheard_of_characters_survive(ledger: Ledger) -> None:
    source = Source("f" * 64, "b\udcffd.txt", "text/plain", 1)
    chunk = Chunk("id", "nul \x00 and half \ud83d", "text", Locator(source.sha256, 1, (Box(1, 2, 3, 4),)))
    document = ledger.put_document(DocumentRecord("default", source, "/b\udcffd.txt", (Page(1, 1, 1),), (chunk,)))
    assert ledger.chunks([1])[0].chunk.text == "nul \x00 and half \\ud83d"
    assert ledger.document_at("default", "/b\udcffd.txt") == document


def test_find_document_by_bytes_and_path(ledger: Ledger) -> None:
    document = ledger.put_document(record(1))
    assert ledger.find_document("default", document.source.sha256) == document
    assert ledger.document_at("default", "/folder/1.pdf") == document
    assert ledger.find_document("other", document.source.sha256) is None


def test_reads_of_a_missing_collection_give_nothing(ledger: Ledger) -> None:
    assert ledger.documents("none") == [] and ledger.n_chunks("none") == 0
    assert len(ledger.keys("none")) == len(ledger.keys("none", Filters(pages=frozenset({1})))) == 0
    assert len(ledger.all_vectors("none", SPACE)[0]) == 0 and ledger.spaces("none") == {}
    assert ledger.search_lexical("none", ["x"], 5) == [] and ledger.missing_vectors("none", SPACE, ["text"], 5) == []
    assert ledger.value("none", "x") is None and not ledger.feedback("none")
    assert ledger.conversations("none") == []


def test_missing_things_are_named(ledger: Ledger) -> None:
    ledger.create_collection("letters")
    with pytest.raises(NotFoundError, match="letters"):
        ledger.delete_collection("leters")
    for call in (ledger.document, ledger.delete_document, ledger.document_settings):
        with pytest.raises(NotFoundError):
            call("nothing")


def test_keys_are_those_that_the_filters_allow(ledger: Ledger) -> None:
    one = ledger.put_document(record(1))
    ledger.put_document(record(5, collection="other"))
    two = ledger.put_document(record(2))

    def keys(filters: Filters) -> list[int]:
        return [int(key) for key in ledger.keys("default", filters)]

    assert keys(Filters()) == [1, 2, 3, 4, 5, 6, 13, 14, 15, 16, 17, 18]
    assert keys(Filters(documents=frozenset({two.id}))) == [13, 14, 15, 16, 17, 18]
    assert keys(Filters(excluded_documents=frozenset({two.id}))) == [1, 2, 3, 4, 5, 6]
    assert keys(Filters(media_types=frozenset({"image/png"}))) == []
    assert keys(Filters(modalities=frozenset({"image"}))) == [3, 6, 15, 18]
    assert keys(Filters(modalities=frozenset({"text"}), pages=frozenset({2}))) == [4, 5, 16, 17]
    assert keys(Filters(modalities=frozenset({"text", "image"}), documents=frozenset({one.id}))) == [1, 2, 3, 4, 5, 6]


def test_chunks_come_in_the_order_asked_without_the_deleted(ledger: Ledger) -> None:
    gone = ledger.put_document(record(1))
    ledger.put_document(record(2))
    ledger.delete_document(gone.id)
    assert [one.key for one in ledger.chunks([9, 2, 7, 12])] == [9, 7, 12]
    assert ledger.page_keys([9, 2, 10]).tolist() == [3, 0, 4]


def test_page_chunks_are_in_reading_order(ledger: Ledger) -> None:
    document = ledger.put_document(record(1))
    assert [one.key for one in ledger.page_chunks(document.id, 2)] == [4, 5, 6]
    assert ledger.page_chunks(document.id, 9) == []


def test_chunk_keys_finds_what_is_still_in_the_collection(ledger: Ledger) -> None:
    ledger.put_document(record(1, collection="other"))
    ledger.put_document(record(1))
    wanted = record(1).chunks[2].id
    assert ledger.chunk_keys("default", [wanted, "gone"]) == {wanted: 9}


def test_deleted_keys_never_come_back(ledger: Ledger) -> None:
    document = ledger.put_document(record(1))
    ledger.delete_document(document.id)
    ledger.purge()
    ledger.put_document(record(2))
    assert ledger.keys("default").tolist() == [7, 8, 9, 10, 11, 12]


def test_delete_collection_takes_everything_of_it(ledger: Ledger) -> None:
    ledger.put_document(record(1))
    ledger.put_document(record(2, collection="other"))
    ledger.put_value("default", "weights", "{}")
    ledger.add_feedback("default", "question", "chunk", True)
    first = ledger.collection_key("default")
    ledger.delete_collection("default")
    assert ledger.collections() == ("other",)
    ledger.create_collection("default")
    assert ledger.collection_key("default") != first
    assert ledger.value("default", "weights") is None and ledger.feedback("default") == []
    assert ledger.documents("default") == [] and ledger.n_chunks("other") == 6


def test_deleted_text_is_in_no_file(ledger: Ledger) -> None:
    secret = "Zyxwvut"
    documents = [ledger.put_document(record(n)) for n in range(40)]
    source = Source("e" * 64, f"{secret}.pdf", "application/pdf", 1)
    chunks = tuple(
        Chunk(f"c{n}", f"{secret}{n} of many words", "text", Locator(source.sha256, 1), (), f"under {secret}head")
        for n in range(300)
    )
    codes = (TokenVectors("late", np.arange(1), (secret.encode(),)),)
    hidden = DocumentRecord("default", source, f"/{secret}", (Page(1, 1, 1, secret),), chunks, (), codes, (secret,))
    document = ledger.put_document(hidden)
    assert found_in_files(ledger.directory, secret)
    # Rows around it come and go, so that its pages are split, moved and joined.
    for n in range(40, 60):
        ledger.put_document(record(n))
    ledger.delete_document(documents[7].id)
    ledger.delete_document(document.id)
    ledger.purge()
    assert found_in_files(ledger.directory, secret) == []
    assert found_in_files(ledger.directory, "secret7x") == []
    assert ledger.search_lexical("default", [secret.lower()], 5) == []
    assert found_in_files(ledger.directory, "secret8x")


def found_in_files(directory: Path, text: str) -> list[str]:
    files = (path for path in directory.rglob("*") if path.is_file())
    wanted = (text.encode(), text.lower().encode(), text.encode("utf-16-le"))
    return [path.name for path in files if any(form in path.read_bytes() for form in wanted)]

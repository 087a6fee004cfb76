"""Which collections get the multilingual encoder, with the real encoders where it matters."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion import ingest
from rag.config import Config
from rag.library import Library
from rag.serving.languages import is_multilingual, note_texts
from rag.types import Query

MINILM, E5 = "all-MiniLM-L6-v2", "multilingual-e5-small"
ENGLISH = {
    "dogs.txt": "The dog sleeps in the garden of the house. It is brown and it barks at the postman when he comes.",
    "hours.txt": "The library opens at nine in the morning and closes at five. On holidays it is closed all day.",
    "money.txt": "Total revenue was 4.2 million in the last year, and profit was half of that. Costs grew by a tenth.",
}
CHINESE = {
    "notice.txt": "图书馆开放时间为上午九点至下午五点，节假日除外。读者须凭借书证入馆，每人最多可借十本书。",
    "report.txt": "公司去年营业收入为四百二十万元，净利润增长百分之十，研发人员共计四百一十八人。",
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    config = Config(vision_model="none", workers=1)
    with Library.open(tmp_path / "library", config) as opened:
        yield opened


def filled(library: Library, tmp_path: Path, files: dict[str, str], collection: str = "default") -> None:
    folder = tmp_path / collection
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert not ingest([folder], library, collection=collection).failed


def models_in(library: Library, collection: str = "default") -> set[str]:
    return {space.split("@")[0].removesuffix("-q4") for space in library.ledger.spaces(collection)}


def test_each_collection_has_the_encoder_of_its_texts(library: Library, tmp_path: Path) -> None:
    filled(library, tmp_path, ENGLISH, "english")
    filled(library, tmp_path, CHINESE, "chinese")
    assert models_in(library, "english") == {MINILM} and models_in(library, "chinese") == {E5}
    assert not is_multilingual(library.ledger, "english") and is_multilingual(library.ledger, "chinese")
    (first,) = library.find(Query("How many people work in research?", collection="chinese"), 1)
    assert first.document.source.name == "report.txt"
    assert library.models_of("english").text != library.models_of("chinese").text


@pytest.mark.parametrize("question", ["图书馆几点开门？", "Wann öffnet die Bücherei am Morgen?"])
def test_a_question_in_another_language_changes_the_encoder_while_questions_are_answered(
    library: Library, tmp_path: Path, question: str
) -> None:
    filled(library, tmp_path, ENGLISH)
    assert library.find("When does the library open?", 1) and models_in(library) == {MINILM}
    library.find(question, 3)
    ends = time.monotonic() + 60
    wanted = library.models_of("default")
    while library.retriever.of("default") is not library.retriever._of(wanted) and time.monotonic() < ends:
        assert library.find("When does the library open?", 1)[0].document.source.name == "hours.txt"
        time.sleep(0.05)
    assert E5 in models_in(library)
    assert library.find(question, 1)[0].document.source.name == "hours.txt"
    assert len(library.ledger.token_spaces("default")) == 2  # the old words until no search needs them any more


def test_named_encoder_is_taken_whatever_the_language(tmp_path: Path) -> None:
    config = Config(text_model="built-in", vision_model="none", workers=1)
    with Library.open(tmp_path / "library", config) as library:
        filled(library, tmp_path, CHINESE)
        library.find("图书馆几点开门？", 1)
        assert models_in(library) == {MINILM} and not is_multilingual(library.ledger, "default")


def test_one_text_in_a_hundred_does_not_decide(library: Library) -> None:
    texts = ["readable"] * 128
    note_texts(library.ledger, "default", [*texts, "unreadable"], lambda text: float(text == "readable"))
    assert not is_multilingual(library.ledger, "default")
    note_texts(library.ledger, "default", [*texts, *["unreadable"] * 16], lambda text: float(text == "readable"))
    assert is_multilingual(library.ledger, "default")


def test_formulas_and_numbers_are_no_other_language(library: Library, tmp_path: Path) -> None:
    filled(library, tmp_path, {"table.txt": "1,280 × 3.5 = 4,480 % € — α ≤ 0.05\n" * 20, **ENGLISH})
    assert not is_multilingual(library.ledger, "default")

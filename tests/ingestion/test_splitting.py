"""Cutting long texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.splitting import LIMIT, pack, rows, sentences, size

TEXTS = st.text(alphabet=st.sampled_from("ab .!?\n,1é中。|"), max_size=400)


def texts(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", " Two!", " Three?"]),
        ("See Fig. 3 and e.g. J. Smith et al. 2024. Next.", ["See Fig. 3 and e.g. J. Smith et al. 2024.", " Next."]),
        ("It rose 3.5 percent. It fell.", ["It rose 3.5 percent.", " It fell."]),
        ("收入增长。利润下降！结束", ["收入增长。", "利润下降！", "结束"]),
        ("a line\nanother", ["a line\n", "another"]),
        ('He said "no." Then left.', ['He said "no."', " Then left."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, expected: list[str]) -> None:
    assert texts(text, sentences(text)) == expected


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(5, 60), st.integers(5, 60))
def test_pack_loses_nothing_and_keeps_to_the_limit(text: str, limit: int, first: int) -> None:
    for spans in (sentences(text), rows(text)):
        packed = pack(text, spans, limit, first)
        assert "".join(texts(text, packed)) == text
        assert all(size(part) <= limit for part in texts(text, packed))


def test_pack_cuts_an_endless_word() -> None:
    text = "x" * 5000
    assert [len(part) for part in texts(text, pack(text, sentences(text)))] == [900] * 5 + [500]


def test_pack_cuts_a_long_sentence_between_words() -> None:
    text = "word " * 500
    assert all(part.startswith("word") and part.endswith("word ") for part in texts(text, pack(text, sentences(text))))


def test_pack_first_piece_is_smaller_when_asked() -> None:
    text = "A sentence of words. " * 60
    first, second, *_ = texts(text, pack(text, sentences(text), first=300))
    assert size(first) <= 300 < size(second) <= LIMIT


def test_size_counts_characters_that_are_tokens_of_their_own_for_more() -> None:
    assert size("中文") > size("abcdefgh") > size("abcd") == 4

"""Lines that fit, lose nothing, and can be put together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.files import typeset

LETTERS = st.text(alphabet=st.sampled_from("abcdefgh WMi.,()潮汐观测站，。éß"), max_size=200)


@given(LETTERS, st.floats(40, 400), st.booleans())
def test_wrap_keeps_every_letter_in_order(text: str, width: float, mono: bool) -> None:
    lines = typeset.wrap(text, width, 10.0, mono)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(LETTERS, st.floats(40, 400), st.booleans())
def test_wrapped_lines_fit_the_width(text: str, width: float, mono: bool) -> None:
    for line in typeset.wrap(text, width, 10.0, mono):
        assert typeset.text_width(line, 10.0, mono) <= width + 1e-6 or len(line) <= 3  # a letter with its punctuation


@given(LETTERS, st.floats(60, 400))
def test_wrapped_lines_are_parts_of_the_text(text: str, width: float) -> None:
    assert all(line in text for line in typeset.wrap(text, width, 10.0))


def test_unwrap_puts_words_and_chinese_together_again() -> None:
    english = "The quick brown fox jumps over the lazy dog and runs"
    chinese = "港口观测站成立于一九八七年，记录潮汐、风速和鸟类迁徙。"
    for text in (english, chinese):
        assert typeset.unwrap(typeset.wrap(text, 90.0, 10.0)) == text


def test_closing_punctuation_never_begins_a_line() -> None:
    for width in range(20, 120, 3):
        assert not any(line.startswith(("，", "。")) for line in typeset.wrap("潮汐，风速，鸟类。" * 3, width, 10.0))


def test_mono_letters_are_equally_wide() -> None:
    assert typeset.text_width("iiii", 10, mono=True) == pytest.approx(typeset.text_width("WWWW", 10, mono=True))
    assert typeset.text_width("潮", 10, mono=True) == pytest.approx(typeset.text_width("WW", 10, mono=True))


def test_columns_fit_the_available_width() -> None:
    widths = typeset.column_widths([("a" * 50, "b", "c" * 80)] * 3, 300.0)
    assert sum(widths) == pytest.approx(300.0)
    assert widths[1] < widths[0]

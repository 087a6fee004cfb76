from __future__ import annotations

import random

import pytest

from rag.answers.units import Units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("One. Two [1]. Three", ["One. ", "Two [1]. ", "Three"]),
        ("One.[1] Two. [2] Three.", ["One.[1] ", "Two. [2] ", "Three."]),
        ("See p. 3, e.g. Fig. 2 of Dr. Smith. Next.", ["See p. 3, e.g. Fig. 2 of Dr. Smith. ", "Next."]),
        ("It says “A. B. C.” [1] Then more.", ["It says “A. B. C.” [1] ", "Then more."]),
        ("第一句。第二句[1]。第三句", ["第一句。", "第二句[1]。", "第三句"]),
        ("- one\n- two\n\nThree", ["- one\n", "- two\n\n", "Three"]),
        ("It is 3.5 million.", ["It is 3.5 million."]),
    ],
)
def test_sentences_are_cut_where_they_end(text: str, units: list[str]) -> None:
    cut = Units()
    assert [*cut.feed(text), *cut.finish()] == units


def test_pieces_of_any_size_join_to_the_reply() -> None:
    text = 'A “quoted. Thing.” [1, p. 6]. Then (2) more! 完了。\n\n* x [3]\n"And. so on" ' * 40
    chance = random.Random(7)
    cut, found, at = Units(), [], 0
    while at < len(text):
        step = chance.randint(1, 30)
        found += cut.feed(text[at : at + step])
        at += step
    assert "".join([*found, *cut.finish()]) == text

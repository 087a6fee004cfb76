from __future__ import annotations

import pytest

from rag.generators.thinking import without_thinking


@pytest.mark.parametrize(
    ("pieces", "answer"),
    [
        (["<think>", "hm", "</think>", "Yes."], "Yes."),
        (["\n<th", "ink>hm</thi", "nk>\n\nYes", "."], "Yes."),
        (["Yes", " <think>no</think>"], "Yes <think>no</think>"),
        (["<", "b>bold"], "<b>bold"),
        (["<think>never ends"], ""),
        (["<"], "<"),
        ([], ""),
    ],
)
def test_thoughts_before_the_answer_are_left_out(pieces: list[str], answer: str) -> None:
    assert "".join(without_thinking(pieces)) == answer

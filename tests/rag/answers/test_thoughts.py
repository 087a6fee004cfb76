from __future__ import annotations

import pytest

from rag.answers.thoughts import Thoughts, without_thoughts


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("<think>hm</think>Yes.", "Yes."),
        ("\n<think>hm</think>\n\nYes.", "Yes."),
        ("<thinking>hm</thinking> Yes.", "Yes."),
        ("It was [1], I think.</think> Yes [2].", "Yes [2]."),
        ("Yes. <think>really?</think>Indeed.", "Yes. Indeed."),
        (
            "<|channel|>analysis<|message|>They ask.<|end|><|start|>assistant<|channel|>final<|message|>Yes.",
            "Yes.",
        ),
        ("[THINK]hm[/THINK]Yes.", "Yes."),
        ("<think>never ends", ""),
        ("<b>bold</b> and 3 < 4", "<b>bold</b> and 3 < 4"),
        ("<", "<"),
        ("", ""),
    ],
)
def test_thoughts_are_left_out(reply: str, answer: str) -> None:
    assert without_thoughts(reply) == answer
    thoughts = Thoughts()
    for character in reply:
        thoughts.feed(character)
    thoughts.finish()
    assert thoughts.answer.strip() == answer


def test_thought_that_was_not_opened_starts_the_answer_again() -> None:
    thoughts = Thoughts()
    thoughts.feed("Let me see.")
    assert (thoughts.answer, thoughts.aloud, thoughts.n_restarts) == ("Let me see.", True, 0)
    thoughts.feed("</think>Yes.")
    assert (thoughts.answer, thoughts.n_restarts) == ("Yes.", 1)

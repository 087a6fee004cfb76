from __future__ import annotations

import pytest

from rag.answers.refusals import is_token, says_no_answer


@pytest.mark.parametrize(
    "sentence",
    [
        "NOT IN THE EVIDENCE",
        "**Not in the evidence.**",
        "The provided documents do not mention the CEO's age.",
        "The context doesn't contain any information about that.",
        "There is no information about revenue in the text.",
        "I could not find this in the documents.",
        "I'm sorry, but I can't answer that from the evidence.",
        "This cannot be determined from the sources.",
        "The year of foundation is not stated in the report.",
        "Unfortunately, the excerpts are not about this.",
        "I don't know.",
        "文档中没有提到收入。",
        "根据所提供的资料，无法确定。",
        "抱歉，我找不到相关信息。",
        "证据不足。",
    ],
)
def test_refusals_are_known_in_whatever_words(sentence: str) -> None:
    assert says_no_answer(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Revenue rose to 12 million euros.",
        "The company does not sell tea in winter.",
        "Riders stay at home when it rains.",
        "The evidence shows a rise of 20 percent.",
        "收入为1200万欧元。",
        "公司不生产茶。",
    ],
)
def test_statements_are_none(sentence: str) -> None:
    assert not says_no_answer(sentence)


def test_token_is_known_however_it_is_dressed() -> None:
    assert is_token("*Not in the evidence.*") and not is_token("It is not in the evidence room but upstairs")

"""Whether a model knows a language, by its tokenizer."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import BertPreTokenizer, ByteLevel
from transformers import PreTrainedTokenizerFast

from rag.encoders.known import share_known


@pytest.fixture(scope="module")
def words() -> PreTrainedTokenizerFast:
    """Of English words, Cyrillic letters and two Chinese characters."""
    pieces = ["[UNK]", "revenue", "in", "a", "north", "##ern", "收", "入", *"догам", *(f"##{c}" for c in "догам")]
    inner = Tokenizer(WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    inner.pre_tokenizer = BertPreTokenizer()  # type: ignore[assignment]
    return PreTrainedTokenizerFast(tokenizer_object=inner, unk_token="[UNK]")


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("revenue in a northern north", 1.0),
        ("revenue profit", 7 / 13),
        ("收 入", 1.0),
        ("收 入 利 润", 0.5),
        ("дом года", 0.0),
        ("2024: 12 %", 1.0),
        ("", 1.0),
    ],
)
def test_words_that_are_spelled_or_unknown_are_not_known(
    words: PreTrainedTokenizerFast, text: str, share: float
) -> None:
    assert share_known(words, text) == pytest.approx(share)


def test_character_that_is_cut_into_bytes_is_not_known() -> None:
    alphabet = sorted(ByteLevel.alphabet())
    pieces = {piece: i for i, piece in enumerate(["[UNK]", "north", *alphabet])}
    from tokenizers.models import BPE

    inner = Tokenizer(BPE(pieces, [], unk_token="[UNK]"))
    inner.pre_tokenizer = ByteLevel(add_prefix_space=False)  # type: ignore[assignment]
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=inner, unk_token="[UNK]")
    assert share_known(tokenizer, "收入") == 0.0

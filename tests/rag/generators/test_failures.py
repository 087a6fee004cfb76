from __future__ import annotations

import httpx
import pytest
from langchain_core import exceptions

from rag.generators.failures import translated


def _subclasses(parent: type[BaseException]) -> list[type[BaseException]]:
    return [child for child in parent.__subclasses__() if child.__module__ == exceptions.__name__]


@pytest.mark.parametrize("kind", _subclasses(exceptions.ModelError))
def test_every_model_error_of_langchain_has_a_sentence_and_a_hint(kind: type[Exception]) -> None:
    error = translated(kind("why"), "some-model", sees_images=False)
    assert "some-model" in error.message and error.hint


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (httpx.ReadTimeout("slow"), "in time"),
        (httpx.ConnectError("refused"), "cannot be reached"),
        (ConnectionRefusedError("refused"), "cannot be reached"),
        (TimeoutError("slow"), "in time"),
        (RuntimeError("odd"), "failed: odd"),
    ],
)
def test_other_exceptions_are_translated_by_their_class(raised: Exception, message: str) -> None:
    assert message in translated(raised, "m", sees_images=False).message


def test_lost_connection_after_the_first_words_is_a_broken_answer() -> None:
    assert "broke off" in translated(httpx.ReadError("lost"), "m", sees_images=False, begun=True).message

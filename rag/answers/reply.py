"""A generator's reply as it comes: thoughts taken out, citations checked, refusals known in whatever words.

What may still become a refusal or a thought is held back, so that nothing is shown that has to be taken back.
"""

from __future__ import annotations

import re

from rag.answers.citations import Checked, CitationChecker
from rag.answers.judging import Sentence
from rag.answers.refusals import asks_whether, is_token, says_no_answer
from rag.answers.thoughts import Thoughts
from rag.errors import GeneratorError

_N_LOOKED_AT = 3
"""Sentences among which a refusal says so: a polite one begins with something else."""


class Reply:
    """One reply to one question. Takes time linear in its length."""

    def __init__(self, checker: CitationChecker, question: str, name: str, *, judges: bool) -> None:
        self._checker = checker
        self._asks_whether = asks_whether(question)
        self._name = name
        self._judges = judges
        self._thoughts = Thoughts()
        self._run = checker.begin()
        self._n_read = 0
        self._n_restarts = 0
        self._is_open = False

    def feed(self, piece: str) -> None:
        """Take the next piece."""
        self._thoughts.feed(piece)
        self._read()

    def so_far(self) -> Checked | None:
        """What can be shown already; None while it may still be taken back."""
        self._is_open = self._is_open or self._is_answer()
        return self._run.so_far() if self._is_open else None

    def finish(self) -> Checked | None:
        """The whole answer; None for a refusal. Raises GeneratorError where there are thoughts and no answer."""
        self._thoughts.finish()
        self._read()
        if not self._thoughts.answer.strip():
            if self._thoughts.cut:
                raise GeneratorError(
                    f"The language model {self._name} broke off in the middle of its thoughts.",
                    "Ask again, or raise `answer_tokens` in config.toml.",
                )
            if self._thoughts.seen:
                raise GeneratorError(f"The language model {self._name} thought and wrote no answer.", "Ask again.")
            return None
        self._run.end()
        return None if self._refuses() else self._run.finish()

    def _read(self) -> None:
        if self._thoughts.n_restarts != self._n_restarts:
            self._run = self._checker.begin()
            self._n_restarts, self._n_read, self._is_open = self._thoughts.n_restarts, 0, False
        self._run.feed(self._thoughts.answer[self._n_read :])
        self._n_read = len(self._thoughts.answer)

    def _is_answer(self) -> bool:
        """Whether what is there is an answer, however it goes on."""
        stated = [sentence for sentence in self._run.sentences if re.search(r"\w", sentence.text)]
        if self._thoughts.aloud and not self._thoughts.seen:
            return False
        if not self._judges:
            return bool(self._run.tail_is_cited or (stated and not is_token(stated[0].text)))
        return any(not self._is_refusal(sentence) for sentence in stated[:1]) or any(
            sentence.cited and not self._is_refusal(sentence) for sentence in stated
        )

    def _refuses(self) -> bool:
        stated = [sentence for sentence in self._run.sentences if re.search(r"\w", sentence.text)]
        if not self._judges:
            return bool(stated) and is_token(" ".join(sentence.text.strip() for sentence in stated)[:40])
        if any(sentence.cited and not self._is_refusal(sentence) for sentence in stated):
            return False
        return any(self._is_refusal(sentence) for sentence in stated[:_N_LOOKED_AT])

    def _is_refusal(self, sentence: Sentence) -> bool:
        """Whether a sentence says that the evidence does not answer, and is not itself what the evidence says."""
        if is_token(sentence.text):
            return True
        if not says_no_answer(sentence.text):
            return False
        return not (sentence.cited and (self._asks_whether or self._run.is_supported(sentence)))

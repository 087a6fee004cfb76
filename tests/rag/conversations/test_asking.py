"""Answers that outlive whoever asked for them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rag.conversations import Conversations, Exchange
from rag.conversations.asking import Asking
from rag.errors import NotFoundError
from rag.ledger import Ledger
from rag.types import Answer, Citation, Hit, Query, Turn
from tests.rag.ledger.records import record


class Slow:
    """Quotes the first chunk of the first document; each question waits until it is let go."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.go = threading.Event()
        self.begun: list[str] = []
        self.histories: list[Sequence[Turn]] = []
        self.most_at_once = self._now = 0
        self._lock = threading.Lock()

    def hit(self) -> Hit:
        (document,) = self.ledger.documents("default")
        stored = self.ledger.page_chunks(document.id, 1)[0]
        return Hit(stored.chunk, stored.document, stored.page, 1.5, 1, (), stored.chunk.locator.boxes)

    def stream(self, query: str | Query, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        text = query if isinstance(query, str) else query.text
        self.begun.append(text)
        self.histories.append(history)
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        yield Answer("The", "streaming")
        assert self.go.wait(10)
        with self._lock:
            self._now -= 1
        if "explode" in text:
            raise RuntimeError("secret detail")
        if "server" in text:
            gone = ("The server is gone.", "Start it.")
            yield Answer(" ".join(gone), "unwritten", nearest=(self.hit(),), reason=gone[0], hint=gone[1])
            return
        hit = self.hit()
        yield Answer(f"The answer to {text} [1]", "answered", (Citation(1, hit, "words", hit.boxes),), notes=("note",))

    def find(self, query: str | Query, k: int = 10) -> list[Hit]:
        return [self.hit()]

    def add_feedback(self, query: Query, hit: Hit, *, helpful: bool) -> None:
        self.ledger.add_feedback("default", query.text, hit.chunk.id, helpful)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        opened.put_document(record(1))
        yield opened


@pytest.fixture
def slow(ledger: Ledger) -> Slow:
    return Slow(ledger)


@pytest.fixture
def asking(ledger: Ledger, slow: Slow) -> Iterator[Asking]:
    made = Asking(slow, Conversations(ledger))
    yield made
    slow.go.set()
    made.close()


def question(text: str) -> Exchange:
    return Exchange(0, "ask", Query(text))


def wait_done(asking: Asking, conversation: str, n: int) -> list[Exchange]:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        exchanges = [one for one, _ in asking.exchanges(conversation)]
        if len(exchanges) == n and all(one.done for one in exchanges):
            return exchanges
        time.sleep(0.01)
    raise AssertionError("the answers did not come")


def test_question_is_in_the_ledger_before_its_answer(asking: Asking, ledger: Ledger) -> None:
    asking.ask("c", question("how many boats"))
    (turn,) = ledger.conversation("c").turns
    assert (turn.question, turn.answer) == ("how many boats", "")
    assert ledger.conversation("c").title == "how many boats"


def test_answer_and_evidence_are_the_same_after_a_restart(asking: Asking, slow: Slow, ledger: Ledger) -> None:
    slow.go.set()
    asking.ask("c", question("boats"))
    (before,) = wait_done(asking, "c", 1)
    (after,) = Conversations(ledger).exchanges("c")
    assert before.answer is not None and after.answer is not None
    assert after.answer.text == before.answer.text and after.answer.notes == ("note",)
    assert [(e.hit.chunk, e.quote, e.marker) for e in after.evidence] == [
        (e.hit.chunk, e.quote, e.marker) for e in before.evidence
    ]


def test_fifty_quick_questions_are_fifty_turns_in_order(asking: Asking, slow: Slow) -> None:
    slow.go.set()
    for n in range(50):
        asking.ask("c", question(f"question {n}"))
    exchanges = wait_done(asking, "c", 50)
    assert [one.query.text for one in exchanges] == [f"question {n}" for n in range(50)]
    assert slow.begun == [f"question {n}" for n in range(50)]
    assert len(slow.histories[-1]) == 49


def test_one_conversation_answers_in_turn_and_several_at_once(asking: Asking, slow: Slow) -> None:
    for name in "abcdef":
        asking.ask(name, question(name))
        asking.ask(name, question(f"{name} again"))
    until = time.monotonic() + 5
    while len(slow.begun) < 4 and time.monotonic() < until:
        time.sleep(0.01)
    last = asking.exchanges("f")[1][0]
    assert asking.position("f", last.number) == 8
    slow.go.set()
    for name in "abcdef":
        wait_done(asking, name, 2)
    assert slow.most_at_once == 4


def test_stop_keeps_what_was_written(asking: Asking, slow: Slow, ledger: Ledger) -> None:
    asked = asking.ask("c", question("boats"))
    until = time.monotonic() + 5
    while asking.exchanges("c")[0][0].answer is None and time.monotonic() < until:
        time.sleep(0.01)
    asking.stop("c", asked.number)
    slow.go.set()
    (stopped,) = wait_done(asking, "c", 1)
    assert stopped.stopped and stopped.answer is not None
    assert Conversations(ledger).exchanges("c")[0].stopped


def test_waiting_question_that_is_stopped_is_never_begun(asking: Asking, slow: Slow) -> None:
    asking.ask("c", question("first"))
    second = asking.ask("c", question("second"))
    asking.stop("c", second.number)
    slow.go.set()
    first, stopped = wait_done(asking, "c", 2)
    assert (first.stopped, stopped.stopped) == (False, True)
    assert "second" not in slow.begun


def test_errors_are_part_of_the_conversation(asking: Asking, slow: Slow, caplog: pytest.LogCaptureFixture) -> None:
    slow.go.set()
    asking.ask("c", question("explode"))
    asking.ask("c", question("server"))
    exploded, gone = wait_done(asking, "c", 2)
    assert exploded.problem is not None and "Something went wrong" in exploded.problem.message
    assert "secret detail" in caplog.text
    assert gone.answer is not None and gone.answer.status == "unwritten" and gone.evidence
    assert gone.answer.reason == "The server is gone."


def test_again_answers_at_the_same_place(asking: Asking, slow: Slow) -> None:
    slow.go.set()
    asked = asking.ask("c", question("boats"))
    asking.ask("c", question("ships"))
    wait_done(asking, "c", 2)
    asking.again("c", asked.number)
    exchanges = wait_done(asking, "c", 2)
    assert [one.query.text for one in exchanges] == ["boats", "ships"]
    assert slow.begun == ["boats", "ships", "boats"]


def test_question_of_a_killed_server_waits_for_another_try(asking: Asking, slow: Slow, ledger: Ledger) -> None:
    asked = asking.ask("c", question("boats"))
    other = Asking(slow, Conversations(ledger))
    ((left, _),) = other.exchanges("c")
    assert not left.done and not other.is_open("c", left.number)
    slow.go.set()
    other.again("c", asked.number)
    wait_done(other, "c", 1)
    other.close()


def test_deleted_document_withdraws_the_answer_everywhere(asking: Asking, slow: Slow, ledger: Ledger) -> None:
    slow.go.set()
    asking.ask("c", question("boats"))
    (done,) = wait_done(asking, "c", 1)
    ledger.delete_document(done.evidence[0].hit.document.id)
    ((withdrawn, _),) = asking.exchanges("c")
    assert withdrawn.withdrawn and withdrawn.answer is None and withdrawn.query.text == "boats"


def test_deleted_conversation_comes_back(asking: Asking, slow: Slow, ledger: Ledger) -> None:
    conversations = Conversations(ledger)
    slow.go.set()
    asking.ask("c", question("boats"))
    wait_done(asking, "c", 1)
    deleted = conversations.delete("c")
    asking.forget("c")
    assert asking.exchanges("c") == ()
    conversations.restore(deleted)
    ((back, _),) = asking.exchanges("c")
    assert back.answer is not None and "boats" in back.answer.text and back.evidence


def test_answer_of_a_conversation_that_was_deleted_meanwhile_is_nowhere(
    asking: Asking, slow: Slow, ledger: Ledger
) -> None:
    asking.ask("c", question("boats"))
    Conversations(ledger).delete("c")
    asking.forget("c")
    slow.go.set()
    asking.close()
    assert ledger.conversation_entries() == []
    with pytest.raises(NotFoundError):
        asking.exchange("c", 1)


def test_vote_is_kept_with_the_turn_and_as_feedback(asking: Asking, slow: Slow, ledger: Ledger) -> None:
    slow.go.set()
    asked = asking.ask("c", question("boats"))
    wait_done(asking, "c", 1)
    asking.vote("c", asked.number, "up")
    asking.vote("c", asked.number, "up")
    assert Conversations(ledger).exchanges("c")[0].vote == "up"
    assert [one.helpful for one in ledger.feedback("default")] == [True]


def test_export_has_questions_answers_and_sources(asking: Asking, slow: Slow, ledger: Ledger) -> None:
    slow.go.set()
    asking.ask("c", question("boats"))
    wait_done(asking, "c", 1)
    text = Conversations(ledger).export("c")
    assert "## boats" in text and "The answer to boats [1]" in text and "- [1] " in text and "“words”" in text

"""The page's behaviour without a browser, over the fake library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import InputError, NotFoundError
from rag.types import Query
from tests.web.conftest import REPORT, WEIGHTS
from tests.web.fake_library import FakeLibrary
from web.actions import Actions
from web.questions import Form
from web.services import Services
from web.session import Mode, Session, Turn

HOSTILE = "<img src=x onerror=alert(1)>.txt"


@pytest.fixture
def library() -> FakeLibrary:
    library = FakeLibrary()
    library.add("report.txt", REPORT)
    return library


@pytest.fixture
def actions(library: FakeLibrary, tmp_path: Path) -> Actions:
    return Actions(Services(library, library.ingest, lambda _: WEIGHTS, tmp_path))


def asked(actions: Actions, text: str, mode: Mode = "ask", session: Session | None = None) -> Session:
    """The session after a question and its whole answer."""
    session, turn = actions.begin(session or Session(), mode, Form(text, ()))
    *_, last = actions.reply(session, turn)
    return last


def test_answer_grows_and_is_final_at_last(actions: Actions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.actions._SHOW_EVERY_S", 0.0)
    session, turn = actions.begin(Session(), "ask", Form("revenue in 2024", ()))
    states = [state.turns[-1] for state in actions.reply(session, turn)]
    assert len(states) > 1
    assert [state.done for state in states] == [False] * (len(states) - 1) + [True]


def test_answer_has_chips_sources_and_notes(actions: Actions) -> None:
    html = actions.talk(asked(actions, "revenue in 2024"))
    assert 'class="chip" data-act="evidence" data-turn="1" data-index="0"' in html
    assert 'class="source"' in html
    assert "No language model is configured." in html


def test_note_is_said_once_in_a_conversation(actions: Actions) -> None:
    html = actions.talk(asked(actions, "boats counted", session=asked(actions, "revenue in 2024")))
    assert html.count("No language model is configured.") == 1


def test_evidence_shows_page_quote_and_shares(actions: Actions) -> None:
    session = asked(actions, "revenue in 2024")
    html = actions.evidence(session, 1, 0)
    assert "Revenue in 2024 rose to 42.7 million euros." in html
    assert "Meaning" in html and "55%" in html
    assert 'data-step="previous"' in html and "disabled" in html


def test_evidence_that_is_gone_is_said_so(actions: Actions) -> None:
    assert "no longer in the library" in actions.evidence(asked(actions, "revenue in 2024"), 1, 99)


def test_refusal_shows_the_nearest_misses(actions: Actions) -> None:
    html = actions.talk(asked(actions, "boats under Jupiter"))
    assert "Not in your documents" in html
    assert "The closest passages" in html


def test_find_ranks_without_an_answer(actions: Actions, library: FakeLibrary) -> None:
    session = asked(actions, "paragraph about the weather", "find")
    html = actions.talk(session)
    assert html.count('class="find"') == 12
    assert session.turns[-1].answer is None


def test_picture_alone_finds(actions: Actions, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (20, 20)).save(tmp_path / "a.png")
    _, turn = actions.begin(Session(), "ask", Form("", (str(tmp_path / "a.png"),)))
    assert turn.mode == "find"
    assert turn.picture.startswith("data:image/jpeg")


def test_picture_alone_that_finds_nothing_says_what_would(actions: Actions) -> None:
    picture = Turn(1, "find", Query("", np.zeros((8, 8, 3), np.uint8)), "data:image/jpeg;base64,", hits=())
    html = actions.talk(Session().with_turn(picture))
    assert "vision_model" in html and "Use other words" not in html
    words = replace(picture, query=Query("boats"))
    assert "Use other words" in actions.talk(Session().with_turn(words))


@pytest.mark.parametrize("mode", ["ask", "find"])
def test_question_to_an_empty_collection_asks_for_files(actions: Actions, mode: Mode) -> None:
    with pytest.raises(InputError, match="add files first"):
        actions.begin(Session(collection="empty"), mode, Form("revenue in 2024", ()))


def test_unforeseen_error_is_a_sentence_without_its_inside(actions: Actions, caplog: pytest.LogCaptureFixture) -> None:
    html = actions.talk(asked(actions, "explode"))
    assert "Something went wrong" in html
    assert "secret detail" not in html
    assert "secret detail" in caplog.text


def test_foreseen_error_shows_its_hint(actions: Actions, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise NotFoundError("No such model.", "Start the server.")

    monkeypatch.setattr(library, "stream", fail)
    html = actions.talk(asked(actions, "revenue"))
    assert "No such model." in html and "Start the server." in html


def test_history_goes_with_a_follow_up(actions: Actions, library: FakeLibrary) -> None:
    asked(actions, "and boats?", session=asked(actions, "revenue in 2024"))
    assert [[turn.question for turn in history] for history in library.histories] == [[], ["revenue in 2024"]]


def test_stop_keeps_what_was_written(actions: Actions) -> None:
    session, turn = actions.begin(Session(), "ask", Form("revenue in 2024", ()))
    growing = next(actions.reply(session, turn))
    stopped = actions.stop(growing)
    assert stopped.turns[-1].done
    assert "Stopped." in actions.talk(stopped)


def test_vote_is_stored_for_the_evidence_once(actions: Actions, library: FakeLibrary) -> None:
    session = actions.vote(asked(actions, "revenue in 2024"), 1, "up")
    session = actions.vote(session, 1, "up")
    assert library.feedback[0] == ("revenue in 2024", "Revenue in 2024 rose to 42.7 million euros.", True)
    assert len(library.feedback) == len(session.turns[0].evidence)
    assert 'data-vote="up" aria-pressed="true"' in actions.talk(session)


def test_delete_removes_document_conversation_and_picture(actions: Actions, library: FakeLibrary) -> None:
    session = asked(actions, "revenue in 2024")
    evidence = session.turns[0].evidence[0]
    token = actions.images.token(evidence.hit, evidence.boxes)
    assert actions.images.jpeg(token, "page").startswith(b"\xff\xd8")
    session, name = actions.delete(session, evidence.hit.document.id)
    assert (name, session.turns, library.documents()) == ("report.txt", (), [])
    with pytest.raises(NotFoundError):
        actions.images.jpeg(token, "page")


def test_new_collection_is_chosen_and_empty(actions: Actions) -> None:
    session = actions.create(asked(actions, "revenue in 2024"), "  my   letters ")
    assert (session.collection, session.turns) == ("my letters", ())
    assert "my letters" in actions.collections()
    with pytest.raises(InputError):
        actions.create(session, "  ")


def test_ingest_reports_every_file(actions: Actions, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("fresh", encoding="utf-8")
    (tmp_path / "same.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "bad.bin").write_bytes(b"\xff\xfe\x81")
    *_, last = actions.ingest(Session(), [tmp_path / name for name in ("new.txt", "same.txt", "bad.bin")])
    assert "1 of 3 added" in last
    assert last.index("bad.bin is of a kind that is not read.") < last.index("Added")
    assert "Already here" in last


def test_names_and_texts_of_documents_are_escaped(actions: Actions, library: FakeLibrary) -> None:
    library.add(HOSTILE, "revenue <script>alert(2)</script> in 2024", warnings=("<b>bad</b>",))
    session = asked(actions, "revenue in 2024")
    pages = [actions.documents(session), actions.talk(session), *(actions.evidence(session, 1, n) for n in range(3))]
    for html in pages:
        assert not any(tag in html for tag in ("<img src=x", "<script", "<b>bad"))


def test_export_has_questions_answers_and_sources(actions: Actions) -> None:
    text = actions.export(asked(actions, "revenue in 2024"))
    assert "## revenue in 2024" in text
    assert "- [1] report.txt, p. 1: “Revenue in 2024 rose to 42.7 million euros.”" in text
    with pytest.raises(InputError, match="nothing to save"):
        actions.export(Session())


def test_welcome_offers_samples_only_to_an_empty_collection(actions: Actions, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "sample.txt").write_text("x", encoding="utf-8")
    empty = replace(Session(), collection="empty")
    assert 'data-act="samples"' in actions.talk(empty)
    assert 'data-act="samples"' not in actions.talk(Session())


def test_welcome_offers_questions_about_samples_in_the_pages_language(
    actions: Actions, library: FakeLibrary, tmp_path: Path
) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "report.txt").write_text("x", encoding="utf-8")
    (tmp_path / "questions.txt").write_text("# comment\nHow high?\n有多高？\n", encoding="utf-8")
    english, chinese = actions.talk(Session("en")), actions.talk(Session("zh"))
    assert english.index("How high?") < english.index("有多高？")
    assert chinese.index("有多高？") < chinese.index("How high?")
    assert "comment" not in english

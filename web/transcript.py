"""A conversation as HTML: questions, answers with chips, refusals, ranked finds.

Knows: how an exchange looks. Does not know: where its answer came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversations import Evidence, Exchange, Problem
from rag.types import Answer
from web.links import Address, chip, label, opener, place
from web.markup import esc, icon, icon_button, markdown, notes, short, word_button
from web.texts import Language, count, in_language, say, sentence_in
from web.why import shares

_THUMB_SHAPE = 0.7
"""Height over width of a source's small picture."""
_FOLDED = 600
"""A question with more letters is folded."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of an exchange beside itself."""

    is_open: bool = False
    """Whether it waits or is being answered."""
    position: int = 0
    """How many questions are begun before it, itself included; 0 when it has begun."""
    said: frozenset[str] = frozenset()
    """Notes that earlier answers of the conversation have shown."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Draws exchanges in one language."""

    language: Language
    address: Address

    def turn(self, turn: Exchange, shown: Shown = Shown()) -> str:
        """A question and what came of it."""
        state = "busy" if shown.is_open else "done"
        reply = self._reply(turn, shown)
        return (
            f'<article class="turn {state}" data-number="{turn.number}" aria-busy="{str(shown.is_open).lower()}">'
            f'{self._question(turn, shown)}<div class="reply">{reply}</div></article>'
        )

    def _question(self, turn: Exchange, shown: Shown) -> str:
        picture = ""
        if turn.picture:
            picture = f'<img src="{esc(turn.picture)}" alt="{self._say("picture_of_question")}">'
        words = esc(turn.query.text)
        text = f"<p>{words}</p>" if words.strip() else ""
        if len(words) > _FOLDED:
            start = esc(short(turn.query.text, 200))
            text = f"<details><summary>{start}</summary><p>{words}</p></details>"
        tools = ""
        if not shown.is_open:
            tools = icon_button("edit", "pen", say(self.language, "edit"), "bare", {"text": turn.query.text})
            tools += icon_button("again", "retry", say(self.language, "again"), "bare", {"turn": str(turn.number)})
        return f'<div class="asked"><div class="question">{picture}{text}</div><div class="redo">{tools}</div></div>'

    def _reply(self, turn: Exchange, shown: Shown) -> str:
        if turn.withdrawn:
            return f'<div class="refusal withdrawn"><strong>{self._say("withdrawn")}</strong></div>'
        if turn.problem is not None:
            return self.problem(turn.problem) + (self._found(turn) if turn.hits else "")
        if turn.hits is not None:
            return self._found(turn)
        if turn.answer is None:
            return self._unanswered(turn, shown)
        if turn.answer.status == "refused":
            return self._refused(turn, turn.answer, shown)
        if turn.answer.status in ("unwritten", "places", "asks"):
            return self._other(turn, turn.answer, shown)
        return self._answered(turn, turn.answer, shown)

    def _unanswered(self, turn: Exchange, shown: Shown) -> str:
        if turn.stopped or not shown.is_open:
            sentence = self._say("stopped" if turn.stopped else "interrupted")
            again = word_button("again", say(self.language, "again"), "link", {"turn": str(turn.number)}, "retry")
            return f'<p class="quiet">{sentence} {again}</p>'
        words = self._say("thinking")
        if shown.position > 1:
            words = esc(say(self.language, "position", n=shown.position))
        return f'<p class="quiet waiting">{words}<i></i><i></i><i></i> {self._stop(turn)}</p>'

    def _stop(self, turn: Exchange) -> str:
        return word_button("stop", say(self.language, "stop"), "link", {"turn": str(turn.number)}, "stop")

    def problem(self, problem: Problem) -> str:
        """An error as a sentence and a hint."""
        hint = f"<span>{esc(sentence_in(self.language, problem.hint))}</span>" if problem.hint else ""
        message = esc(sentence_in(self.language, problem.message))
        return f'<div class="problem" role="alert"><strong>{message}</strong>{hint}</div>'

    def _answered(self, turn: Exchange, answer: Answer, shown: Shown) -> str:
        body = self._searched(answer) + self._value(answer) + self._body(turn, answer)
        if shown.is_open:
            return f'{body}<p class="quiet">{self._stop(turn)}</p>'
        stopped = f'<p class="quiet">{self._say("stopped")}</p>' if turn.stopped else ""
        ground = self._ground(answer)
        return f"{body}{stopped}{ground}{self._sources(turn, 'sources')}{self._tools(turn)}{self._notes(answer, shown)}"

    def _body(self, turn: Exchange, answer: Answer) -> str:
        chips = {e.marker: chip(self.language, turn, i) for i, e in enumerate(turn.evidence) if e.marker}
        return f'<div class="prose-answer" dir="auto">{markdown(answer.text, chips)}</div>'

    def _searched(self, answer: Answer) -> str:
        if not answer.searched:
            return ""
        return (
            f'<p class="searched">{icon("search")}{esc(say(self.language, "searched", question=answer.searched))}</p>'
        )

    def _value(self, answer: Answer) -> str:
        """The short answer on its own line, where the text does not begin with it anyway."""
        if not answer.value or answer.plain.startswith(answer.value) or len(answer.plain) < 160:
            return ""
        unit = f" <small>{esc(answer.unit)}</small>" if answer.unit and answer.unit not in answer.value else ""
        return f'<p class="value" dir="auto"><b>{esc(answer.value)}</b>{unit}</p>'

    def _ground(self, answer: Answer) -> str:
        if answer.ground not in ("partly", "ungrounded"):
            return ""
        return f'<p class="ground">{self._say(f"ground_{answer.ground}")}</p>'

    def _refused(self, turn: Exchange, answer: Answer, shown: Shown) -> str:
        said = f"<strong>{self._say('refused')}</strong>{self._refusal_text(answer)}{self._filtered(turn)}"
        nearest = self._sources(turn, "nearest") if answer.nearest else ""
        return (
            f'{self._searched(answer)}<div class="refusal">{said}</div>{nearest}{self._tools(turn)}'
            f"{self._notes(answer, shown)}"
        )

    def _refusal_text(self, answer: Answer) -> str:
        # The heading says it already, in the language of the page.
        return "" if answer.text in _PLAIN_REFUSALS else f'<p dir="auto">{esc(answer.text)}</p>'

    def _filtered(self, turn: Exchange) -> str:
        """Whether filters may be why nothing was found."""
        filters = turn.query.filters
        active = [
            self._say(key)
            for key, values in (
                ("filter_documents", filters.documents),
                ("filter_kinds", filters.modalities),
                ("filter_types", filters.media_types),
                ("filter_pages", filters.pages),
            )
            if values
        ]
        if not active:
            return ""
        return f"<p>{esc(say(self.language, 'refused_filtered', filters=' · '.join(active)))}</p>"

    def _other(self, turn: Exchange, answer: Answer, shown: Shown) -> str:
        """The closest places without an answer, a question back, or evidence that no model could write about."""
        heading = f"<strong>{self._say(answer.status)}</strong>"
        if answer.status == "unwritten":
            why = " ".join(sentence_in(self.language, part) for part in (answer.reason, answer.hint) if part)
            heading += f"<p>{esc(why)}</p>" if why else ""
        elif answer.text and answer.text not in _PLAIN_REFUSALS:
            heading += self._body(turn, answer)
        choices = "".join(
            word_button("choose", choice, "choice", {"text": choice}, "search") for choice in answer.choices
        )
        chosen = f'<div class="examples choices">{choices}</div>' if choices else ""
        again = ""
        if answer.status == "unwritten":
            again = word_button("again", say(self.language, "again"), "link", {"turn": str(turn.number)}, "retry")
        kind = "problem" if answer.status == "unwritten" else "refusal"
        return (
            f'{self._searched(answer)}<div class="{kind} {answer.status}">{heading}{again}</div>{chosen}'
            f"{self._sources(turn, 'nearest' if answer.status != 'unwritten' else 'sources')}"
            f"{self._tools(turn)}{self._notes(answer, shown)}"
        )

    def _sources(self, turn: Exchange, heading: str) -> str:
        if not turn.evidence:
            return ""
        cards = "".join(self._source(turn, i, e) for i, e in enumerate(turn.evidence))
        return f'<section class="sources"><h3>{self._say(heading)}</h3><div class="strip">{cards}</div></section>'

    def _source(self, turn: Exchange, index: int, evidence: Evidence) -> str:
        number = f'<span class="number">{evidence.marker}</span>' if evidence.marker else ""
        name = esc(evidence.hit.document.source.name)
        return (
            f'<button type="button" class="source" {opener(turn, index)} aria-label="{label(self.language, evidence)}">'
            f'<span class="thumb">{self._thumb(evidence)}</span>'
            f'<span class="where">{number}<b title="{name}">{name}</b>'
            f"<em>{esc(place(self.language, evidence.hit))}</em></span></button>"
        )

    def _found(self, turn: Exchange) -> str:
        evidence = turn.evidence
        if not evidence:
            hint = "found_none_picture" if turn.picture and not turn.query.text else "found_none_hint"
            said = f"<strong>{self._say('found_none')}</strong><p>{self._say(hint)}</p>{self._filtered(turn)}"
            return f'<div class="refusal">{said}</div>'
        cards = "".join(self._find(turn, i, e) for i, e in enumerate(evidence))
        heading = esc(count(self.language, "found", len(evidence)))
        return f'<section class="finds"><h3>{heading}</h3><div class="grid">{cards}</div></section>{self._tools(turn)}'

    def _find(self, turn: Exchange, index: int, evidence: Evidence) -> str:
        hit = evidence.hit
        name = esc(hit.document.source.name)
        return (
            f'<button type="button" class="find" {opener(turn, index)} aria-label="{label(self.language, evidence)}">'
            f'<span class="thumb">{self._thumb(evidence)}<span class="number">{hit.rank}</span></span>'
            f'<span class="where"><b title="{name}">{name}</b>'
            f"<em>{esc(place(self.language, hit))}</em></span>"
            f'<span class="snippet" dir="auto">{esc(short(hit.chunk.text, 150))}</span>'
            f"{shares(self.language, hit)}</button>"
        )

    def _thumb(self, evidence: Evidence) -> str:
        at = f"--at:{_middle(evidence):.0%}"
        return f'<img loading="lazy" decoding="async" src="{self.address(evidence, "thumb")}" alt="" style="{at}">'

    def _tools(self, turn: Exchange) -> str:
        copy = ""
        if turn.answer is not None:
            copy = (
                f'<button type="button" data-act="copy" data-done="{self._say("copied")}">'
                f"{icon('copy')}<span>{self._say('copy')}</span></button>"
            )
        votes = "".join(self._vote(turn, vote) for vote in ("up", "down")) if turn.evidence else ""
        return f'<div class="tools">{copy}{votes}</div>' if copy or votes else ""

    def _notes(self, answer: Answer, shown: Shown) -> str:
        return notes(in_language(self.language, (note for note in answer.notes if note not in shown.said)))

    def _vote(self, turn: Exchange, vote: str) -> str:
        title = self._say("helpful" if vote == "up" else "unhelpful")
        pressed = "true" if turn.vote == vote else "false"
        return (
            f'<button type="button" data-act="vote" data-turn="{turn.number}" data-vote="{vote}" '
            f'aria-pressed="{pressed}" title="{title}" aria-label="{title}">{icon(vote)}</button>'
        )

    def _say(self, key: str) -> str:
        return esc(say(self.language, key))


_PLAIN_REFUSALS = frozenset({"Your documents do not answer this question.", "您的文档中没有这个问题的答案。"})


def notes_of(turns: Sequence[Exchange]) -> frozenset[str]:
    """Every note that some answers have shown."""
    return frozenset(note for turn in turns if turn.answer is not None for note in turn.answer.notes)


def _middle(evidence: Evidence) -> float:
    """Which part of a page its small picture shows: 0 the top, 1 the bottom."""
    page = evidence.hit.page
    if not evidence.boxes or not page.height_pt or not page.width_pt:
        return 0.0
    shown = _THUMB_SHAPE * page.width_pt
    room = page.height_pt - shown
    return max(0.0, min(1.0, (evidence.boxes[0].center[1] - shown / 2) / room)) if room > 0 else 0.0

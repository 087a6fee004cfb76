"""The conversation as HTML: questions, answers with chips, refusals, ranked finds.

Knows: how a turn looks. Does not know: where its answer came from.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Answer
from web.links import Address, chip, label, opener, place
from web.markup import esc, icon, markdown, notes, short
from web.session import Evidence, Problem, Session, Turn
from web.texts import Language, count, in_language, say
from web.why import shares

_THUMB_SHAPE = 0.7
"""Height over width of a source's small picture."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Draws turns in one language."""

    language: Language
    address: Address

    def draw(self, session: Session) -> str:
        """All turns of a session; empty when there is none."""
        turns = "".join(self.turn(turn) for turn in session.turns)
        return f'<div class="turns" role="log" aria-live="polite">{turns}</div>' if turns else ""

    def turn(self, turn: Turn) -> str:
        """A question and what came of it."""
        state = "done" if turn.done else "busy"
        return (
            f'<article class="turn {state}" data-number="{turn.number}">'
            f'{self._question(turn)}<div class="reply">{self._reply(turn)}</div></article>'
        )

    def _question(self, turn: Turn) -> str:
        picture = ""
        if turn.picture:
            picture = f'<img src="{esc(turn.picture)}" alt="{self._say("picture_of_question")}">'
        text = f"<p>{esc(turn.query.text)}</p>" if turn.query.text.strip() else ""
        return f'<div class="question">{picture}{text}</div>'

    def _reply(self, turn: Turn) -> str:
        if turn.problem is not None:
            return self.problem(turn.problem) + (self._found(turn) if turn.hits else "")
        if turn.hits is not None:
            return self._found(turn)
        if turn.answer is None:
            done = f'<p class="quiet">{self._say("stopped")}</p>'
            return (
                done if turn.stopped else f'<p class="quiet waiting">{self._say("thinking")}<i></i><i></i><i></i></p>'
            )
        if turn.answer.status == "refused":
            return self._refused(turn, turn.answer)
        return self._answered(turn, turn.answer)

    def problem(self, problem: Problem) -> str:
        """An error as a sentence and a hint."""
        hint = f"<span>{esc(problem.hint)}</span>" if problem.hint else ""
        return f'<div class="problem" role="alert"><strong>{esc(problem.message)}</strong>{hint}</div>'

    def _answered(self, turn: Turn, answer: Answer) -> str:
        evidence = turn.evidence
        chips = {e.marker: chip(self.language, turn, i) for i, e in enumerate(evidence) if e.marker}
        body = f'{self._searched(answer)}<div class="prose-answer" dir="auto">{markdown(answer.text, chips)}</div>'
        if not turn.done:
            return body
        stopped = f'<p class="quiet">{self._say("stopped")}</p>' if turn.stopped else ""
        return f"{body}{stopped}{self._sources(turn, 'sources')}{self._tools(turn)}{self._notes(turn)}"

    def _searched(self, answer: Answer) -> str:
        """What was searched where the question was made to stand alone."""
        said = esc(say(self.language, "searched", question=answer.searched))
        return f'<p class="quiet" dir="auto">{said}</p>' if answer.searched else ""

    def _refused(self, turn: Turn, answer: Answer) -> str:
        said = f'<strong>{self._say("refused")}</strong><p dir="auto">{esc(answer.text)}</p>'
        nearest = self._sources(turn, "nearest") if answer.nearest else ""
        return (
            f'{self._searched(answer)}<div class="refusal">{said}</div>{nearest}{self._tools(turn)}{self._notes(turn)}'
        )

    def _sources(self, turn: Turn, heading: str) -> str:
        if not turn.evidence:
            return ""
        cards = "".join(self._source(turn, i, e) for i, e in enumerate(turn.evidence))
        return f'<section class="sources"><h3>{self._say(heading)}</h3><div class="strip">{cards}</div></section>'

    def _source(self, turn: Turn, index: int, evidence: Evidence) -> str:
        number = f'<span class="number">{evidence.marker}</span>' if evidence.marker else ""
        return (
            f'<button type="button" class="source" {opener(turn, index)} aria-label="{label(self.language, evidence)}">'
            f'<span class="thumb">{self._thumb(evidence)}</span>'
            f'<span class="where">{number}<b>{esc(evidence.hit.document.source.name)}</b>'
            f"<em>{esc(place(self.language, evidence.hit))}</em></span></button>"
        )

    def _found(self, turn: Turn) -> str:
        evidence = turn.evidence
        if not evidence:
            hint = "found_none_picture" if turn.picture and not turn.query.text else "found_none_hint"
            return f'<div class="refusal"><strong>{self._say("found_none")}</strong><p>{self._say(hint)}</p></div>'
        cards = "".join(self._find(turn, i, e) for i, e in enumerate(evidence))
        heading = esc(count(self.language, "found", len(evidence)))
        return f'<section class="finds"><h3>{heading}</h3><div class="grid">{cards}</div></section>{self._tools(turn)}'

    def _find(self, turn: Turn, index: int, evidence: Evidence) -> str:
        hit = evidence.hit
        return (
            f'<button type="button" class="find" {opener(turn, index)} aria-label="{label(self.language, evidence)}">'
            f'<span class="thumb">{self._thumb(evidence)}<span class="number">{hit.rank}</span></span>'
            f'<span class="where"><b>{esc(hit.document.source.name)}</b>'
            f"<em>{esc(place(self.language, hit))}</em></span>"
            f'<span class="snippet" dir="auto">{esc(short(hit.chunk.text, 150))}</span>'
            f"{shares(self.language, hit)}</button>"
        )

    def _thumb(self, evidence: Evidence) -> str:
        at = f"--at:{_middle(evidence):.0%}"
        return f'<img loading="lazy" decoding="async" src="{self.address(evidence, "thumb")}" alt="" style="{at}">'

    def _tools(self, turn: Turn) -> str:
        copy = ""
        if turn.answer is not None:
            copy = (
                f'<button type="button" data-act="copy" data-done="{self._say("copied")}">'
                f"{icon('copy')}<span>{self._say('copy')}</span></button>"
            )
        votes = "".join(self._vote(turn, vote) for vote in ("up", "down")) if turn.evidence else ""
        return f'<div class="tools">{copy}{votes}</div>' if copy or votes else ""

    def _notes(self, turn: Turn) -> str:
        return notes(in_language(self.language, turn.notes))

    def _vote(self, turn: Turn, vote: str) -> str:
        title = self._say("helpful" if vote == "up" else "unhelpful")
        pressed = "true" if turn.vote == vote else "false"
        return (
            f'<button type="button" data-act="vote" data-turn="{turn.number}" data-vote="{vote}" '
            f'aria-pressed="{pressed}" title="{title}" aria-label="{title}">{icon(vote)}</button>'
        )

    def _say(self, key: str) -> str:
        return esc(say(self.language, key))


def _middle(evidence: Evidence) -> float:
    """Which part of a page its small picture shows: 0 the top, 1 the bottom."""
    page = evidence.hit.page
    if not evidence.boxes or not page.height_pt or not page.width_pt:
        return 0.0
    shown = _THUMB_SHAPE * page.width_pt
    room = page.height_pt - shown
    return max(0.0, min(1.0, (evidence.boxes[0].center[1] - shown / 2) / room)) if room > 0 else 0.0

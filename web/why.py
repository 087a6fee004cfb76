"""Why a hit is a hit, drawn: each stream's share of the score."""

from __future__ import annotations

from rag.types import Hit, StreamScore
from web.markup import esc
from web.texts import Language, say, stream_name


def shares(language: Language, hit: Hit) -> str:
    """One thin bar with a piece for each stream that counted; empty when nothing is known."""
    counted = [score for score in hit.streams if score.share > 0]
    if not counted:
        return ""
    pieces = "".join(
        f'<i class="stream-{esc(score.stream)}" style="flex-grow:{score.share:.3f}" '
        f'title="{esc(stream_name(language, score.stream))} {score.share:.0%}"></i>'
        for score in counted
    )
    return f'<span class="shares" aria-hidden="true">{pieces}</span>'


def bars(language: Language, hit: Hit) -> str:
    """A bar for each stream with its share in figures, largest first."""
    if not hit.streams:
        return ""
    rows = "".join(_bar(language, score) for score in sorted(hit.streams, key=lambda score: -score.share))
    title, info = esc(say(language, "why")), esc(say(language, "why_info"))
    return f'<section class="why"><h3 title="{info}">{title}</h3><dl>{rows}</dl></section>'


def _bar(language: Language, score: StreamScore) -> str:
    figures = say(
        language, "raw", raw=f"{score.raw:.3g}", calibrated=f"{score.calibrated:.3g}", weight=f"{score.weight:.2g}"
    )
    width = max(0.0, min(1.0, score.share))
    return (
        f'<div title="{esc(figures)}"><dt>{esc(stream_name(language, score.stream))}</dt>'
        f'<dd><span class="track"><i class="stream-{esc(score.stream)}" style="width:{width:.1%}"></i></span>'
        f"<b>{score.share:.0%}</b></dd></div>"
    )

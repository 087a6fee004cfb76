"""Reads lists: a sentence that enumerates, or the items, short lines or sub-headings under what announces them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.reading.evidence import Source, Statement
from rag.reading.finding import Finding
from rag.reading.lookup import bound, says_more
from rag.reading.passage import is_item, without_bullet
from rag.reading.scope import Asked, scope_terms
from rag.reading.sought import Sought
from rag.reading.span import normalise
from rag.terms import terms

_ENUMERATES = re.compile(
    r"(?:[^,;，、；]{2,60}[,;，、；]\s?){2,}|[^,]{2,60}, .{2,60}\b(?:and|or)\b"
    r"|[:：–—-]\s.{2,60}\b(?:and|or)\b|、|[：:].{2,40}[；;]"
)
_ITEM_WORDS, _LIST_WORDS, _MOST_ITEMS, _LEAST_ITEMS = 14, 62, 12, 2
_LEAST_ALIKE = 3
_OPENS = re.compile(r"^[^.;]{0,25}?(?:[:：–—-]\s|\b(?:are|include|namely|such as|like|i\.e\.|have)\b|有|包括|分别)")
_SEPARATOR = re.compile(r"[,;，、；]|\b(?:and|or)\b|和|及")
_ANNOUNCES = re.compile(r"[:：?？]$")


class ListReader:
    """The items that are asked for."""

    name = "list"

    def read(self, asked: Asked, sought: Sought, sources: Sequence[Source]) -> list[Finding]:
        """Enumerations and lists, the firmest first."""
        if sought != "list":
            return []
        found = []
        for source in sources:
            found += [*_sentences(asked, source), *_announced(asked, source), *_parallel(asked, source)]
        return sorted(found, key=lambda finding: -finding.strength)


def _sentences(asked: Asked, source: Source) -> list[Finding]:
    found = []
    for one in source.statements:
        if one.form not in ("sentence", "item", "pair", "row") or not says_more(asked.question, one.text):
            continue
        strength = source.trust * bound(asked, one) + _merit(asked, one.text)
        long = 0.003 * max(0, len(one.text.split()) - 30)
        found.append(Finding((one,), min(1.0, strength - long), reader="list"))
    return found


def _merit(asked: Asked, text: str) -> float:
    """Most for a sentence that names what is listed and then enumerates, something for any other that enumerates."""
    for match in re.finditer(r"[^\W\d_]+", text):
        if any(asked.said(term, set(terms(match.group(0)))) for term in asked.focus):
            after = text[match.end() : match.end() + 160]
            if _OPENS.match(after) and len(_SEPARATOR.findall(after)) >= 2:
                return 0.2
    return 0.02 if _ENUMERATES.search(text) else -0.08


def _parallel(asked: Asked, source: Source) -> list[Finding]:
    """Lines that begin alike, as the rows of a list without bullets do: "Is the service safe?", "Is the service …"."""
    lines = [one for one in source.statements if one.form in ("row", "sentence", "item")]
    groups: dict[str, list[Statement]] = {}
    for one in lines:
        groups.setdefault(" ".join(one.text.split()[:2]).lower(), []).append(one)
    found = []
    for alike in groups.values():
        texts = tuple(dict.fromkeys(_short(one.text) for one in alike))
        if len(texts) < _LEAST_ALIKE or sum(len(text.split()) for text in texts) > _LIST_WORDS:
            continue
        own = frozenset().union(*(one.scope.own for one in alike))
        scope = replace(alike[0].scope, own=own)
        asks = all("?" in text or "？" in text for text in texts) and "question" in asked.focus
        focused = 1.0 if asks else asked.focused(scope)
        strength = source.trust * focused * (0.75 * asked.binding(scope) + 0.25) + (0.15 if asks else 0.0)
        found.append(Finding((alike[0],), min(1.0, strength), items=texts[1:], reader="list"))
    return found


def _short(text: str) -> str:
    """A line up to its question mark, or its first words."""
    asked, mark, _ = text.partition("?")
    return f"{asked}?" if mark else " ".join(text.split()[:_ITEM_WORDS])


def _announced(asked: Asked, source: Source) -> list[Finding]:
    """Lists of short lines behind a line that says what they are."""
    lines = [normalise(line) for line in source.hit.chunk.text.replace("<br>", "\n").splitlines() if line.strip(" |")]
    found = []
    for i, line in enumerate(lines):
        items = _items(lines[i + 1 :])
        if len(items) < _LEAST_ITEMS or len(line.split()) > 30 or line.startswith("|"):
            continue
        heading = scope_terms(line)
        named = asked.own_share(heading)
        if named == 0:
            continue
        context = scope_terms(source.hit.chunk.context)
        if not source.statements:
            continue
        scope = replace(source.statements[0].scope, own=heading, near=frozenset(), above=context)
        extra = 1 - min(1.0, named + 0.3)
        announces = 0.08 if _ANNOUNCES.search(line) else 0.0
        strength = (
            source.trust
            * asked.focused(scope)
            * min(1.0, 0.5 * asked.binding(scope) + 0.5 * named + announces - 0.1 * extra)
        )
        anchor = _anchor(source, line)
        if anchor is not None:
            found.append(Finding((anchor,), strength, items=tuple(items), reader="list"))
    return found


def _anchor(source: Source, line: str) -> Statement | None:
    """A statement that stands for the announcing line."""
    if not source.statements:
        return None
    first = source.statements[0]
    return Statement(first.source, "sentence", line, replace(first.scope, own=scope_terms(line)), -1)


def _items(lines: Sequence[str]) -> list[str]:
    """The lines of a list as far as they are alike: all with a bullet or number, or all short."""
    if not lines:
        return []
    marked = is_item(lines[0])
    items: list[str] = []
    n_words = 0
    for line in lines[:_MOST_ITEMS]:
        short = len(line.split()) <= _ITEM_WORDS
        if (marked and not is_item(line)) or (
            not marked and (not short or _ANNOUNCES.search(line) or line.endswith("."))
        ):
            break
        item = line if short else " ".join(line.split()[:_ITEM_WORDS])
        n_words += len(item.split())
        if n_words > _LIST_WORDS:
            break
        items.append(without_bullet(item))
    return items

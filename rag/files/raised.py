"""Raised and lowered letters in plain text: 10⁵ and 1,250³ instead of 105 and 1,2503.

Knows: the raised letters of Unicode. Does not know: any format.
"""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-−=()nabcdefghijklmoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_RAISABLE = frozenset(map(chr, _RAISED))
_ORDINAL = frozenset(("st", "nd", "rd", "th", "er", "re", "e", "ème", "eme", "o", "ª", "º", "tm", "®", "™", "©"))


def raised(text: str, before: str) -> str:
    """`text`, which stands raised behind `before`, so that it is not taken for a part of what it stands behind."""
    words = text.strip()
    last = before[-1:]
    is_mark = not words[:1].isalnum() and words[:1] not in "+-−"
    if not last.strip() or is_mark or words.casefold() in _ORDINAL:
        return text
    if len(words) <= 4 and set(words) <= _RAISABLE and (last.isdigit() or not words.isalpha() or len(words) == 1):
        return text.translate(_RAISED)
    if not last.isalnum() and last not in ")]":
        return text  # a note mark behind a full stop reads by itself
    return f"^({words})" if any(not letter.isalnum() for letter in words) else f"^{words}"


def power(base: str, exponent: str) -> str:
    """A power in a formula."""
    exponent = exponent.strip()
    if exponent and len(exponent) <= 3 and set(exponent) <= _RAISABLE:
        return base + exponent.translate(_RAISED)
    return f"{base}^{grouped(exponent)}"


def grouped(text: str) -> str:
    """A part of a formula, in brackets unless it is a single number or name."""
    text = text.strip()
    return text if text.replace(".", "").isalnum() or not text else f"({text})"

"""Signs of the symbol fonts that Office files name by a number: ticks, boxes, arrows, Greek. Knows those fonts only."""

from __future__ import annotations

_WINGDINGS = {
    **{0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0x75: "◆", 0x76: "❖", 0x77: "◆"},
    **{0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓"},
    **{0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFB: "☒", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
    **{0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x4A: "☺", 0x4C: "☹"},
}
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x2A: "☐"}
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗"}
_SYMBOL_LETTERS = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SYMBOL = {
    **{0x41 + place: letter for place, letter in enumerate(_SYMBOL_LETTERS)},
    **{0x61 + place: letter for place, letter in enumerate("αβχδεφγηιϕκλμνοπθρστυϖωξψζ")},
    **{0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×"},
    **{0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xCE: "∈", 0xD1: "∇"},
    **{0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xDB: "⇔", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫", 0x22: "∀", 0x24: "∃", 0x2D: "−"},
    **{0xD2: "®", 0xD3: "©", 0xD4: "™", 0xA0: "€", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0x40: "≅", 0x7E: "∼"},
}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS, "symbol": _SYMBOL}


def symbol(font: str, code: str) -> str:
    """What the character `code` (hexadecimal) of a font looks like; empty for one without a like in Unicode."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    table = _FONTS.get(font.strip().casefold())
    if table is None:
        return chr(number) if 0x20 < number < 0xE000 else ""
    return table.get(number & 0xFF, "")


def written_in(font: str, text: str) -> str:
    """A text that is set in a symbol font, as its signs look; letters without a like in Unicode stay."""
    if not is_symbol_font(font):
        return text
    return "".join(_sign(font, letter) for letter in text)


def _sign(font: str, letter: str) -> str:
    """Such fonts have their signs at the letters of one byte, or at 0xF000 and on."""
    code = ord(letter)
    return (symbol(font, f"{code:x}") or letter) if code < 0x100 or 0xF000 <= code <= 0xF0FF else letter


def is_symbol_font(font: str) -> bool:
    return font.strip().casefold() in _FONTS

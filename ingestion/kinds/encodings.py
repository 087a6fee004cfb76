"""Text of any common encoding as str.

Knows: byte order marks, UTF-8, UTF-16, and which letters are common where another encoding is usual. Guessing by
frequency of common letters needs fewer of them than statistics of whole languages: names of ten letters are enough.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from ingestion.kinds.letters import SINGLE_BYTE, likeness
from ingestion.options import LoadOptions
from rag.errors import BrokenFileError, EmptyFileError, TooLargeError

# Those of UTF-32 before those of UTF-16, which they begin with.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64 << 10
_MAX_BYTES_PER_CHAR = 4
_LEAST_ORDINARY = 0.7
_CONTROLS = dict.fromkeys([*range(9), 11, *range(14, 32), 127, 0xFEFF])
_PUNCTUATION = frozenset("、。，：；？！“”‘’（）《》「」『』〈〉【】·—…％\u3000")
_EATEN = re.compile(r"[A-Za-z][^\x00-\x7f](?![^\x00-\x7f])")
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[@-Z\\-_=>])|.\x08")
"""What colours the lines of a log, and letters that are struck over."""


def read_text(path: Path, options: LoadOptions) -> str:
    """The whole text, with "\\n" for every line end and without control characters.

    Raises EmptyFileError, TooLargeError, or BrokenFileError for bytes that are no text.
    """
    text, is_whole = read_beginning(path, options)
    if not is_whole:
        raise _too_large(path, options)
    return text


def read_beginning(path: Path, options: LoadOptions) -> tuple[str, bool]:
    """As `read_text`; of a text that is too long its first lines, and whether that is all of it."""
    most = options.max_text_chars * _MAX_BYTES_PER_CHAR
    with path.open("rb") as file:
        text = decode(file.read(most), path.name)
    if not text.strip():
        raise EmptyFileError(f"{path.name} holds no text.", "There is nothing to find in it.")
    if len(text) <= options.max_text_chars and path.stat().st_size <= most:
        return text, True
    return text[: text.rfind("\n", 0, options.max_text_chars) + 1], False


def decode(encoded: bytes, name: str) -> str:
    """The text of `encoded`; single bytes that do not fit become U+FFFD. Raises BrokenFileError for no text."""
    encoding = likely_encoding(encoded)
    text = encoded.decode(encoding, errors="replace")
    if encoding == "cp1258":  # it writes tones apart from their letters
        text = unicodedata.normalize("NFC", text)
    text = _ANSI.sub("", text) if "\x1b" in text or "\x08" in text else text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    clean = text.translate(_CONTROLS)
    if len(text) - len(clean) > max(8, len(text) // 20):
        raise BrokenFileError(f"{name} is no text.", "Its name says text, its bytes say otherwise.")
    return clean


def likely_encoding(encoded: bytes) -> str:
    """The encoding that its first kilobytes are most like; of bytes that are no text, any."""
    for mark, encoding in MARKS:
        if encoded.startswith(mark):
            return encoding
    sample = encoded[:_SAMPLE]
    if 0 in sample:
        shares = {name: _ordinary(sample.decode(name, errors="replace")) for name in ("utf-16-le", "utf-16-be")}
        likely = max(shares, key=shares.__getitem__)
        # Bytes taken at random, two a letter, reach a quarter; one stray zero makes no text UTF-16.
        if shares[likely] > _LEAST_ORDINARY:
            return likely
    # The escape with which ISO-2022-JP turns to Japanese; all of its bytes are ASCII.
    if b"\x1b$B" in sample or b"\x1b$@" in sample:
        return "iso2022_jp"
    if _strictly(sample, "utf-8") is not None:
        return "utf-8"
    scores = {name: _score(sample, name, common) for name, common in _COMMON}
    scores |= {name: _single(sample, name) for name in SINGLE_BYTE}
    scores["latin_1"] = -0.9
    return max(scores, key=scores.__getitem__)


def _strictly(sample: bytes, encoding: str) -> str | None:
    """The text of the sample, or None where it cannot be in this encoding; a cut sample may end within a letter."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample, final=len(sample) < _SAMPLE)
    except UnicodeDecodeError:
        return None


def _score(sample: bytes, encoding: str, common: Callable[[str], float]) -> float:
    text = _strictly(sample, encoding)
    if text is None:
        return -1.0
    letters = [letter for letter in text if letter > "\x7f"] or ["?"]
    # A lone sign behind a Latin letter has eaten the letter that followed an accent.
    return common("".join(letters)) - len(_EATEN.findall(text)) / len(letters)


def _single(sample: bytes, encoding: str) -> float:
    text = _strictly(sample, encoding)
    return -1.0 if text is None else likeness(text, encoding)


def _share(letters: str, is_common: Callable[[str], bool]) -> float:
    return sum(map(is_common, letters)) / max(1, len(letters))


def _lead(letter: str, encoding: str) -> int:
    """The first byte of the letter: the common letters of the CJK standards stand in front of the rare ones."""
    return letter.encode(encoding, errors="replace")[0]


def _chinese(letters: str) -> float:
    return _share(letters, lambda c: c in _PUNCTUATION or 0xB0 <= _lead(c, "gb2312") <= 0xD7)


def _ordinary(text: str) -> float:
    """Share of letters that Western, Greek, Russian or East Asian text is made of."""

    def is_common(c: str) -> bool:
        return c < "\u0250" or c in _PUNCTUATION or "\uac00" <= c <= "\ud7a3" or 0xA4 <= _lead(c, "gb2312") <= 0xD7

    return _share(text, is_common)


def _traditional(letters: str) -> float:
    return _share(letters, lambda c: c in _PUNCTUATION or 0xA4 <= _lead(c, "big5") <= 0xC6)


def _japanese(letters: str) -> float:
    kana = _share(letters, lambda c: "\u3041" <= c <= "\u30fe")
    if kana < 0.15:
        return 0.0
    return 0.3 + kana + _share(letters, lambda c: c in _PUNCTUATION or 0xB0 <= _lead(c, "euc_jp") <= 0xCF)


def _korean(letters: str) -> float:
    return _share(letters, lambda c: c in _PUNCTUATION or "\uac00" <= c <= "\ud7a3") + 0.01


_COMMON: tuple[tuple[str, Callable[[str], float]], ...] = (
    ("euc_kr", _korean),
    ("euc_jp", _japanese),
    ("shift_jis", _japanese),
    ("gb18030", _chinese),
    ("big5", _traditional),
    ("utf-16-le", lambda letters: max(_chinese(letters), _japanese(letters))),
    ("utf-16-be", lambda letters: max(_chinese(letters), _japanese(letters))),
)
"""Of equal scores the first wins, these before those of a byte a letter; Latin-1 takes what nothing else can be."""


def _too_large(path: Path, options: LoadOptions) -> TooLargeError:
    return TooLargeError(
        f"{path.name} has more than {options.max_text_chars:,} characters.", "Split it and add the parts."
    )

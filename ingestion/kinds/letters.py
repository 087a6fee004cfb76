"""Which letters beyond ASCII the languages of the old single-byte encodings write, and how often.

Knows: letters and their usual shares. Does not know: bytes. Shares are rough: they only have to tell languages apart.
"""

from __future__ import annotations

import math
import unicodedata
from functools import cache

_PUNCTUATION = frozenset("“”„‘’‚–—…€£§°«»·©®™±²³½¼¾¿¡×÷•º‹›\xa0¶†‡№،؛؟")
_JOINS = frozenset("’'·-\xad‑")
"""What may stand inside a word."""
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_GREEK = "αοιετνσρκυπμλςηάωίδόγέήθύχφβώξζψϊϋΐΰ"
_HEBREW = "יוהלאתרבםשמנדקחעגפטסןכזךצףץ"
_ARABIC = "اليمنتوربةدعسفكقهحجشصأىخطذزضءغثإئظآؤپچژگکی"
_THAI = "านรกเอ่ง้มยลวด์ทีตสัะปิบใคหแจพไชืขุูโผศึธณซถภ็ฟฐฉญฝษๆฮฎๅฏฌฤฆฺ"

_LANGUAGES: dict[str, str] = {
    "cp1252": """
fr é60 è10 à15 ê7 ç4 ô3 î2 û2 ù2 â2 ï1 ë1 œ1
de ü30 ä28 ö18 ß12
es ó27 í22 á20 é15 ñ10 ú6 ü1
pt ã22 ç14 é14 á14 í9 ó8 ê7 õ5 ú4 à3 â3 ô1
it à30 è28 ù10 ò15 é8 ì6
sv ä36 å28 ö26 é2
da å30 ø32 æ30 é2
is ð22 á13 í12 é5 ó8 ú5 þ10 æ6 ö7 ý2
nl ë40 é35 ï12 ö5 è3
fi ä85 ö12 å1
""",
    "cp1250": """
pl ł22 ę14 ą13 ó11 ż11 ś9 ć6 ń3 ź1
cs í20 á14 é8 ě10 š6 č7 ř8 ž8 ý7 ů4 ú2 ň1 ť1 ď1 ó1
sk á16 í10 č9 é8 ý9 ž8 š8 ľ4 ú9 ť5 ô2 ň2 ä1 ď2 ó1 ĺ1 ŕ1
hu á30 é30 ö9 ó9 ő8 í6 ü5 ú3 ű2
ro ă26 î14 ş16 ţ14 â9 ș5 ț5
hr č26 š24 ž18 ć18 đ8
""",
    "cp1254": "tr ı32 ğ9 ş13 ü13 ö6 ç8 İ3 â1 î1\n",
    "cp1257": """
lt ė18 ų14 š14 ž9 į8 ū7 ą7 č5 ę3
lv ā36 ī16 ē16 š9 ņ5 ū5 ģ2 ļ3 ķ2 č2 ž2
et ä35 õ30 ü22 ö8 š1 ž1
""",
    "cp1258": "vi đ20 ư16 ô13 ê12 â9 ơ8 ă7 á6 à6 é1 è1 ó2 ò2 ú2 ù2 í2\n",
}
_SCRIPTS: dict[str, str] = {
    **{"cp1251": _CYRILLIC + "іїєґўђјљњћџѓќѕ", "cp1253": _GREEK, "cp1255": _HEBREW, "cp1256": _ARABIC, "cp874": _THAI},
}
_SAME_LANGUAGES = {
    **dict.fromkeys(("mac_roman", "cp850"), "cp1252"),
    **dict.fromkeys(("iso8859_2", "mac_latin2", "cp852"), "cp1250"),
    **dict.fromkeys(("koi8_r", "koi8_u", "mac_cyrillic", "cp866", "iso8859_5"), "cp1251"),
    **{"iso8859_9": "cp1254", "iso8859_7": "cp1253", "mac_greek": "cp1253", "iso8859_6": "cp1256"},
}
SINGLE_BYTE = (
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("iso8859_2", "iso8859_7", "mac_roman", "mac_latin2", "mac_cyrillic", "koi8_u", "cp866", "cp850", "cp852"),
)
"""The encodings that are told apart here; of equal scores the first wins."""
_FOREIGN = math.log(2e-4)
_VIETNAMESE_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_THAI_ABOVE = frozenset("ัิีึืฺุู็่้๊๋์ํ")


def likeness(text: str, encoding: str) -> float:
    """How much the letters beyond ASCII are those of a language that is written in `encoding`: 1 at best."""
    letters = [place for place, letter in enumerate(text) if letter > "\x7f"]
    if not letters:
        return 0.0
    odd = sum(_is_odd(text, place) for place in letters)
    return max(_fit(text, letters, shares) for shares in _shares(encoding)) - odd / len(letters)


def _fit(text: str, places: list[int], shares: dict[str, float]) -> float:
    """The share of the letters that the language has, and a little for how usual they are in it."""
    known, usual = 0, 0.0
    for place in places:
        letter = text[place].lower() if text[place] not in shares else text[place]
        neutral = letter in _PUNCTUATION or letter in _VIETNAMESE_TONES
        known += letter in shares or neutral
        usual += math.log(0.05) if neutral else shares.get(letter, _FOREIGN)
    return known / len(places) + 0.01 * usual / len(places)


def _is_odd(text: str, place: int) -> bool:
    """A sign or a capital inside a word, an accent beside an accent of another kind, a mark without its letter."""
    letter, before = text[place], text[place - 1 : place] if place else ""
    after = text[place + 1 : place + 2]
    if letter in _VIETNAMESE_TONES:
        return not before.isalpha()
    if letter in _THAI_ABOVE:
        return not ("ก" <= before <= "๎")
    if not letter.isalpha():
        inside = before.isalpha() and after.isalpha() and letter not in _JOINS
        return inside or unicodedata.category(letter) in ("Cc", "Cn", "Co")
    if letter.isupper() and before.islower():
        return True
    return _is_latin(letter) != _is_latin(before) if before.isalpha() else False


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter <= "\u1eff"


@cache
def _shares(encoding: str) -> tuple[dict[str, float], ...]:
    """For each language of the encoding, the logarithms of its letters' shares."""
    family = _SAME_LANGUAGES.get(encoding, encoding)
    if family in _SCRIPTS:
        letters = _SCRIPTS[family]
        # By Zipf: the letters stand in the order of how often they are written.
        weights = {letter: 1 / (place + 3) for place, letter in enumerate(letters)}
        return (_logarithms(weights),)
    return tuple(
        _logarithms({entry[0]: float(entry[1:]) for entry in line.split()[1:]})
        for line in _LANGUAGES[family].strip().splitlines()
    )


def _logarithms(weights: dict[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {letter: math.log(weight / total) for letter, weight in weights.items()}

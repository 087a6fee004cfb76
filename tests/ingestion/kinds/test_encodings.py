"""Text in the encodings that people still have."""

from __future__ import annotations

import pytest

from ingestion.kinds.encodings import decode
from rag.errors import BrokenFileError

CHINESE = "港口观测站成立于一九八七年，记录潮汐、风速和鸟类迁徙。"
TAIWANESE = "港口觀測站成立於一九八七年，記錄潮汐、風速和鳥類遷徙。"
JAPANESE = "港の観測所は潮の満ち引きと渡り鳥を記録しています。カモメが多いです。"
KOREAN = "항구 관측소는 조수와 바람을 기록합니다"
FRENCH = "L'été à la forêt, où l'on découvre les œuvres : 25 € déjà payés."
RUSSIAN = "Наблюдательный пункт в гавани записывает приливы"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((CHINESE, "utf-8"), (CHINESE, "gb18030"), (CHINESE[:6], "gb18030"), (CHINESE, "utf-16-le")),
        *((CHINESE, "utf-16-be"), (CHINESE, "utf-16"), (TAIWANESE, "big5"), (TAIWANESE[:8], "big5")),
        *((KOREAN, "utf-16-le"), (RUSSIAN, "utf-16-be"), (JAPANESE, "utf-16-le")),
        *((JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (JAPANESE, "iso2022_jp"), (KOREAN, "euc_kr")),
        *((FRENCH, "cp1252"), ("Größe über Straße", "latin_1"), ("Café", "latin_1"), ("Zażółć gęślą jaźń", "cp1250")),
        *((RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), ("plain ascii", "ascii"), ("wide ascii", "utf-16-be")),
        *((FRENCH, "utf-8-sig"), ("编号,名称\n1,潮汐\n", "gb18030")),
    ],
)
def test_decode_finds_the_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "file") == text


def test_decode_makes_line_ends_one_kind() -> None:
    assert decode(b"a\r\nb\rc\n", "file") == "a\nb\nc\n"


def test_decode_survives_a_broken_byte_in_a_long_text() -> None:
    text = decode(("Größe " * 20_000).encode() + b"\xff end", "file")
    assert text.startswith("Größe Größe")
    assert text.endswith(" end")


def test_decode_takes_a_stray_zero_for_what_it_is() -> None:
    assert decode(b"The observatory at the harbour\0 records the tides.", "file").startswith("The observatory")


def test_decode_refuses_bytes_that_are_no_text() -> None:
    with pytest.raises(BrokenFileError):
        decode(bytes(range(1, 32)) * 40, "file")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Latarnia morska została zbudowana w 1887 roku. Strażnik mieszka obok.", "cp1250"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "mac_latin2"),
        ("Latarnia morska została zbudowana. Strażnik mieszka obok.", "cp852"),
        ("Ο φάρος χτίστηκε το 1887", "cp1253"),
        ("Deniz feneri 1887 yılında yapıldı; bekçi yanında yaşıyor.", "cp1254"),
        ("המגדלור נבנה בשנת 1887", "cp1255"),
        ("بنيت المنارة في عام 1887 ويعيش الحارس بجانبها", "cp1256"),
        ("Švyturys pastatytas 1887 metais, sargas gyvena šalia, žuvų ėmė daugėti", "cp1257"),
        ("ประภาคารสร้างขึ้นในปี 1887", "cp874"),
        ("Le phare a été construit à l’été, ça coûte", "mac_roman"),
        ("Маяк был построен в 1887 году.", "mac_cyrillic"),
        ("Маяк был построен в 1887 году.", "cp866"),
    ],
)
def test_decode_tells_single_byte_encodings_by_their_languages(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "file") == text


def test_decode_puts_vietnamese_tones_on_their_letters() -> None:
    assert decode(b"h\xe0i \xf0\xe3ng n\xe3m, ng\xf2\xf4i".replace(b"\xf2\xf4i", b"\xf4\xf2i"), "file").startswith(
        "hài đăng năm"
    )


def test_decode_drops_the_colours_of_a_log() -> None:
    assert decode(b"\x1b[31mERROR\x1b[0m pump \x1b[1mP-77\x1b[0m\n" * 9, "log") == "ERROR pump P-77\n" * 9

"""What the vision encoder can say of a picture is searched with it, and never looks like the document's own words."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from ingestion.chunking import ChunkedPage
from ingestion.encoding import Encoded, Encoding
from rag.encoders.fake import HashEncoder
from rag.serving.models import Encoders
from rag.types import Chunk, Locator, Page, Pixels
from tests.corpus import IMAGE, picture


class NamingEncoder(HashEncoder):
    """Says the same of every picture that is not black."""

    def names(self, pictures: Sequence[Pixels]) -> list[tuple[str, ...]]:
        return [("dog", "animal") if pixels.any() else () for pixels in pictures]


def encoded(vision: HashEncoder) -> list[Chunk]:
    encoders = Encoders(HashEncoder(8), vision, None)
    library = SimpleNamespace(
        vision_encoder=vision,
        late_encoder=None,
        note_texts=lambda collection, texts: None,
        encoders_of=lambda collection: encoders,
    )
    chunks = tuple(Chunk(str(at), "", kind, Locator("s", 1), context="Figure 1") for at, kind in enumerate(KINDS))
    page = ChunkedPage(Page(1, 10.0, 10.0), chunks, (None, picture(1), picture(1) * 0))
    document, encoding = Encoded(), Encoding(cast(Any, library), "default")
    encoding.add(document, page)
    encoding.flush()
    assert len(document.rows[vision.space]) == 2
    return document.chunks


KINDS = ("text", "image", "image")


def test_words_of_a_picture_stand_behind_its_context() -> None:
    text, seen, unsure = encoded(NamingEncoder(16, IMAGE))
    assert seen.context == "Figure 1\nLooks like: dog, animal" and seen.looks_like == ("dog", "animal")
    assert "dog" in seen.searchable
    assert text.context == unsure.context == "Figure 1" and unsure.looks_like == ()


def test_an_encoder_without_words_adds_none() -> None:
    assert {chunk.context for chunk in encoded(HashEncoder(16, IMAGE))} == {"Figure 1"}

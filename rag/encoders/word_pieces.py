"""Text to the word pieces of a BERT checkpoint. Knows its tokenizer.json; does not know networks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Encoding, Tokenizer

from rag.encoders.known import share_in_pieces
from rag.encoders.tokens import Tokens


class WordPieces:
    """The tokenizer of a checkpoint's folder."""

    def __init__(self, folder: Path, max_tokens: int) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(max_tokens)
        self._tokenizer.no_padding()
        self._unknown = self._tokenizer.token_to_id("[UNK]")

    def split(self, texts: Sequence[str], prefix: str) -> list[Tokens]:
        found = self._tokenizer.encode_batch([prefix + text for text in texts])
        return [
            Tokens(tuple(encoding.ids), tuple(self._words(encoding, " " * len(prefix) + text)))
            for encoding, text in zip(found, texts, strict=True)
        ]

    def reads(self, text: str) -> float:
        return share_in_pieces(text, self._tokenizer.encode(text, add_special_tokens=False), self._unknown)

    def _words(self, encoding: Encoding, text: str) -> list[str]:
        words = []
        for word, special in zip(encoding.word_ids, encoding.special_tokens_mask, strict=True):
            span = None if word is None or special else encoding.word_to_chars(word)
            words.append("" if span is None else text[span[0] : span[1]].strip().lower())
        return words

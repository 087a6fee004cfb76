"""How much of a text a model's tokenizer knows, as a sign of whether the model can read its language.

A tokenizer without a language's words still cuts its text into something: unknown tokens, single letters, or the bytes
of a character. Vectors of these say nothing, but look as sure of themselves as any other.
"""

from __future__ import annotations

import re
from typing import Any

from tokenizers import Encoding

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af]")


def share_known(tokenizer: Any, text: str) -> float:
    """The share of a text's letters that stand in tokens which mean something, 0 to 1; 1 for a text without letters.

    A letter is known when one token that is not the unknown one holds it together with another letter, or is a whole
    word. A Chinese, Japanese or Korean character is known when it has a token of its own or with others.
    """
    letters = [place for place, character in enumerate(text) if character.isalpha()]
    if not letters:
        return 1.0
    if not getattr(tokenizer, "is_fast", False):
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        unknown: int = sum(token == tokenizer.unk_token_id for token in ids)
        return 1.0 - unknown / max(1, len(ids))
    # Called directly, a tokenizer changes how it pads and cuts for every thread that uses it at that moment.
    return share_in_pieces(
        text, tokenizer.backend_tokenizer.encode(text, add_special_tokens=False), tokenizer.unk_token_id
    )


def share_in_pieces(text: str, cut: Encoding, unknown_id: int | None) -> float:
    """The same of a text that is cut already."""
    letters = [place for place, character in enumerate(text) if character.isalpha()]
    last = max(end for _, end in cut.offsets) if cut.overflowing else len(text)
    held, known = [0] * len(text), [False] * len(text)
    for token, (start, end) in zip(cut.ids, cut.offsets, strict=True):
        whole = _is_whole(text, start, end)
        for place in range(start, end):
            held[place] += 1
            known[place] = token != unknown_id and (whole or bool(_CJK.match(text[place])))
    seen = [place for place in letters if place < last]  # a long text is cut at the model's limit
    return sum(known[place] and held[place] == 1 for place in seen) / len(seen) if seen else 1.0


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a token holds several letters, or the only one of its word."""
    if sum(character.isalpha() for character in text[start:end]) != 1:
        return True
    return not (text[start - 1 : start].isalpha() or text[end : end + 1].isalpha())

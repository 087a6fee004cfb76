"""Whether a collection needs an encoder of many languages, where the settings leave that to its texts and questions.

The small encoder reads English. A collection becomes multilingual when texts come that it cannot read, or a question in
another language than the collection's; it stays so. Knows: what is on record. Does not know: which models those are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.ledger import Ledger
from rag.questions.foreign import is_foreign
from rag.streams.base import READS

Reads = Callable[[str], float]
"""`Encoder.reads` of the small encoder."""
VALUE = "languages"
_MANY = "many"
_SAMPLED = 32
_UNREAD = 0.05
"""The share of texts that cannot be read, from which a collection is multilingual."""


def is_multilingual(ledger: Ledger, collection: str) -> bool:
    """Whether it is on record as such."""
    return ledger.value(collection, VALUE) == _MANY


def note_texts(ledger: Ledger, collection: str, texts: Sequence[str], reads: Reads) -> None:
    """Look at some of the texts that are to be encoded."""
    looked_at = texts[:: max(1, len(texts) // _SAMPLED)]
    unread = sum(reads(text) < READS for text in looked_at)
    if unread and unread >= _UNREAD * len(looked_at) and not is_multilingual(ledger, collection):
        ledger.remember(collection, VALUE, _MANY)


def note_question(ledger: Ledger, collection: str, question: str, reads: Reads) -> None:
    """Look at a question that is asked of the collection."""
    if is_multilingual(ledger, collection) or not ledger.n_chunks(collection):
        return
    if reads(question) < READS or is_foreign(ledger, collection, question):
        ledger.remember(collection, VALUE, _MANY)

"""Judging: are the numbers and names of sentences that stand in the documents let pass, and altered ones caught?

python -m benchmarks.judging DATA [--library DIR]

Takes sentences out of the documents and lets them cite the passage that they stand in: whatever is found lacking is a
false alarm. Then changes the first digit of one number of each: what is found lacking is caught. What is not caught
stands elsewhere in the passage, or follows from its other numbers. `refusals` is the share of such sentences that sound
like a refusal; none of them is taken for one, because its words stand in what it cites.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from benchmarks.running import Arguments, arguments, filled_library, report
from rag.answers.refusals import says_no_answer
from rag.answers.values import Ground, lacking
from rag.library import Library
from rag.reading.passage import sentences

COLLECTION = "documents"
_PAGES = 6
_SENTENCES = 8
_LEAST_WORDS = 5
_NUMBER = re.compile(r"(?<![A-Za-z\d_.,])\d[\d,.]*\d|(?<![A-Za-z\d_.,])\d")


def stated(library: Library, chance: random.Random) -> Iterator[tuple[str, Ground]]:
    """Sentences from a few pages of each document, with their passage."""
    for document in library.documents(COLLECTION):
        pages = library.ledger.pages(document.id)
        for page in chance.sample(pages, min(_PAGES, len(pages))):
            for stored in library.ledger.page_chunks(document.id, page.number):
                chunk = stored.chunk
                ground = Ground(f"{document.source.name}\n{chunk.context}\n{chunk.text}")
                for sentence in sentences(chunk.text)[:_SENTENCES] if chunk.kind == "text" else ():
                    if len(sentence.split()) >= _LEAST_WORDS:
                        yield sentence, ground


def altered(sentence: str, chance: random.Random) -> str:
    """The sentence with another first digit in one of its numbers; empty where it has none."""
    numbers = list(_NUMBER.finditer(sentence))
    if not numbers:
        return ""
    at = chance.choice(numbers).start()
    digit = chance.choice([other for other in "123456789" if other != sentence[at]])
    return sentence[:at] + digit + sentence[at + 1 :]


def measure(asked: Arguments) -> dict[str, float | int]:
    """The figures over a data folder."""
    chance = random.Random(0)
    nothing = Ground("")
    alarms, caught, refusals = [], [], []
    with filled_library(asked, COLLECTION) as library:
        for sentence, ground in stated(library, chance):
            alarms.append(bool(lacking(sentence, [ground], nothing)))
            refusals.append(says_no_answer(sentence))
            other = altered(sentence, chance)
            if other:
                caught.append(bool(lacking(other, [ground], nothing)))
    return {
        "false_alarms": sum(alarms) / max(1, len(alarms)),
        "caught": sum(caught) / max(1, len(caught)),
        "refusals": sum(refusals) / max(1, len(refusals)),
        "sentences": len(alarms),
        "altered": len(caught),
    }


def main() -> None:
    """Measure and report."""
    report("judging", measure(arguments(__doc__ or "")))


if __name__ == "__main__":
    main()

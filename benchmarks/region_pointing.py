"""Region pointing: where the first hit is on a gold page, does the centre of its best box lie in a gold box there?

Asked within the question's document. python -m benchmarks.region_pointing DATA [--library DIR]
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from benchmarks.running import arguments, by_name, filled_library, records, report
from rag.types import Box, Filters, Hit, Query

COLLECTION = "documents"


def gold_boxes(record: dict[str, Any], page: int) -> list[tuple[Box, tuple[float, float]]]:
    """The gold boxes of a question on one page, each with the page size that it is measured on."""
    return [(Box(*found["bbox"]), tuple(found["page_size"])) for found in record["boxes"] if found["page"] == page]


def points_at(hit: Hit, record: dict[str, Any]) -> bool:
    """Whether the centre of the hit's best box lies in a gold box of its page."""
    if not hit.boxes:
        return False
    x, y = hit.boxes[0].center
    return any(
        box.contains(x * width / hit.page.width_pt, y * height / hit.page.height_pt)
        for box, (width, height) in gold_boxes(record, hit.page.number)
    )


def main() -> None:
    """Ask every question that has gold boxes, and count by the kind of evidence."""
    asked = arguments(__doc__ or "")
    questions = [record for record in records(asked.data / "documents.jsonl") if record["boxes"]]
    right: dict[str, list[bool]] = defaultdict(list)
    with filled_library(asked, COLLECTION) as library:
        documents = by_name(library, COLLECTION)
        for record in questions:
            filters = Filters(documents=frozenset({documents[record["document"]].id}))
            hits = library.find(Query(record["question"], collection=COLLECTION, filters=filters), 1)
            if hits and gold_boxes(record, hits[0].page.number):
                pointed = points_at(hits[0], record)
                for source in ("all", *(record["sources"] or ["other"])):
                    right[source].append(pointed)
    for source, outcomes in sorted(right.items()):
        print(f"{source:28} {sum(outcomes):4} of {len(outcomes):4}  {sum(outcomes) / len(outcomes):.3f}")
    outcomes = right["all"]
    report("region_pointing", {"pointing": sum(outcomes) / max(1, len(outcomes)), "questions": len(outcomes)})


if __name__ == "__main__":
    main()

"""The commands of `python -m rag`; `sightline` has them too."""

from __future__ import annotations

from rag.commands.dispatch import Command

COMMANDS: dict[str, Command] = {
    "ask": Command(
        "rag.commands.ask", "an answer with its citations", 'ask "When does the contract end?" --document report.pdf'
    ),
    "find": Command(
        "rag.commands.find",
        "the passages and pictures that match best",
        'find "map of the network" -k 5 --kind picture',
    ),
    "digest": Command(
        "rag.commands.digest",
        "what whole documents say: a summary, an outline, all risks; needs a language model",
        'digest "All risks, with their amounts" --document "*report*"',
    ),
    "list": Command("rag.commands.listing", "the documents of a collection", "list --collection papers --json"),
    "delete": Command(
        "rag.commands.delete", "delete documents from a collection", "delete --document report.pdf --yes"
    ),
    "collections": Command(
        "rag.commands.collections", "list, create and delete collections", "collections create papers"
    ),
    "backup": Command("rag.commands.backup", "a copy of the library, made while it is used", "backup /mnt/copy"),
    "restore": Command(
        "rag.commands.restore",
        "a backup in the place of the library, which is kept beside it",
        "restore /mnt/copy",
    ),
    "models": Command(
        "rag.commands.models",
        "what serves each role, and what else is usable here; fetch ID downloads a model",
        "models fetch openai/clip-vit-base-patch32",
    ),
    "learn": Command(
        "rag.commands.learn",
        "a collection's own weights, from feedback, figures and questions",
        "learn questions.jsonl --collection papers",
    ),
    "evaluate": Command(
        "rag.commands.evaluate", "recall, nDCG and MRR on your own questions", "evaluate questions.jsonl --floor 0.8"
    ),
    "doctor": Command(
        "rag.commands.doctor", "what is wrong with a library, and its repair", "doctor --library DIR --repair"
    ),
}

"""Names of icons as words, and the keywords that the packages themselves give to a name.

Knows: how icon sets build their file names. Does not know: pictures.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from training.packages import KEYWORDS, TRADEMARKS, Package, read_json, read_member

_STYLE = re.compile(
    r"-(outline|outlined|fill|filled|bold|duotone|thin|light|solid|line|negative|rounded|sharp|regular|color"
    r"|16|20|24|28|32|48|24px|alt|variant|mirror|one|two|three|four|five|\d+)$"
)
_TONE = re.compile(r"(light|medium|dark)-skin-tone")
_WORD = re.compile(r"[a-z][a-z' ]{1,28}[a-z]")
_TABLER, _MDI, _LUCIDE, _PHOSPHOR, _EMOJIBASE = KEYWORDS


def base_name(name: str) -> str:
    """`home-2-outline` → `home`: the name without the endings that tell a style, a size or a number."""
    while (shorter := _STYLE.sub("", name)) != name and shorter:
        name = shorter
    return name


def caption(name: str) -> str:
    """`arrow-up` → "arrow up"; empty where the name is not made of words."""
    text = base_name(name).replace("-", " ").strip()
    return text if _WORD.fullmatch(text) and len(text) > 2 else ""


def is_wanted(set_name: str, name: str) -> bool:
    """Of the many variants of one drawing a few are kept: not every size, weight, corner and skin."""
    if _TONE.search(name):
        return False
    if set_name == "fluent":
        return name.endswith(("-24-regular", "-24-filled"))
    if set_name == "fluent-color":
        return name.endswith("-24")
    if set_name == "material-symbols":
        return not re.search(r"-(rounded|sharp)$", name)
    if set_name == "ph":
        return not re.search(r"-(bold|thin|light)$", name)
    if set_name == "healthicons":
        return not re.search(r"-(negative|24px)$", name) and "negative" not in name
    return True


def keywords(folder: Path) -> dict[str, tuple[str, ...]]:
    """What the packages say of a name: base name → synonyms and related words, English."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, entry in read_json(folder, _TABLER, "icons.json").items():
        found[base_name(name)].update(_clean(entry["tags"]))
    for entry in read_json(folder, _MDI, "meta.json"):
        found[base_name(entry["name"])].update(_clean(base_name(alias) for alias in entry["aliases"]))
    for name, tags in read_json(folder, _LUCIDE, "tags.json").items():
        found[base_name(name)].update(_clean(tags))
    for name, tags in _phosphor(folder).items():
        found[base_name(name)].update(_clean(tags))
    for label, tags in emoji_words(folder, "en").items():
        found[slug(label)].update(_clean([label, *tags]))
    return {name: tuple(sorted(words - {name.replace("-", " ")})) for name, words in found.items()}


def trademarks(folder: Path) -> frozenset[str]:
    """Names of firms and products, without spaces."""
    return frozenset(slug(name).replace("-", "") for name in read_json(folder, TRADEMARKS, "icons.json")["icons"])


def emoji_words(folder: Path, language: str) -> Mapping[str, list[str]]:
    """Label → tags of every emoji; in Chinese the labels and tags are Chinese."""
    entries = read_json(folder, _EMOJIBASE, f"{language}/data.json")
    return {entry["label"]: entry.get("tags", []) for entry in entries}


def emoji_pairs(folder: Path) -> list[tuple[str, str, list[str]]]:
    """(English label, Chinese label, Chinese tags) of every emoji, joined by its code point."""
    english = {entry["hexcode"]: entry["label"] for entry in read_json(folder, _EMOJIBASE, "en/data.json")}
    chinese = read_json(folder, _EMOJIBASE, "zh/data.json")
    return [(english[e["hexcode"]], e["label"], e.get("tags", [])) for e in chinese if e["hexcode"] in english]


def slug(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")


def _phosphor(folder: Path) -> dict[str, list[str]]:
    text = read_member(folder, _PHOSPHOR, "dist/index.mjs")
    found = re.findall(r'name: "([a-z0-9-]+)",\s.*?tags: \[(.*?)\]', text, flags=re.DOTALL)
    return {name: re.findall(r'"([^"]+)"', tags) for name, tags in found}


def _clean(tags: Iterable[str]) -> set[str]:
    words = (str(tag).lower().replace("-", " ").replace("_", " ").strip() for tag in tags)
    return {word for word in words if _WORD.fullmatch(word) and len(word) > 2}


def family(package: Package) -> str:
    return package.family or package.set_name

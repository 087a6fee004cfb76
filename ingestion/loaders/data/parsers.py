"""JSON, YAML and XML as plain values. Knows how they are written, and their traps; knows no pages.

Each parser raises ValueError for a text that is none of its kind, so that it can be read as plain text instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import yaml
from lxml import etree

from ingestion.loaders.data.values import Value
from rag.office.package import Node, local

MOST_VALUES = 400_000
"""Of a YAML file: a few names in it may stand for billions of values."""
_CONCATENATED = re.compile(r"\n\s*(?=[{\[])")


def parse_json(text: str) -> Value:
    """One value, or a list of the values of a file with one a line; // comments are left out."""
    try:
        value: Value = json.loads(text)
    except json.JSONDecodeError:
        return _lines_of_json(text)
    except RecursionError as exc:
        raise ValueError("It is nested too deep.") from exc
    return value


def _lines_of_json(text: str) -> Value:
    lines = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("//")]
    try:
        if len(lines) > 1 and all(line.lstrip()[:1] in '{["' for line in lines[:20]):
            return [json.loads(line) for line in lines]
        value: Value = json.loads("\n".join(lines))
    except RecursionError as exc:
        raise ValueError("It is nested too deep.") from exc
    return value


def parse_yaml(text: str) -> Value:
    """One value, or a list of those of several documents."""
    try:
        documents = list(yaml.load_all(text, _Loader))
    except (yaml.YAMLError, RecursionError, TypeError) as exc:
        raise ValueError(f"It is no YAML: {exc}") from exc
    counter = [0]
    plain = [_plain(document, counter, 0) for document in documents if document is not None]
    value = plain[0] if len(plain) == 1 else plain
    if not isinstance(value, dict | list):
        raise ValueError("It is no record and no list.")
    return value


class _Loader(yaml.SafeLoader):
    """Keeps numbers, dates and yes as they are written."""

    yaml_implicit_resolvers = {  # noqa: RUF012  the name is PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _plain(value: object, counter: list[int], depth: int) -> Value:
    """Copied value by value, so that one that stands for itself many times is counted each time."""
    counter[0] += 1
    if counter[0] > MOST_VALUES or depth > 100:
        raise ValueError("It holds more values than are read.")
    if isinstance(value, dict):
        return {str(key): _plain(inner, counter, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | set | tuple):
        return [_plain(inner, counter, depth + 1) for inner in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def parse_xml(text: str) -> Value:
    """Elements as records by the names of their children, those of one name as a list; attributes come first."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        return _declared(text, parser, exc)
    return {local(root): _element(root, 0)}


def _declared(text: str, parser: etree.XMLParser, error: Exception) -> Value:
    """Of a file that says another encoding than the text has by now."""
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    try:
        root = etree.fromstring(bare.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise ValueError(f"It is no XML: {error}") from exc
    return {local(root): _element(root, 0)}


def _element(node: Node, depth: int) -> Value:
    if depth > 60:
        raise ValueError("It is nested too deep.")
    children = [below for below in node if isinstance(below.tag, str)]
    attributes: dict[str, Value] = {str(k).rpartition("}")[2]: str(v) for k, v in node.attrib.items()}
    mixed = any((below.tail or "").strip() for below in children) or (children and (node.text or "").strip())
    if mixed or not children:
        text = " ".join("".join(str(part) for part in node.itertext()).split())
        return {**attributes, "": text} if attributes and text else attributes or text
    record: dict[str, Value] = dict(attributes)
    for below in children:
        name, value = local(below), _element(below, depth + 1)
        if name not in record:
            record[name] = value
        elif isinstance(seen := record[name], list):
            seen.append(value)
        else:
            record[name] = [seen, value]
    return record


PARSERS: dict[str, Callable[[str], Value]] = {"JSON": parse_json, "YAML": parse_yaml, "XML": parse_xml}

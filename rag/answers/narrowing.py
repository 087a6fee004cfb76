"""Says which filters a question was asked with, where they leave nothing to answer from."""

from __future__ import annotations

from collections.abc import Iterable

from rag.types import Filters

_KINDS = {"text": "text and tables", "image": "pictures and figures"}
_KINDS_ZH = {"text": "文字和表格", "image": "图片和图表"}
_MAX_LISTED = 6


def nothing_left(filters: Filters, *, chinese: bool) -> str:
    """A sentence that names the filters; empty where there is none."""
    named = _named_zh(filters) if chinese else _named(filters)
    if not named:
        return ""
    if chinese:
        return f"筛选条件（{'；'.join(named)}）下没有任何内容，所以没有搜索。请去掉一个条件再问。"
    return f"Nothing is left to answer from with this filter: {'; '.join(named)}. Take it away and ask again."


def _named(filters: Filters) -> list[str]:
    found = []
    if filters.pages:
        found.append(f"page{'s' if len(filters.pages) > 1 else ''} {_listed(sorted(filters.pages))}")
    if filters.modalities:
        found.append(f"only {_listed(_KINDS[kind] for kind in sorted(filters.modalities))}")
    if filters.media_types:
        found.append(f"files of type {_listed(sorted(filters.media_types))}")
    if filters.documents:
        found.append(f"{len(filters.documents)} chosen document{'s' if len(filters.documents) > 1 else ''}")
    if filters.excluded_documents:
        found.append(f"without {len(filters.excluded_documents)} of the documents")
    return found


def _named_zh(filters: Filters) -> list[str]:
    found = []
    if filters.pages:
        found.append(f"第 {_listed(sorted(filters.pages))} 页")
    if filters.modalities:
        found.append(f"只看{_listed(_KINDS_ZH[kind] for kind in sorted(filters.modalities))}")
    if filters.media_types:
        found.append(f"文件类型 {_listed(sorted(filters.media_types))}")
    if filters.documents:
        found.append(f"选定的 {len(filters.documents)} 份文档")
    if filters.excluded_documents:
        found.append(f"排除 {len(filters.excluded_documents)} 份文档")
    return found


def _listed(values: Iterable[object]) -> str:
    names = [str(value) for value in values]
    return ", ".join(names[:_MAX_LISTED]) + (" …" if len(names) > _MAX_LISTED else "")

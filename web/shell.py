"""What stands around documents and conversations: the bar at the top and the column at the left, as HTML."""

from __future__ import annotations

from web.markup import esc, icon, icon_button, word_button
from web.texts import LANGUAGES, NAMES, Language, raw, say


def draw_shell(language: Language) -> dict[str, str]:
    """The parts by the id of the place where they stand."""
    return {"header": _header(language), "library": _library(language), "words": _words(language)}


def _words(language: Language) -> str:
    """Sentences that the browser says by itself; a hidden list, so that they are in one place with all others."""
    keys = (
        "sending", "sent_none", "connection_lost", "undo", "close", "answer_ready", "documents_n", "documents_one",
        "of_documents", "no_match", "no_documents", "no_documents_hint", "leave_upload", "remove_filter", "filters",
        "delete_sure", "delete", "keep", "name_conversation", "name_collection", "name_new_collection", "open_named",
        "delete_named", "only_named", "region_hint", "region_ask", "region_find", "drop_anywhere", "too_large", "save",
        "rename", "nothing_to_export", "ask_placeholder", "attach", "mode_ask", "delete_collection_sure",
        "pages_chip", "warnings",
    )  # fmt: skip
    return "".join(f'<span data-key="{key}">{esc(raw(language, key))}</span>' for key in keys)


def _header(language: Language) -> str:
    panels = (("show-documents", "documents", "documents"), ("show-chat", "chat", "chat"))
    narrow = "".join(icon_button(act, name, say(language, key), "small-screen") for act, name, key in panels)
    new = word_button("new-conversation", say(language, "new_conversation"), "new", None, "add")
    acts = (("export", "save", "export"), ("models", "models", "models"), ("theme", "theme", "theme"))
    wide = "".join(icon_button(act, name, say(language, key)) for act, name, key in acts)
    brand = f'<a class="brand" href="./" data-act="new-conversation">{icon("brand")}<b>Sightline</b></a>'
    return (
        f'<header class="bar">{brand}'
        f'<p>{esc(say(language, "tagline"))}</p><nav aria-label="{esc(say(language, "menu"))}">{new}{narrow}{wide}'
        f"{_languages(language)}</nav></header>"
    )


def _languages(language: Language) -> str:
    options = "".join(
        f'<option value="{one}" lang="{one}"{" selected" if one == language else ""}>{NAMES[one]}</option>'
        for one in LANGUAGES
    )
    return (
        f'<label class="language">{icon("language")}<span class="hidden">{esc(say(language, "language"))}</span>'
        f'<select id="language" data-change="language">{options}</select></label>'
    )


def _library(language: Language) -> str:
    return (
        f'{_collections(language)}<div class="tabs" role="tablist">{_tab(language, "documents", True)}'
        f"{_tab(language, 'conversations', False)}</div>"
        f'<div id="tab-documents" role="tabpanel" aria-labelledby="for-documents">{_add(language)}'
        f'<div id="report" aria-live="polite"></div><div id="sending"></div>{_filter(language)}'
        f'<div id="documents"></div></div>'
        f'<div id="tab-conversations" role="tabpanel" aria-labelledby="for-conversations" hidden>'
        f'<input type="search" id="find-conversation" placeholder="{esc(say(language, "search_conversations"))}" '
        f'aria-label="{esc(say(language, "search_conversations"))}"><div id="history"></div></div>'
    )


def _tab(language: Language, name: str, is_open: bool) -> str:
    return (
        f'<button type="button" role="tab" id="for-{name}" data-act="tab" data-tab="{name}" '
        f'aria-selected="{str(is_open).lower()}" aria-controls="tab-{name}">{esc(say(language, name))}</button>'
    )


def _collections(language: Language) -> str:
    label = esc(say(language, "collection"))
    tools = "".join(
        icon_button(act, image, say(language, key), "square")
        for act, image, key in (
            ("rename-collection", "pen", "rename_collection"),
            ("delete-collection", "trash", "delete_collection"),
            ("new-collection", "add", "new_collection"),
        )
    )
    return (
        f'<div id="choose-collection"><label><span>{label}</span>'
        f'<select id="collection" data-change="collection"></select></label>{tools}</div>'
    )


def _add(language: Language) -> str:
    return (
        f'<div id="dropzone"><label>{icon("add")}<span>{esc(say(language, "drop_here"))}</span>'
        f'<input type="file" multiple class="hidden" aria-label="{esc(say(language, "drop"))}"></label></div>'
        f'<div class="adding"><label class="button" id="folder"><span>{esc(say(language, "choose_folder"))}</span>'
        f'<input type="file" webkitdirectory class="hidden" aria-label="{esc(say(language, "choose_folder"))}"></label>'
        f'<label class="check"><input type="checkbox" id="keep-both"><span>{esc(say(language, "keep_both"))}</span>'
        f"</label></div>"
    )


def _filter(language: Language) -> str:
    orders = "".join(
        f'<option value="{order}">{esc(say(language, f"sort_{order}"))}</option>'
        for order in ("name", "added", "bytes", "pages")
    )
    return (
        f'<div id="filter-documents" hidden><input type="search" id="filter" '
        f'placeholder="{esc(say(language, "filter_list"))}" aria-label="{esc(say(language, "filter_list"))}">'
        f'<label><span class="hidden">{esc(say(language, "sort"))}</span><select id="sort">{orders}</select></label>'
        f"</div>"
    )

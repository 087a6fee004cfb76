"""The web page: Gradio components wired to a library, and values formatted as HTML.

Knows: layout, words, events. Does not know: how anything is found, read or answered; that is `rag` and `ingestion`.
"""

"""The HTTP interface, version 1: what OpenAI's clients speak, search, documents, evidence.

Knows: HTTP and the shapes of requests and replies. Does not know: the page.
"""

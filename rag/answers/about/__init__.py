"""Answers about the library, about one document as a whole, and to small talk: from the ledger, not from a search."""

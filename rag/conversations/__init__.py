"""Conversations that outlive the browser: what was asked, what came of it, and the threads that answer."""

from rag.conversations.exchange import Evidence, Exchange, Mode, Problem, Vote
from rag.conversations.store import Conversations

__all__ = ["Conversations", "Evidence", "Exchange", "Mode", "Problem", "Vote"]

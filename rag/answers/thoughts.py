"""Takes the thoughts of a reasoning model out of its reply, wherever they stand and whether or not they were opened.

Models write them between tags, or in channels. Some begin inside a thought that their own prompt has opened: of what
came before a closing tag, everything was thought. Knows nothing of any model, nor what is done with the answer.
"""

from __future__ import annotations

import re

_NAMES = "think|thinking|thought|thoughts|reasoning|reflection|seed:think"
_TAG = re.compile(
    rf"(?P<open><(?:{_NAMES})>|\[THINK\]|<\|channel\|>\s*(?:analysis|commentary)\b[^<]*(?:<\|message\|>)?"
    rf"|<\|(?:begin_of_thought|START_THINKING)\|>)"
    rf"|(?P<close></(?:{_NAMES})>|\[/THINK\]|<\|(?:end_of_thought|END_THINKING)\|>"
    r"|(?:<\|start\|>\s*assistant\s*)?<\|channel\|>\s*final\b[^<]*<\|message\|>)"
    r"|(?P<mark><\|(?:start\|>\s*assistant|end\|>|return\|>|message\|>|im_end\|>|eot_id\|>|START_RESPONSE\|>|END_RESPONSE\|>)"
    r"|</?(?:answer|response|final_answer)>)",
    re.IGNORECASE,
)
_PARTIAL = re.compile(
    r"(?:<[^<>\n]{0,60}|<\|channel\|>[^<]{0,80}(?:<[|a-z]*)?|<\|start\|>\s*[a-z]*|\[/?[A-Z]{0,5})$", re.IGNORECASE
)
_THINKS_ALOUD = re.compile(
    r"\s*(?:okay|ok|alright|hmm|wait|so,|let me|let's|the user|we (?:need|have|are|must)"
    r"|i (?:need|should|have|must|will) |first,? i"
    r"|好的|嗯|首先|用户|让我|我需要|我们需要)",
    re.IGNORECASE,
)


class Thoughts:
    """A reply as it comes, without its thoughts. Takes time linear in its length."""

    def __init__(self) -> None:
        self.answer = ""
        """What is answer so far."""
        self.n_restarts = 0
        """How often what looked like the answer turned out to be a thought."""
        self.seen = False
        """Whether there was a thought."""
        self._held = ""
        self._thinking = False

    def feed(self, piece: str) -> None:
        """Take the next piece of the reply."""
        self._held += piece
        end = 0
        for tag in _TAG.finditer(self._held):
            self._add(self._held[end : tag.start()])
            self._turn(tag)
            end = tag.end()
        rest = self._held[end:]
        partial = _PARTIAL.search(rest[-200:])
        kept = len(rest) - (len(partial.group(0)) if partial else 0)
        self._add(rest[:kept])
        self._held = rest[kept:]

    def finish(self) -> None:
        """The reply has ended: what might have become a tag is text."""
        self._add(self._held)
        self._held = ""

    @property
    def cut(self) -> bool:
        """Whether the reply, so far, ends inside a thought."""
        return self._thinking

    @property
    def aloud(self) -> bool:
        """Whether it begins as thoughts begin, so that a closing tag may still come."""
        return bool(_THINKS_ALOUD.match(self.answer))

    def _add(self, text: str) -> None:
        if not self._thinking:
            self.answer += text if self.answer else text.lstrip()

    def _turn(self, tag: re.Match[str]) -> None:
        if tag.group("open"):
            self._thinking = self.seen = True
        elif tag.group("close"):
            if not self._thinking:
                # It was opened before the reply began: what seemed to be the answer was the thought.
                self.n_restarts += bool(self.answer)
                self.answer = ""
            self._thinking, self.seen = False, True


def without_thoughts(reply: str) -> str:
    """A whole reply without its thoughts; empty where it ends inside one."""
    thoughts = Thoughts()
    thoughts.feed(reply)
    thoughts.finish()
    return thoughts.answer.strip()

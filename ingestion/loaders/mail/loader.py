"""Mails as they are saved: .eml of most programs, .msg of Outlook. Their files are documents of their own."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path
from typing import Any

from ingestion.kinds.encodings import decode
from ingestion.loaders.base import Attached, LoadOptions
from ingestion.loaders.flow.blocks import Block
from ingestion.loaders.flow.paged import BlockLoader
from ingestion.loaders.mail.message import Mail
from rag.errors import BrokenFileError, TooLargeError

_MAX_BYTES = 64 << 20
_FIELDS = ("From", "To", "Cc", "Date")


class MailLoader(BlockLoader):
    """Reads .eml."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        yield from _mail(path).blocks()

    def attached(self, path: Path, options: LoadOptions) -> Iterator[Attached]:
        yield from _mail(path).attached


class OutlookLoader(BlockLoader):
    """Reads .msg."""

    def read_blocks(self, path: Path, options: LoadOptions) -> Iterator[Block]:
        yield from _outlook(path).blocks()

    def attached(self, path: Path, options: LoadOptions) -> Iterator[Attached]:
        yield from _outlook(path).attached


def _mail(path: Path) -> Mail:
    content = _bytes(path)
    message = email.message_from_bytes(content, policy=default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise BrokenFileError(f"{path.name} is no mail.", "Save it again from the program that it came from.")
    fields = tuple((name, _header(message, name)) for name in _FIELDS)
    text, markup = (_body(message, kind) for kind in ("plain", "html"))
    return Mail(_header(message, "Subject"), fields, text, markup, tuple(_files(message)))


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > _MAX_BYTES:
        raise TooLargeError(f"{path.name} has {path.stat().st_size:,} bytes.", "Save its attachments and add those.")
    return path.read_bytes()


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = message[name]
        moment = getattr(value, "datetime", None)
        if moment is not None:
            return str(moment.strftime("%Y-%m-%d %H:%M %z")).strip()
        return " ".join(str(value or "").split())
    except (ValueError, TypeError, IndexError, AttributeError):  # what the standard library raises for odd headers
        return ""


def _body(message: EmailMessage, kind: str) -> str:
    """All bodies of a kind that are not attached, one below the other."""
    texts = []
    for part in message.walk():
        if part.get_content_type() == f"text/{kind}" and not part.get_filename() and not part.is_attachment():
            texts.append(_text(part))
    return "\n\n".join(filter(None, texts))


def _text(part: Any) -> str:
    content = part.get_payload(decode=True) or b""
    declared = part.get_content_charset()
    if declared:
        try:
            return str(content.decode(declared, errors="replace"))
        except LookupError:
            pass
    return decode(content, "The mail") if content.strip() else ""


def _files(message: EmailMessage) -> Iterator[Attached]:
    for number, part in enumerate(message.walk(), start=1):
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                subject = " ".join(str(inner[0].get("Subject") or f"mail {number}").split())
                yield Attached(f"{subject[:80]}.eml", inner[0].as_bytes())
        elif part.get_filename() or (part.is_attachment() and not part.is_multipart()):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content:
                yield Attached(part.get_filename() or f"attachment {number}", content)


def _outlook(path: Path) -> Mail:
    import oxmsg  # only where such a file is read

    _bytes(path)
    try:
        message = oxmsg.Message.load(str(path))
        sent = message.sent_date
        people = ", ".join(_person(p.name, p.email_address) for p in message.recipients)
        fields = (
            ("From", message.sender or ""),
            ("To", people),
            ("Date", sent.strftime("%Y-%m-%d %H:%M %z").strip() if sent else ""),
        )
        files = tuple(Attached(a.file_name or "attachment", a.file_bytes or b"") for a in message.attachments)
        return Mail(message.subject or "", fields, message.body or "", message.html_body or "", files)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, AssertionError) as exc:
        raise BrokenFileError(f"{path.name} is a damaged Outlook message.", "Save it again from Outlook.") from exc


def _person(name: str | None, address: str | None) -> str:
    return f"{name} <{address}>" if name and address and name != address else name or address or ""

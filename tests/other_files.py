"""Small files of kinds that are neither Office nor PDF, written by code: mails, books, notebooks, OpenDocument."""

from __future__ import annotations

import base64
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

from tests.office_files import png


def mail_file(path: Path, *, markup: str = "") -> Path:
    """A mail with an encoded subject, a body in base64, and a table of comma separated values attached."""
    message = EmailMessage()
    message["From"] = "Ines Calder <ines@harbour.example>"
    message["To"] = "board@harbour.example"
    message["Date"] = "Tue, 17 Feb 2026 09:12:00 +0100"
    message["Subject"] = "Kran: Angebot über 18.400 Kronen – Prüfung"
    message.set_content("Dear all,\n\nthe yard offers the crane for 18,400 crowns – in week 34.\n", cte="base64")
    if markup:
        message.add_alternative(markup, subtype="html")
    message.add_attachment(b"Port,Fee\nAlmond,730\n", maintype="text", subtype="csv", filename="rates.csv")
    path.write_bytes(bytes(message))
    return path


def saved_page(path: Path) -> Path:
    """A web page as a browser saves it, with a picture in a part of its own."""
    page = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://harbour.example/\r\nSubject: Port\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="xx"\r\n\r\n'
        '--xx\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        "<html><body><h1>Harbour</h1><p>Open from nine =E2=80=93 caf=C3=A9 too.</p>"
        '<img src=3D"https://harbour.example/a.png" width=3D200 height=3D100></body></html>\r\n'
        "--xx\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: https://harbour.example/a.png\r\n\r\n{base64.encodebytes(png()).decode()}\r\n--xx--\r\n"
    )
    path.write_bytes(page.encode("ascii"))
    return path


def book_file(path: Path) -> Path:
    """A book of two chapters with a picture; the file has them in the other order."""
    opf = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>The Lighthouse</dc:title><dc:creator>Edda Lindqvist</dc:creator><dc:date>1911</dc:date></metadata><manifest>
<item id="b" href="two.xhtml"/><item id="a" href="one.xhtml"/><item id="p" href="pic.png"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/></spine></package>"""
    page = '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("OEBPS/book.opf", opf)
        archive.writestr("OEBPS/two.xhtml", page.format("<h1>Two</h1><p>The lamp burned oil.</p>"))
        archive.writestr(
            "OEBPS/one.xhtml", page.format('<h1>One</h1><p>It was built.</p><img src="pic.png" width="200"/>')
        )
        archive.writestr("OEBPS/pic.png", png())
    return path


def notebook_file(path: Path) -> Path:
    """A notebook with a text, code, a printed result, a table and a picture."""
    table = "<table><tr><th>Port</th><th>Fee</th></tr><tr><td>Almond</td><td>730</td></tr></table>"
    cells = [
        {"cell_type": "markdown", "source": ["# Fees\n", "The fees of *2026*."]},
        {"cell_type": "code", "source": "print(total)", "outputs": [{"output_type": "stream", "text": ["1,345\n"]}]},
        {"cell_type": "code", "source": "fees", "outputs": [{"data": {"text/html": table, "text/plain": "Port Fee"}}]},
        {
            "cell_type": "code",
            "source": "plot()",
            "outputs": [{"data": {"image/png": base64.b64encode(png()).decode()}}],
        },
    ]
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}))
    return path


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = " ".join(
    f'xmlns:{short}="{_OFFICE}{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
                        ("style", "style"), ("presentation", "presentation"))
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
_STYLES = (
    '<office:automatic-styles><style:style style:name="T1"><style:text-properties style:text-position="super 58%"/>'
    "</style:style></office:automatic-styles>"
)


def open_document(path: Path, kind: str, body: str) -> Path:
    """An OpenDocument file of a kind (text, spreadsheet, presentation) with this XML in its body."""
    content = f"<office:document-content {_NAMES}>{_STYLES}<office:body>{body}</office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content)
        archive.writestr("Pictures/a.png", png())
    return path


def archive_file(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path

"""The media types of what is read, by short names."""

from __future__ import annotations

PDF = "application/pdf"
PNG, JPEG, WEBP, TIFF, GIF, BMP = ("image/png", "image/jpeg", "image/webp", "image/tiff", "image/gif", "image/bmp")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML, MARKDOWN, TEXT = "text/html", "text/markdown", "text/plain"
CSV, TSV, CODE = "text/csv", "text/tab-separated-values", "text/x-source-code"
JSON, YAML, XML = "text/json", "text/yaml", "text/xml"
HEIF, SVG = "image/heif", "image/svg+xml"
NOTEBOOK, SUBTITLES, RICH_TEXT = "text/x-notebook", "text/x-subtitles", "text/rtf"
MAIL, OUTLOOK, SAVED_PAGE = "message/rfc822", "message/vnd.ms-outlook", "message/saved-page"
EPUB, ARCHIVE = "application/epub+zip", "application/zip"
OPEN_TEXT, OPEN_SHEETS, OPEN_SLIDES = (
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")
)

READABLE = (
    "PDF; pictures (PNG, JPEG, WebP, TIFF, GIF, BMP, HEIC, AVIF, SVG); Word (.docx), PowerPoint (.pptx), Excel (.xlsx) "
    "and OpenDocument (.odt, .ods, .odp); HTML, saved pages (.mhtml), Markdown, rich text, plain text, CSV, TSV, JSON, "
    "YAML, XML, notebooks, subtitles and source code; mails (.eml, .msg), books (.epub) and archives (.zip)"
)

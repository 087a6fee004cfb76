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

READABLE = (
    "PDF; pictures (PNG, JPEG, WebP, TIFF, GIF, BMP); Word (.docx), PowerPoint (.pptx) and Excel (.xlsx); "
    "HTML, Markdown, plain text, CSV, TSV, JSON, YAML, XML and source code"
)

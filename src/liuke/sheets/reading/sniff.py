"""What a file is, by its bytes: the extensions of exports lie."""

from __future__ import annotations

import re
from typing import Literal

from liuke.sheets.reading.encoding import utf16_without_bom
from liuke.sheets.reading.refusals import FormatUnknown

Sniffed = Literal["zip", "ole", "html", "xml", "text"]
HEAD_BYTES = 8192

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x09\x00\x04\x00", "a workbook of Excel 2"),
    (b"\x09\x02\x06\x00", "a workbook of Excel 3"),
    (b"\x09\x04\x06\x00", "a workbook of Excel 4"),
    (b"MIME-Version:", "a web archive, .mht"),
    (b"{\\rtf", "a rich text document"),
)
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_JSON = re.compile(r"\{\s*[\"}]|\[\s*[\[{]")
_SPREADSHEETML = re.compile(r"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_HTML = re.compile(r"<(?:html|head|meta|body|table|style|div|!doctype\s+html)\b", re.IGNORECASE)
# Text has tabs and line ends, else nothing below the space. A few are a broken cell, many are no text.
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_FEW_CONTROLS = 8


def sniff(head: bytes, *, file: str) -> Sniffed:
    """The kind of file that starts with these bytes. Raises ``FormatUnknown`` saying what it looks like."""
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    for magic, found in _FOREIGN:
        if head.startswith(magic):
            raise FormatUnknown(file=file, found=found)
    if head.startswith(_UTF16_BOMS):
        return _markup(head.decode("utf-16", "replace"), file=file)
    if encoding := utf16_without_bom(head):
        return _markup(head.decode(encoding, "replace"), file=file)
    if len(_CONTROLS.findall(head)) > _FEW_CONTROLS + len(head) // 50:
        raise FormatUnknown(file=file, found="binary data")
    return _markup(head.decode("utf-8", "replace"), file=file)


def _markup(text: str, *, file: str) -> Sniffed:
    text = text.lstrip("\ufeff \t\r\n")
    if _JSON.match(text):
        raise FormatUnknown(file=file, found="a JSON document")
    if not text.startswith("<"):
        return "text"
    if _SPREADSHEETML.search(text):
        return "xml"
    if _HTML.search(text):
        return "html"
    if text.startswith("<?xml"):
        raise FormatUnknown(file=file, found="an XML document")
    return "text"

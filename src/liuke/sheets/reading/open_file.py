"""Open whatever a dealer's system exported."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

from liuke.sheets.reading.csv_file import open_csv
from liuke.sheets.reading.html_file import open_html
from liuke.sheets.reading.model import Kind, SourceFile
from liuke.sheets.reading.ods_file import is_ods, open_ods
from liuke.sheets.reading.package import Package
from liuke.sheets.reading.refusals import (
    FileEmpty,
    FileIsFolder,
    FileMissing,
    FileNameTooLong,
    FileNotReadable,
    FormatUnknown,
)
from liuke.sheets.reading.sniff import HEAD_BYTES, sniff
from liuke.sheets.reading.spreadsheetml_file import open_spreadsheetml
from liuke.sheets.reading.workbook_parts import main_part
from liuke.sheets.reading.xls_file import open_xls
from liuke.sheets.reading.xlsb_file import open_xlsb
from liuke.sheets.reading.xlsx_file import open_xlsx
from liuke.values.readable_path import readable

_EXTENSIONS: dict[Kind, tuple[str, ...]] = {
    "csv": (".csv", ".txt", ".tsv", ".tab"),
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "xlsb": (".xlsb",),
    "xls": (".xls", ".xlt"),
    "ods": (".ods", ".ots"),
    "html": (".html", ".htm"),
    "xml": (".xml",),
}
_TOLD_OF_A_LONG_NAME = 40
_FOREIGN_PARTS = {"word": "a Word document", "ppt": "a presentation", "visio": "a drawing"}
_OPENERS = {"ole": open_xls, "html": open_html, "xml": open_spreadsheetml, "text": open_csv}


def open_file(path: Path) -> SourceFile:
    """What the file is, by its bytes and not by its name, and its sheets.

    Nothing of a zip is unpacked before its directory is found harmless, and macros never run. Raises a
    ``FileRefused`` naming the file when there is nothing in it that could be read; rows are read, and may
    still be refused, in ``SourceFile.batches``.
    """
    file = readable(path.name or path)
    try:
        source = _open(path, file=file)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileMissing(file=file) from error
    except IsADirectoryError as error:
        raise FileIsFolder(file=file) from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise FileNameTooLong(file=f"{file[:_TOLD_OF_A_LONG_NAME]}…") from error
        raise FileNotReadable(file=file, reason=error.strerror or str(error)) from error
    if path.suffix.lower() in _EXTENSIONS[source.kind]:
        return source
    sheets = tuple(replace(sheet, fixes=(*sheet.fixes, "wrong_extension")) for sheet in source.sheets)
    return replace(source, sheets=sheets)


def _open(path: Path, *, file: str) -> SourceFile:
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise FileEmpty(file=file)
    kind = sniff(head, file=file)
    if kind == "zip":
        return _open_zip(path, file=file)
    return _OPENERS[kind](path, file=file)


def _open_zip(path: Path, *, file: str) -> SourceFile:
    package = Package(path, file=file)
    if is_ods(package):
        return open_ods(path, package)
    main = main_part(package)
    if main is None:
        raise FormatUnknown(file=file, found="an archive")
    folder = main.partition("/")[0]
    if folder in _FOREIGN_PARTS:
        raise FormatUnknown(file=file, found=_FOREIGN_PARTS[folder])
    if main.lower().endswith(".bin"):
        return open_xlsb(path, package, workbook=main)
    return open_xlsx(path, package, workbook=main)

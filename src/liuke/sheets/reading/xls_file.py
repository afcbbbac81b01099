"""xls workbooks, up to Excel 2003: values by calamine, the rest by a walk through the records."""

from __future__ import annotations

from pathlib import Path

from liuke.sheets.reading.biff_scan import scan_biff
from liuke.sheets.reading.calamine_book import CalamineBook
from liuke.sheets.reading.compound import CompoundFile
from liuke.sheets.reading.details import source_with_details
from liuke.sheets.reading.model import SourceFile
from liuke.sheets.reading.refusals import FilePasswordProtected, FormatUnknown

_ENCRYPTED = "EncryptedPackage"
_WORKBOOKS = ("Workbook", "Book")
_FOREIGN = {"WordDocument": "a Word document", "PowerPoint Document": "a presentation"}


def open_xls(path: Path, *, file: str) -> SourceFile:
    """The workbook in a compound file as a source file.

    Raises ``FilePasswordProtected``, for encrypted xlsx too, ``FormatUnknown``, ``FileDamaged``, ``NoSheet``.
    """
    compound = CompoundFile(path.read_bytes(), file=file)
    names = compound.names()
    if _ENCRYPTED in names:
        raise FilePasswordProtected(file=file)
    workbook = next((name for name in _WORKBOOKS if name in names), None)
    if workbook is None:
        found = next(
            (_FOREIGN[name] for name in names if name in _FOREIGN), "an OLE document without a workbook"
        )
        raise FormatUnknown(file=file, found=found)
    scan = scan_biff(compound.stream(workbook), file=file)
    book = CalamineBook(path, file=file, kind="xls")
    return source_with_details(path, book, scan.sheets, kind="xls", epoch_1904=scan.epoch_1904)

"""xls workbooks, up to Excel 2003: values by calamine, the rest by a walk through the records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from python_calamine import SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from liuke.sheets.reading.biff_scan import BinarySheet, scan_biff
from liuke.sheets.reading.calamine_book import CalamineBook
from liuke.sheets.reading.compound import CompoundFile
from liuke.sheets.reading.faults import BookReader
from liuke.sheets.reading.model import Kind, SheetInfo, SourceFile
from liuke.sheets.reading.refusals import FilePasswordProtected, FormatUnknown, NoSheet

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
    return binary_source(path, book, scan.sheets, kind="xls", epoch_1904=scan.epoch_1904)


def binary_source(
    path: Path, book: CalamineBook, scans: Sequence[BinarySheet], *, kind: Kind, epoch_1904: bool
) -> SourceFile:
    """A workbook whose sheets calamine names, ``scans`` in the same order. Raises ``NoSheet``."""
    entries = book.sheets()
    told = scans if len(scans) == len(entries) else [BinarySheet() for _ in entries]
    sheets = {
        entry.name: (_info(entry, scan, epoch_1904=epoch_1904), scan)
        for entry, scan in zip(entries, told, strict=True)
        if entry.typ == SheetTypeEnum.WorkSheet
    }
    if not sheets:
        raise NoSheet(file=book.file)
    faults = {name: scan.__iter__ for name, (_, scan) in sheets.items() if scan.faults}
    return SourceFile(
        path, book.file, kind, tuple(info for info, _ in sheets.values()), BookReader(book, faults)
    )


def _info(entry: SheetMetadata, scan: BinarySheet, *, epoch_1904: bool) -> SheetInfo:
    return SheetInfo(
        name=entry.name,
        hidden=entry.visible != SheetVisibleEnum.Visible,
        hidden_rows=scan.hidden_rows,
        merged=tuple(scan.merged),
        epoch_1904=epoch_1904,
    )

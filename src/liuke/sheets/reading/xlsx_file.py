"""xlsx workbooks: values by calamine, and what it does not tell by a scan of the sheets' XML."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineSheet

from liuke.sheets.reading.calamine_book import CalamineBook, ErrorValueUnheardOf
from liuke.sheets.reading.extent import MAX_CELLS, refuse_impossible, refuse_sparse
from liuke.sheets.reading.faults import BookReader, Faults
from liuke.sheets.reading.model import SheetInfo, SourceFile
from liuke.sheets.reading.newer_errors import with_errors_as_text
from liuke.sheets.reading.package import Package
from liuke.sheets.reading.read_ahead import Allowance, ReadAhead
from liuke.sheets.reading.refusals import NoSheet
from liuke.sheets.reading.sheet_faults import faulty_cells
from liuke.sheets.reading.sheet_reader import SheetReader, SheetXml
from liuke.sheets.reading.sheet_scan import SheetScan, filled_extent, scan_sheet
from liuke.sheets.reading.workbook_parts import SheetPart, read_workbook

_USUAL_WORKBOOK = "xl/workbook.xml"


class XlsxBook(CalamineBook):
    """A workbook that may hold error values younger than calamine."""

    def __init__(self, path: Path, package: Package) -> None:
        super().__init__(path, file=package.file, kind="xlsx")
        self._package = package

    def load(self, sheet: str) -> CalamineSheet:
        """The sheet. Raises ``FileDamaged``."""
        try:
            return super().load(sheet)
        except ErrorValueUnheardOf:
            self.reopen(with_errors_as_text(self._package))
            return super().load(sheet)


def open_xlsx(path: Path, package: Package, *, workbook: str) -> SourceFile:
    """The workbook as a source file; all of its sheets' XML is unpacked and checked once.

    Raises ``FileDamaged``, ``ZipBomb``, ``XmlDeclarationForbidden``, ``SheetTooSparse`` and ``NoSheet``.
    """
    file = package.file
    parts = read_workbook(package, workbook)
    if not parts.sheets:
        raise NoSheet(file=file)
    package.unpack_all(besides={sheet.part for sheet in parts.sheets})
    xml = SheetXml(package, epoch_1904=parts.epoch_1904)
    # calamine goes by its own idea of where the other parts are
    plain = parts.sheets if workbook.lower() == _USUAL_WORKBOOK else ()
    allowance = Allowance()
    ahead = {sheet.name: ReadAhead(xml.blocks, allowance) for sheet in plain if not sheet.hidden}
    scans = {sheet.name: _scan(package, sheet, ahead.get(sheet.name)) for sheet in parts.sheets}
    sheets = tuple(_info(sheet, scans[sheet.name], epoch_1904=parts.epoch_1904) for sheet in parts.sheets)
    faults = {
        sheet.name: _faults(package, sheet.part, regular=scans[sheet.name].regular)
        for sheet in parts.sheets
        if scans[sheet.name].suspect
    }
    book = BookReader(XlsxBook(path, package), faults)
    by_column = {sheet.name: sheet.part for sheet in plain if sheet.name not in faults}
    reader = SheetReader(package, by_column, xml, ahead, book)
    weakref.finalize(reader, _drop, list(ahead.values()))  # nobody is going to read it any more
    return SourceFile(path, file, "xlsx", sheets, reader)


def _drop(ahead: list[ReadAhead]) -> None:
    for sheet in ahead:
        sheet.drop()


def _info(sheet: SheetPart, scan: SheetScan, *, epoch_1904: bool) -> SheetInfo:
    return SheetInfo(
        name=sheet.name,
        hidden=sheet.hidden,
        hidden_rows=scan.hidden_rows,
        merged=tuple(scan.merged),
        epoch_1904=epoch_1904,
    )


def _faults(package: Package, part: str, *, regular: bool) -> Callable[[], Faults]:
    return lambda: faulty_cells(package.pieces(part), regular=regular, file=package.file, part=part)


def _scan(package: Package, sheet: SheetPart, ahead: ReadAhead | None) -> SheetScan:
    pieces = package.pieces(sheet.part)
    scan = ahead.beside(scan_sheet, pieces) if ahead else scan_sheet(pieces)
    if ahead and scan.suspect:
        ahead.drop()
    refuse_impossible(scan.rows, scan.columns, file=package.file, sheet=sheet.name)
    if scan.rows * scan.columns > MAX_CELLS:
        rows, columns = filled_extent(package.pieces(sheet.part))
        refuse_sparse(rows, columns, file=package.file, sheet=sheet.name)
    return scan

"""Binary xlsx and OpenDocument workbooks, built by hand since nothing here writes them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from liuke.sheets.reading.model import Batch, CellFault
from liuke.sheets.reading.open_file import open_file
from liuke.sheets.reading.refusals import (
    FileDamaged,
    FilePasswordProtected,
    SheetTooSparse,
    XmlDeclarationForbidden,
)

Read = Callable[..., Batch]

RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def _number(value: int) -> bytes:
    encoded = b""
    while value > 0x7F:
        encoded += bytes([value & 0x7F | 0x80])
        value >>= 7
    return encoded + bytes([value])


def _record(kind: int, content: bytes = b"") -> bytes:
    return _number(kind) + _number(len(content)) + content


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _row(number: int, *, hidden: bool = False) -> bytes:
    return _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def _cell(kind: int, column: int, content: bytes) -> bytes:
    return _record(kind, struct.pack("<II", column, 0) + content)


def _xlsb(path: Path, cells: bytes, *, epoch_1904: bool = False, cut_at: int | None = None) -> Path:
    relation = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    properties = _record(153, struct.pack("<II", int(epoch_1904), 0) + _text(""))
    bundle = _record(156, struct.pack("<II", 1, 1) + _text("rId1") + _text("维修"))
    book = _record(131) + properties + _record(143) + bundle + _record(144) + _record(132)
    dimension = _record(148, struct.pack("<4I", 0, 9, 0, 9))
    merge = _record(177, struct.pack("<I", 1)) + _record(176, struct.pack("<4I", 0, 0, 1, 3)) + _record(178)
    sheet = _record(129) + dimension + _record(145) + cells + _record(146) + merge + _record(130)
    with zipfile.ZipFile(path, "w") as archive:
        root = relation.format("r1", OFFICE, "officeDocument", "xl/workbook.bin")
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{RELS}">{root}</Relationships>')
        first = relation.format("rId1", OFFICE, "worksheet", "worksheets/sheet1.bin")
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{RELS}">{first}</Relationships>'
        )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet[:cut_at])
    return path


def _ods(path: Path, content: str, *, manifest: str = "") -> Path:
    spaces = " ".join(f'xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text"))
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = "".join(line.strip() for line in content.splitlines())  # calamine takes no indented rows
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", f'<manifest xmlns="{OPEN}:manifest:1.0">{manifest}</manifest>'
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces} {calc}><office:body><office:spreadsheet>"
            f'<table:table table:name="维修">{content}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


@pytest.mark.parametrize("name", ["orders.xlsb", "orders.xls"])
def test_a_binary_workbook_is_read_with_all_it_hides(name: str, tmp_path: Path, read: Read) -> None:
    header = _row(0) + _cell(6, 1, _text("车架号")) + _cell(5, 2, struct.pack("<d", 1234.5))
    faults = _cell(3, 2, b"\x17") + _cell(11, 3, b"\x2a" + bytes(10))
    cells = header + _row(2, hidden=True) + _cell(4, 1, b"\1") + faults
    path = _xlsb(tmp_path / name, cells, epoch_1904=True)
    source = open_file(path)
    info = source.sheets[0]
    assert source.kind == "xlsb"
    assert (info.name, info.hidden, info.hidden_rows, info.epoch_1904) == ("维修", True, 1, True)
    assert info.merged == ((1, 1, 1, 3),)
    batch = read(path)
    assert batch.rows == [
        [None, "车架号", "1234.5"],
        [None, None, None],
        [None, "TRUE", "#REF!", "#N/A"],
    ]
    assert batch.cells == {(3, 2): CellFault.ERROR_VALUE, (3, 3): CellFault.ERROR_VALUE}


def test_a_stray_cell_far_out_in_a_binary_workbook_is_refused(tmp_path: Path) -> None:
    cells = (
        _row(0) + _cell(5, 0, struct.pack("<d", 1)) + _row(1_048_575) + _cell(5, 16_383, struct.pack("<d", 1))
    )
    with pytest.raises(SheetTooSparse, match=r"Sheet 维修 of orders.xlsb .* row 1048576 and column XFD"):
        open_file(_xlsb(tmp_path / "orders.xlsb", cells))


def test_half_a_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileDamaged, match="in the middle of a record"):
        open_file(_xlsb(tmp_path / "orders.xlsb", _row(0), cut_at=30))


def test_an_open_document_is_read_with_all_it_hides(tmp_path: Path, read: Read) -> None:
    path = _ods(
        tmp_path / "orders.ods",
        """<table:table-row table:number-rows-repeated="2">
        <table:table-cell table:number-columns-repeated="2"/>
        <table:table-cell office:value-type="string" table:number-columns-spanned="2">
        <text:p>车<text:s/>架号</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
        <table:table-row table:visibility="filter">
        <table:table-cell office:value-type="float" office:value="1234.5"/>
        <table:table-cell office:value-type="date" office:date-value="2024-03-05"/>
        <table:table-cell office:value-type="date" office:date-value="2024-03-05T09:30:00"/>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>
        <table:table-row table:number-rows-repeated="3">
        <table:table-cell table:number-columns-repeated="2" table:formula="of:=1/0" calcext:value-type="error" office:value-type="string" office:string-value="">
        <office:annotation><text:p>note</text:p></office:annotation><text:p>#DIV/0!</text:p></table:table-cell>
        <table:table-cell table:formula="of:=[.A1]"/></table:table-row>
        <table:table-row table:visibility="collapse" table:number-rows-repeated="1048570">
        <table:table-cell table:number-columns-repeated="16384"/></table:table-row>""",
    )
    info = open_file(path).sheets[0]
    assert (info.name, info.hidden_rows, info.merged) == ("维修", 1, ((1, 2, 1, 3),))
    batch = read(path, size=4)
    assert batch.numbers == [1, 2, 3, 4, 5, 6]
    assert batch.rows[1] == [None, None, "车 架号", None]
    assert batch.rows[2] == ["1234.5", "2024-03-05", "2024-03-05 09:30:00", "TRUE"]
    assert [row[:3] for row in batch.rows[3:]] == [["#DIV/0!", "#DIV/0!", "=[.A1]"]] * 3
    assert batch.cells[6, 0] is CellFault.ERROR_VALUE
    assert batch.cells[6, 2] is CellFault.UNCACHED_FORMULA
    assert len(batch.cells) == 9


def test_an_open_document_of_a_thousand_million_cells_is_refused(tmp_path: Path) -> None:
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
    row += 'office:value="1" table:number-columns-repeated="1024"/></table:table-row>'
    with pytest.raises(SheetTooSparse, match="column AMJ"):
        open_file(_ods(tmp_path / "orders.ods", row))


def test_a_document_type_in_an_open_document_is_refused(tmp_path: Path) -> None:
    path = _ods(tmp_path / "orders.ods", "")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("styles.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>')
    with pytest.raises(XmlDeclarationForbidden, match=r"\(styles.xml\)"):
        open_file(path)


def test_an_open_document_with_a_password_is_refused_by_name(tmp_path: Path) -> None:
    manifest = "<file-entry full-path='content.xml'><encryption-data/></file-entry>"
    with pytest.raises(FilePasswordProtected, match=r"orders.ods is protected by a password"):
        open_file(_ods(tmp_path / "orders.ods", "", manifest=manifest))

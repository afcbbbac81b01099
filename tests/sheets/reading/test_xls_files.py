"""xls workbooks of Excel 97 to 2003, as many older systems still export them."""

from __future__ import annotations

import datetime as dt
import os
import struct
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlwt

from liuke.sheets.reading.model import Batch, CellFault
from liuke.sheets.reading.open_file import open_file
from liuke.sheets.reading.refusals import FileDamaged, FilePasswordProtected, FileRefused, FormatUnknown

Read = Callable[..., Batch]
Compound = Callable[[Mapping[str, bytes]], bytes]
Saved = Callable[[str, bytes], Path]

DAY = xlwt.easyxf(num_format_str="yyyy-mm-dd")


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


BEGIN, END = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)), _record(0x0A, b"")
BEGIN_SHEET = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))


def _workbook(sheet: bytes) -> bytes:
    """The stream of a workbook with one sheet ``S``."""
    name = struct.pack("<BBBB", 0, 0, 1, 0) + b"S"
    start = len(BEGIN + END) + 4 + 4 + len(name)
    return BEGIN + _record(0x85, struct.pack("<I", start) + name) + END + BEGIN_SHEET + sheet + END


@pytest.mark.parametrize("epoch_1904", [False, True], ids=["1900", "1904"])
def test_a_workbook_of_excel_2003_is_read_with_all_it_hides(
    epoch_1904: bool, tmp_path: Path, read: Read
) -> None:
    path = tmp_path / "orders.xls"
    book = xlwt.Workbook()
    book.dates_1904 = epoch_1904
    sheet = book.add_sheet("维修工单")
    sheet.write_merge(0, 0, 1, 3, "维修明细")
    sheet.write(2, 1, "䶮𬭎")
    sheet.write(2, 2, dt.date(2024, 3, 5), DAY)
    sheet.write(3, 1, 1234.5)
    sheet.write(3, 2, True)
    sheet.row(3).hidden = True
    old = book.add_sheet("旧")
    old.visibility = 1
    book.save(str(path))
    source = open_file(path)
    assert source.kind == "xls"
    assert [(info.name, info.hidden, info.hidden_rows) for info in source.sheets] == [
        ("维修工单", False, 1),
        ("旧", True, 0),
    ]
    assert source.sheets[0].merged == ((1, 1, 1, 3),)
    assert source.sheets[0].epoch_1904 is epoch_1904
    batch = read(path)
    assert batch.numbers == [1, 2, 3, 4]
    assert batch.rows[2:] == [[None, "䶮𬭎", "2024-03-05"], [None, "1234.5", "TRUE"]]


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_workbook_whose_name_is_gb18030_is_read_and_named(tmp_path: Path, read: Read) -> None:
    path = tmp_path / os.fsdecode("维修工单.xls".encode("gb18030"))
    book = xlwt.Workbook()
    book.add_sheet("S").write(0, 0, "䶮")
    with path.open("wb") as stream:
        book.save(stream)
    assert open_file(path).name == "维修工单.xls"
    assert read(path).rows == [["䶮"]]


def test_error_values_are_shown_and_told(compound: Compound, saved: Saved, read: Read) -> None:
    number = _record(0x203, struct.pack("<HHHd", 1, 0, 0, 7.0))
    error = _record(0x205, struct.pack("<HHHBB", 1, 1, 0, 0x17, 1))
    result = struct.pack("<B1xB3x2s", 2, 0x2A, b"\xff\xff")
    formula = _record(0x06, struct.pack("<HHH", 2, 1, 0) + result + struct.pack("<HIH", 0, 0, 1) + b"\x16")
    path = saved("orders.xls", compound({"Workbook": _workbook(number + error + formula)}))
    batch = read(path)
    assert batch.rows == [[None, None], ["7", "#REF!"], [None, "#N/A"]]
    assert batch.cells == {(2, 1): CellFault.ERROR_VALUE, (3, 1): CellFault.ERROR_VALUE}


def test_a_workbook_with_a_password_is_refused_by_name(compound: Compound, saved: Saved) -> None:
    stream = BEGIN + _record(0x2F, b"\1\0" + b"x" * 52) + b"\xc3" * 5_000
    with pytest.raises(FilePasswordProtected, match=r"orders.xls is protected by a password"):
        open_file(saved("orders.xls", compound({"Workbook": stream})))


@pytest.mark.parametrize("name", ["orders.xlsx", "orders.xls", "orders.csv"])
def test_an_encrypted_xlsx_is_refused_by_name(name: str, compound: Compound, saved: Saved) -> None:
    streams = {"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\x9a" * 6_000}
    with pytest.raises(FilePasswordProtected, match=rf"{name} is protected by a password"):
        open_file(saved(name, compound(streams)))


def test_a_word_document_is_named_as_such(compound: Compound, saved: Saved) -> None:
    with pytest.raises(FormatUnknown, match="a Word document"):
        open_file(saved("orders.xls", compound({"WordDocument": b"x"})))


@pytest.mark.parametrize(
    "sheet",
    [
        _record(0x200, struct.pack("<IIHHH", 0, 4_000_000_000, 0, 60_000, 0)),
        _record(0x203, struct.pack("<HHHd", 65_535, 60_000, 0, 1.0)),
        _record(0x205, b"\0\0"),
    ],
    ids=["dimensions beyond any sheet", "a cell beyond any sheet", "half a cell"],
)
def test_impossible_sheets_are_refused_before_memory_is_reserved(
    sheet: bytes, compound: Compound, saved: Saved, read: Read
) -> None:
    with pytest.raises(FileDamaged, match=r"orders.xls is damaged"):
        read(saved("orders.xls", compound({"Workbook": _workbook(sheet)})))


@pytest.mark.parametrize("length", [300, 600, 1_100, 3_000])
def test_a_cut_off_workbook_is_refused(length: int, compound: Compound, saved: Saved) -> None:
    whole = compound({"Workbook": _workbook(b"")})
    with pytest.raises(FileRefused):
        open_file(saved("orders.xls", whole[:length]))

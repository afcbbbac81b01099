"""xlsx workbooks of Excel, WPS, POI, openpyxl and xlsxwriter, and what they hide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from liuke.sheets.reading.model import Batch, CellFault
from liuke.sheets.reading.open_file import open_file
from liuke.sheets.reading.refusals import FileDamaged, NoSheet, SheetTooSparse

Read = Callable[..., Batch]
Xlsx = Callable[..., Path]

ERROR, BARE = CellFault.ERROR_VALUE, CellFault.UNCACHED_FORMULA
RICH = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = {
    "main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "office": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def _row(cells: str, number: int = 1) -> str:
    return f'<sheetData><row r="{number}">{cells}</row></sheetData>'


@pytest.mark.parametrize("epoch_1904", [False, True], ids=["1900", "1904"])
def test_typed_cells_become_the_text_their_owner_sees(epoch_1904: bool, tmp_path: Path, read: Read) -> None:
    path = tmp_path / "orders.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": epoch_1904})
    sheet = book.add_worksheet("维修")
    day, second, time, hours = (
        book.add_format({"num_format": code})
        for code in ("yyyy-mm-dd", "yyyy/m/d h:mm:ss", "h:mm", "[h]:mm:ss")
    )
    sheet.write_datetime(0, 0, dt.date(2024, 3, 5), day)
    sheet.write_datetime(0, 1, dt.datetime.fromisoformat("2024-03-05 09:30:12"), second)
    sheet.write_datetime(0, 2, dt.datetime.fromisoformat("2024-03-05"), second)
    sheet.write_datetime(0, 3, dt.time(9, 30), time)
    sheet.write_number(0, 4, 1.25, hours)
    sheet.write_number(0, 5, 45356)
    sheet.write_boolean(0, 6, True)
    sheet.write_string(0, 7, "  首保 \n")
    book.close()
    assert read(path).rows == [
        [
            "2024-03-05",
            "2024-03-05 09:30:12",
            "2024-03-05",
            "09:30:00",
            "30:00:00",
            "45356",
            "TRUE",
            "  首保 \n",
        ]
    ]
    assert open_file(path).sheets[0].epoch_1904 is epoch_1904


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("13812345678", "13812345678"),
        ("0.30000000000000004", "0.3"),
        ("1234.5", "1234.5"),
        ("-12.50", "-12.5"),
        ("1.0000000000000001E-5", "0.00001"),
        ("1E3", "1000"),
        ("999999999999999", "999999999999999"),
        ("1.38E+15", "1.38E+15"),
        ("310101199001011234", "3.10101199001011E+17"),
        ("-0", "0"),
    ],
)
def test_numbers_have_fifteen_digits_and_no_exponent_below_10_to_15(
    stored: str, text: str, xlsx: Xlsx, read: Read
) -> None:
    assert read(xlsx(_row(f'<c r="A1"><v>{stored}</v></c><c r="B1"><v>1</v></c>'))).rows == [[text, "1"]]


def test_rows_and_columns_stand_where_the_spreadsheet_shows_them(xlsx: Xlsx, read: Read) -> None:
    rows = '<row r="3"><c r="C3"><v>1</v></c></row><row r="5"><c r="B5"><v>2</v></c></row>'
    sheet = f"<sheetData>{rows}</sheetData>"
    batch = read(xlsx(sheet), size=2)
    assert batch.numbers == [1, 2, 3, 4, 5]
    assert [row for row in batch.rows if any(row)] == [[None, None, "1"], [None, "2", None]]


def test_a_sheet_without_cell_names_is_read_by_position(xlsx: Xlsx, read: Read) -> None:
    sheet = (
        "<sheetData><row><c><v>1</v></c><c t='e'><v>#N/A</v></c></row><row><c><v>2</v></c></row></sheetData>"
    )
    batch = read(xlsx(sheet))
    assert batch.rows == [["1", "#N/A"], ["2", None]]
    assert batch.cells == {(1, 1): ERROR}


def test_blank_rows_at_the_end_are_not_delivered(xlsx: Xlsx, read: Read) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v></v></c></row><row r="900"><c r="A900" s="0"/></row></sheetData>'
    )
    assert read(xlsx(sheet)).numbers == [1]


@pytest.mark.parametrize("reference", ["A1", "A1:XFD1048576", "B7:C9"])
def test_a_wrong_dimension_changes_nothing(reference: str, xlsx: Xlsx, read: Read) -> None:
    sheet = f'<dimension ref="{reference}"/>' + _row('<c r="A1"><v>1</v></c><c r="C1"><v>2</v></c>')
    assert read(xlsx(sheet)).rows == [["1", None, "2"]]


def test_strict_open_xml_and_its_iso_dates_are_read(xlsx: Xlsx, read: Read) -> None:
    cells = '<c r="A1" t="d"><v>2024-03-05</v></c><c r="B1" t="d"><v>2024-03-05T10:11:12</v></c>'
    assert read(xlsx(_row(cells), **STRICT)).rows == [["2024-03-05", "2024-03-05 10:11:12"]]


@pytest.mark.parametrize(
    ("cell", "text", "fault"),
    [
        ('<c r="B1" t="e"><v>#REF!</v></c>', "#REF!", ERROR),
        ('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", ERROR),
        ('<c r="B1" t="e"><v>#SPILL!</v></c>', "#SPILL!", ERROR),
        ("<c r='B1' t='e'><v>#N/A</v></c>", "#N/A", ERROR),
        ('<c r="B1"><f>A1*2</f></c>', "=A1*2", BARE),
        ('<c r="B1"><f>A1*2</f><v/></c>', "=A1*2", BARE),
        ('<c r="B1"><f>A1*2</f><v></v></c>', "=A1*2", BARE),
        ('<c r="B1"><f>A1&amp;"x"</f>\n</c>', '=A1&"x"', BARE),
        ('<c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f></c>', "=A1*2", BARE),
        ('<c r="B1"><f>A1*2</f><v>14</v></c>', "14", None),
        ('<c r="B1" t="str"><f>A1&amp;"x"</f><v>7x</v></c>', "7x", None),
        ('<c r="B1" t="str"><f>""</f><v></v></c>', None, None),
        ('<c r="B1" t="inlineStr"><is><t>#REF!</t></is></c>', "#REF!", None),
    ],
)
def test_error_values_and_formulas_without_result_are_shown_and_told(
    cell: str, text: str | None, fault: CellFault | None, xlsx: Xlsx, read: Read
) -> None:
    batch = read(xlsx(_row(f'<c r="A1"><v>7</v></c>{cell}<c r="C1"><v>8</v></c>')))
    assert batch.rows == [["7", text, "8"]]
    assert batch.cells == ({(1, 1): fault} if fault else {})


def test_faults_are_found_in_xml_with_prefixes(
    xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path, read: Read
) -> None:
    parts = xlsx_parts()
    parts["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{RICH}"><x:sheetData><x:row r="1" hidden="1"><x:c r="A1"><x:f>B1</x:f></x:c>'
        '<x:c r="B1" t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    path = parts.save(tmp_path / "data.xlsx")
    batch = read(path)
    assert batch.rows == [["=B1", "#N/A"]]
    assert batch.cells == {(1, 0): BARE, (1, 1): ERROR}
    assert open_file(path).sheets[0].hidden_rows == 1


def test_formulas_to_the_right_of_and_below_all_values_are_shown(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "orders.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["a", 1])
    sheet["D1"] = "=B1*2"
    sheet["B6"] = "=SUM(B1:B1)"
    book.save(path)
    batch = read(path, size=2)
    assert batch.numbers == [1, 2, 3, 4, 5, 6]
    assert batch.rows[0] == ["a", "1", None, "=B1*2"]
    assert batch.rows[5] == [None, "=SUM(B1:B1)"]
    assert batch.cells == {(1, 3): BARE, (6, 1): BARE}


def test_faults_far_down_are_put_into_their_own_row(xlsx: Xlsx, read: Read) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c>'
        + (f'<c r="B{n}" t="e"><v>#N/A</v></c>' if n % 1_000 == 0 else "")
        + "</row>"
        for n in range(1, 60_001)
    )
    batch = read(xlsx(f"<sheetData>{rows}</sheetData>"))
    assert list(batch.cells) == [(n, 1) for n in range(1_000, 60_001, 1_000)]
    assert batch.rows[58_999] == ["59000", "#N/A"]
    assert batch.rows[59_000] == ["59001", None]


def test_what_is_hidden_or_merged_is_told(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "orders.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("维修 & 保养")
    sheet.merge_range("A1:C1", "维修明细")
    sheet.merge_range("A2:A3", "VIN")
    sheet.merge_range("B60:C60", "below the header")
    for row in range(10, 30):
        sheet.write_number(row, 0, row)
        sheet.set_row(row, None, None, {"hidden": row % 2 == 0})
    sheet.set_row(50, 30)
    hidden = book.add_worksheet("旧数据")
    hidden.write(0, 0, "x")
    hidden.hide()
    book.add_chartsheet("图")
    book.close()
    first, second = open_file(path).sheets
    assert (first.name, first.hidden, first.hidden_rows) == ("维修 & 保养", False, 10)
    assert set(first.merged) == {(1, 0, 1, 2), (2, 0, 3, 0)}
    assert (second.name, second.hidden) == ("旧数据", True)
    assert read(path, "旧数据").rows == [["x"]]


def test_empty_formatted_cells_down_to_the_last_row_cost_no_memory(xlsx: Xlsx, read: Read) -> None:
    filled = '<row r="1"><c r="A1"><v>1</v></c></row>'
    empty = "".join(
        f'<row r="{n}"><c r="A{n}" s="0"/><c r="XFD{n}" s="0"/></row>' for n in range(2, 1_048_577, 8)
    )
    assert read(xlsx(f"<sheetData>{filled}{empty}</sheetData>")).rows == [["1"]]


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r='CVA1048576'><v>1</v></c></row>",
    ],
)
def test_a_stray_cell_in_the_far_corner_is_refused_and_named(far: str, xlsx: Xlsx) -> None:
    sheet = f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{far}</sheetData>'
    with pytest.raises(SheetTooSparse, match=r"Sheet Data of data.xlsx .* row 1048576 and column (XFD|CVA)"):
        open_file(xlsx(sheet))


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="9999999"><c r="A9999999"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c>',
        '<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1" t="n"><v>abc</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="AAAA1" t="e"><v>#N/A</v></c></row></sheetData>',
    ],
    ids=["row too far", "cut off", "text that does not exist", "text as number", "column too far"],
)
def test_a_sheet_that_makes_no_sense_is_refused_as_damaged(sheet: str, xlsx: Xlsx, read: Read) -> None:
    with pytest.raises(FileDamaged, match=r"data.xlsx is damaged"):
        read(xlsx(sheet))


def test_a_workbook_of_charts_only_has_no_sheet(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "charts.xlsx")
    sheet = book.add_worksheet("x")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=x!$A$1:$A$2"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    assert sheet.name == "x"
    assert [info.name for info in open_file(tmp_path / "charts.xlsx").sheets] == ["x"]


def test_a_workbook_without_a_worksheet_is_refused(
    xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    parts = xlsx_parts()
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace("/worksheet", "/chartsheet")
    with pytest.raises(NoSheet, match=r"data.xlsx contains no sheet"):
        open_file(parts.save(tmp_path / "data.xlsx"))


def test_macros_are_not_touched_and_external_links_not_followed(
    xlsx_parts: Callable[..., dict[str, str]], tmp_path: Path, read: Read
) -> None:
    parts = xlsx_parts('<sheetData><row r="1"><c r="A1"><f>[1]x!A1</f><v>5</v></c></row></sheetData>')
    parts["xl/vbaProject.bin"] = b"not even a project"
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships><Relationship Id="rId1" Type="x" Target="file:///etc/passwd" TargetMode="External"/>'
        "</Relationships>"
    )
    assert read(parts.save(tmp_path / "orders.xlsm")).rows == [["5"]]


def test_the_head_can_be_looked_at_before_all_is_read(xlsx: Xlsx) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 101))
    source = open_file(xlsx(f"<sheetData>{rows}</sheetData>"))
    assert next(source.batches("Data", size=3)).rows == [["1"], ["2"], ["3"]]
    assert sum(len(batch.rows) for batch in source.batches("Data", size=30)) == 100
    assert sum(len(batch.rows) for batch in source.batches("Data", size=7)) == 100

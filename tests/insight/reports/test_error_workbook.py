"""The rejected rows as a form to correct and to feed back in."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from liuke.insight.reports.workbook.write_error_workbook import write_error_workbook
from liuke.sheets.intake.account import RejectedRow
from liuke.sheets.reading.open_file import open_file
from liuke.sheets.recognition.mapping_file import MappingFile
from liuke.sheets.recognition.recognise import recognise

HEADER = ("车架号", "交车日期", "手机", "车系", "备注")


def row(number: int, cells: list[str | None], *faults: tuple[str, str, str, str | None]) -> RejectedRow:
    return RejectedRow("新车销售明细.xlsx", "销售明细", number, HEADER, cells, faults)


def written(rows: list[RejectedRow], path: Path) -> openpyxl.Workbook:
    assert write_error_workbook(rejected=iter(rows), path=path) == len(rows)
    return openpyxl.load_workbook(path)


def values(sheet: Worksheet, line: int) -> list[object]:
    return [cell.value for cell in sheet[line]]


@pytest.fixture
def sheet(tmp_path: Path) -> Worksheet:
    rows = [
        row(7, ["LATPAB071W10O5301", "2024-03-05", "13800001111", "ES6", "=cmd|' /C calc'!A0"],
            ("车架号", "LATPAB071W10O5301", "vin_character", "LATPAB071W1005301")),
        row(9, [None, "2024/2/30", "1.38E+10"],
            ("车架号", "", "missing", None), ("交车日期", "2024/2/30", "impossible_date", None),
            ("手机", "1.38E+10", "phone_digits_lost", None)),
    ]  # fmt: skip
    return written(rows, tmp_path / "errors.xlsx")["新车销售明细_销售明细"]


def test_a_row_stands_as_it_stood_with_its_fault_before_it(sheet: Worksheet) -> None:
    assert values(sheet, 1) == ["拒收工作表", "拒收行号", "拒收列", "拒收值", "拒收原因", *HEADER]
    assert values(sheet, 2) == [
        "销售明细", 7, "车架号", "LATPAB071W10O5301",
        "车架号含 I、O、Q 等不可能的字符（可能是LATPAB071W1005301）",
        "LATPAB071W10O5301", "2024-03-05", "13800001111", "ES6", "=cmd|' /C calc'!A0",
    ]  # fmt: skip


def test_a_row_with_three_faults_is_one_row(sheet: Worksheet) -> None:
    assert sheet.max_row == 3
    assert values(sheet, 3)[1:4] == [9, "车架号、交车日期、手机", "2024/2/30、1.38E+10"]
    assert values(sheet, 3)[4] == "必填项为空、不存在的日期、手机号丢了位数（1.38E+10）"


def test_cells_at_fault_are_marked_also_where_they_are_empty(sheet: Worksheet) -> None:
    marked = [cell.column for cell in sheet[3] if cell.fill.fgColor.rgb == "FFFBE3DD"]
    assert marked == [6, 7, 8]


def test_every_cell_is_text_and_no_formula(sheet: Worksheet) -> None:
    hostile = sheet.cell(2, 10)
    assert (hostile.data_type, hostile.quotePrefix) == ("s", True)
    assert all(cell.data_type == "s" for line in (2, 3) for cell in sheet[line][5:] if cell.value)
    assert sheet.cell(2, 8).number_format == "@"


def test_the_form_can_be_fed_back_in(sheet: Worksheet, tmp_path: Path) -> None:
    source = open_file(tmp_path / "errors.xlsx")
    info = source.sheets[0]
    head = next(iter(source.batches(info.name, size=50)))
    plan = recognise(file=source.name, info=info, head=head, mapping=MappingFile(), answers={})
    assert plan.kind == "vehicle_sales"
    assert {plan.names[m.column]: m.field for m in plan.matches} == {
        "车架号": "vin", "交车日期": "delivery_day", "手机": "phone", "车系": "series",
    }  # fmt: skip
    assert list(plan.unknown_columns) == ["备注"]


def test_what_cannot_be_repaired_is_not_called_another_form(tmp_path: Path) -> None:
    book = written(
        [row(2, [None, "昨天"], ("交车日期", "昨天", "date_form", None))], tmp_path / "errors.xlsx"
    )
    assert values(book.worksheets[0], 2)[4] == "不是能认出的日期"


def test_each_input_has_a_sheet_whose_name_a_spreadsheet_accepts(tmp_path: Path) -> None:
    places = [
        ("维修工单[城南]*?.csv", "维修工单[城南]*?"),
        ("一个名字非常非常非常非常非常非常非常非常长的文件.xlsx", "第一张工作表"),
        ("一个名字非常非常非常非常非常非常非常非常长的文件.xlsx", "第二张工作表"),
        ("a.xlsx", "X"),
        ("A.xlsx", "x"),
    ]
    rows = [
        RejectedRow(file, name, 2, ("c",), ["v"], (("c", "v", "date_form", None),)) for file, name in places
    ]
    book = written([*rows, *rows], tmp_path / "errors.xlsx")
    assert len(book.sheetnames) == len(places)
    assert len({name.lower() for name in book.sheetnames}) == len(places)
    assert all(len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in book.sheetnames)
    assert all(sheet.max_row == 3 for sheet in book), "mixed rows find their sheet"


@pytest.mark.parametrize(
    ("case", "text", "kept"),
    [
        ("control characters", "a\x00b\x1fc", "a\x00b\x1fc"),
        ("half a character", "a\ud800b", "a�b"),
        ("rare characters", "䶮𬭎", "䶮𬭎"),
        ("longer than a cell", "长" * 40_000, "长" * 32_766 + "…"),
        ("markup", "<a href='x'>&amp;", "<a href='x'>&amp;"),
        ("what looks like an address", "http://example.com", "http://example.com"),
        ("a formula", "=HYPERLINK(\"x\")", "=HYPERLINK(\"x\")"),
    ],
)  # fmt: skip
def test_any_text_survives(case: str, text: str, kept: str, tmp_path: Path) -> None:
    rows = [row(2, [text], ("车架号", text, "vin_length", None))]
    sheet = written(rows, tmp_path / "errors.xlsx")["新车销售明细_销售明细"]
    shown = sheet.cell(2, 6).value
    assert openpyxl.utils.escape.unescape(shown) == kept
    assert sheet.cell(2, 6).hyperlink is None


def test_rows_longer_or_shorter_than_their_header_are_kept(tmp_path: Path) -> None:
    rows = [
        row(2, ["a", "b", "c", "d", "e", "f", "g"], ("车架号", "a", "vin_length", None)),
        row(3, [], ("", "", "nul", None)),
    ]
    sheet = written(rows, tmp_path / "errors.xlsx")["新车销售明细_销售明细"]
    assert values(sheet, 2)[5:] == ["a", "b", "c", "d", "e", "f", "g"]
    assert values(sheet, 3)[4] == "行内有空字符（NUL）"


def test_without_rejected_rows_there_is_no_file(tmp_path: Path) -> None:
    assert write_error_workbook(rejected=iter([]), path=tmp_path / "errors.xlsx") == 0
    assert list(tmp_path.iterdir()) == []

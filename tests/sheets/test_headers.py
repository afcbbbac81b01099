"""Where the header stands and what its words mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from liuke.sheets.intake.refusals import NothingRecognised, NoUsableRow
from liuke.sheets.intake.take_in import plan_files
from liuke.sheets.recognition.mapping_file import MappingFile, load_mapping, mapping_of
from liuke.sheets.recognition.refusals import (
    DuplicateHeaders,
    MappingDoesNotFit,
    NothingInFile,
    OnlyHiddenSheets,
    RequiredColumnMissing,
)


def kinds(taken: Any) -> list[str]:
    return [s.kind for s in taken.intake.sheets]


def test_titles_totals_notes_and_blank_lines_are_skipped_and_counted(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [
        ["城东店维修工单明细表"],
        ["制表日期：2024-10-01"],
        order_header,
        order(),
        [],
        ["", "", "", "", "", "", "", "", ""],
        order_header,
        order(工单号="RO2"),
        ["合计", "", "", "", "", "2400.00"],
        ["制表人：林晓"],
    ]
    taken = take_in(write_csv("维修工单.csv", rows))
    (sheet,) = taken.intake.sheets
    assert (sheet.rows_read, sheet.accepted, sheet.skipped, sheet.rejected) == (10, 2, 8, 0)
    skipped = {r.code: r.rows for r in taken.intake.remarks if r.reaction == "skipped"}
    assert skipped == {"title": 2, "header": 2, "blank": 2, "total": 1, "footer": 1}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("车架号", "vin"), ("VIN", "vin"), ("底盘号", "vin"), ("车辆识别代号", "vin"), ("車架號(VIN)", "vin"),
        ("Chassis No.", "vin"), ("*车架号 ", "vin"), ("车架号/VIN", "vin"), ("VIN（17位）", "vin"),
    ],
)  # fmt: skip
def test_every_word_for_a_vin_is_understood(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], header: str, field: str
) -> None:
    renamed = [header if name == "车架号" else name for name in order_header]
    taken = take_in(write_csv("维修工单.csv", [renamed, order()]))
    assert not taken.questions
    assert taken.rows("work_orders", field) == [("LATPAB071W1005301",)]


def test_an_unsure_column_is_asked_about(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    renamed = ["识别串" if name == "车架号" else name for name in order_header]
    taken = take_in(write_csv("维修工单.csv", [renamed, order()]))
    assert [(q.code, q.subject, q.proposal) for q in taken.questions] == [("column", "识别串", "vin")]


def test_a_header_of_two_rows_is_understood_and_asked_about(take_in: Any, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["维修工单", None, "车辆信息", None, "费用", None, None])
    sheet.append(["工单号", "进厂时间", "车架号", "车牌号", "工时费", "材料费", "结算金额"])
    sheet.append(["RO1", "2024-01-05", "LATPAB071W1005301", "沪AD12345", 100, 200.5, 300.5])
    for cells in ("A1:B1", "C1:D1", "E1:G1"):
        sheet.merge_cells(cells)
    path = tmp_path / "工单.xlsx"
    book.save(path)
    taken = take_in(path)
    assert [q.code for q in taken.questions] == ["header_rows"]
    assert taken.rows("work_orders", "order_no, vin, labour_fen, parts_fen, total_fen") == [
        ("RO1", "LATPAB071W1005301", 10_000, 20_050, 30_050)
    ]
    assert taken.intake.sheets[0].skipped == 2


def test_groups_tell_equal_words_of_a_two_row_header_apart(take_in: Any, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["工单号", "车架号", "车主", None, "送修人", None, "进厂时间"])
    sheet.append([None, None, "姓名", "电话", "姓名", "电话", None])
    sheet.append(["RO1", "LATPAB071W1005301", "林晓", "13800001111", "梅芳", "13900002222", "2024-01-05"])
    for cells in ("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2"):
        sheet.merge_cells(cells)
    path = tmp_path / "工单.xlsx"
    book.save(path)
    taken = take_in(path)
    assert taken.rows("work_orders", "order_no, owner_name, phone") == [("RO1", "林晓", "13800001111")]


def test_duplicate_headers_are_refused_naming_both_columns(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    path = write_csv("维修工单.csv", [[*order_header, "车牌号"], [*order(), "沪AD12345"]])
    with pytest.raises(DuplicateHeaders) as refused:
        take_in(path)
    assert (refused.value.parameters["first"], refused.value.parameters["second"]) == ("I", "J")


@pytest.mark.parametrize(
    ("dropped", "missing"),
    [("车架号", "vin"), ("工单号", "order_no"), ("进厂时间", "arrived_at|opened_at|settled_at")],
)
def test_a_required_column_without_a_candidate_is_refused_by_name(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], dropped: str, missing: str
) -> None:
    keep = [i for i, name in enumerate(order_header) if name != dropped]
    rows = [[row[i] for i in keep] for row in (order_header, order())]
    with pytest.raises(RequiredColumnMissing) as refused:
        take_in(write_csv("维修工单.csv", rows))
    assert refused.value.parameters["field"] == missing


VINS = ["LATPAB071W1005301", "LATPAB073W1005302", "LATPAB075W1005303"]


@pytest.mark.parametrize(
    ("header", "columns", "missing"),
    [
        ("门店,车架号,进厂时间,业务类型,结算金额", "城东店,{vin},2023-03-01,保养,380.00", "order_no"),
        ("门店,车架号,进厂时间,业务类型,结算金额", "城东店,{vin},2023-03-01,保养,43500", "order_no"),
        ("门店,车架号,进厂时间,业务类型,实付款", "城东店,{vin},2023-03-01,保养,43500", "order_no"),
        ("门店,车架号,开单时间,手机号,车牌号", "城东店,{vin},2023-03-01,13800001111,沪AD12345", "order_no"),
        ("门店,车架号,客户电话,车系,成交价", "城东店,{vin},13800001111,ES6,43800", "delivery_day"),
        ("门店,车架号,客户电话,车系,车款合计", "城东店,{vin},13800001111,ES6,43800", "delivery_day"),
    ],
    ids=["amounts", "amounts like days", "an unknown word", "another date", "prices", "an unknown price"],
)
def test_an_amount_is_no_date_where_the_date_or_number_is_missing(
    take_in: Any, write_csv: Any, header: str, columns: str, missing: str
) -> None:
    rows = [header.split(","), *(columns.format(vin=vin).split(",") for vin in VINS)]
    with pytest.raises(RequiredColumnMissing) as refused:
        take_in(write_csv("导出.csv", rows))
    assert refused.value.parameters["field"] == missing


@pytest.mark.parametrize(("header", "cell"), [("上牌日期", "45292"), ("上牌", "2024-01-01")])
def test_a_column_of_dates_is_asked_about_where_the_date_is_missing(
    take_in: Any, write_csv: Any, header: str, cell: str
) -> None:
    rows = [["门店", "车架号", "车系", "成交价", header], ["城东店", VINS[0], "ES6", "368000", cell]]
    taken = take_in(write_csv("新车销售.csv", rows))
    assert [(q.code, q.subject, q.proposal) for q in taken.questions] == [("column", header, "delivery_day")]
    assert taken.rows("vehicle_sales", "CAST(delivery_day AS VARCHAR)") == [("2024-01-01",)]


@pytest.mark.parametrize("rows", [[["车架号", "交车日期", "车系"]], [["车架号", "交车日期"], ["", ""]]])
def test_a_file_with_only_a_header_is_refused(take_in: Any, write_csv: Any, rows: list[list[str]]) -> None:
    with pytest.raises(NothingInFile):
        take_in(write_csv("新车销售.csv", rows))


def test_a_file_nobody_knows_is_counted_and_not_used(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    other = write_csv("食堂.csv", [["菜名", "价格说明"], ["米饭", "免费"], ["面条", "十元"]])
    taken = take_in(write_csv("维修工单.csv", [order_header, order()]), other)
    assert kinds(taken) == ["work_orders", "unrecognised"]
    assert (taken.intake.sheets[1].rows_read, taken.intake.sheets[1].skipped) == (3, 3)


def test_only_unknown_files_are_refused_by_name(take_in: Any, write_csv: Any) -> None:
    with pytest.raises(NothingRecognised) as refused:
        take_in(write_csv("食堂.csv", [["菜名", "价格说明"], ["米饭", "免费"]]))
    assert "食堂.csv" in str(refused.value.parameters["sheets"])


def test_dates_all_in_the_future_leave_no_usable_row(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    with pytest.raises(NoUsableRow) as refused:
        take_in(write_csv("维修工单.csv", [order_header, order(进厂时间="2031-01-01")]))
    assert refused.value.parameters["reason"] == "in_the_future"


def test_day_and_time_in_two_columns_are_read_as_one(take_in: Any, write_csv: Any) -> None:
    rows = [
        ["工单号", "车架号", "进厂日期", "进厂时间", "结算金额"],
        ["RO1", "LATPAB071W1005301", "2024-03-05", "08:30", "100"],
    ]
    taken = take_in(write_csv("维修工单.csv", rows))
    assert taken.rows("work_orders", "CAST(arrived_at AS VARCHAR)") == [("2024-03-05 08:30:00",)]


def test_short_dates_are_asked_about_once_a_column(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [order_header, order(进厂时间="3/5/26"), order(工单号="RO2", 进厂时间="4/5/26")]
    taken = take_in(write_csv("维修工单.csv", rows))
    assert [(q.code, q.subject, q.choices) for q in taken.questions] == [
        ("day_order", "进厂时间", ("mdy", "dmy", "ymd"))
    ]
    assert taken.rows("work_orders", "CAST(arrived_at AS DATE)::VARCHAR") == [
        ("2026-03-05",),
        ("2026-04-05",),
    ]


def test_another_date_of_the_column_settles_the_order(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [order_header, order(进厂时间="3/5/2024"), order(工单号="RO2", 进厂时间="25/5/2024")]
    taken = take_in(write_csv("维修工单.csv", rows))
    assert not taken.questions
    assert taken.rows("work_orders", "CAST(arrived_at AS DATE)::VARCHAR") == [
        ("2024-05-03",),
        ("2024-05-25",),
    ]


def test_unknown_columns_are_accepted_and_named(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    taken = take_in(write_csv("维修工单.csv", [[*order_header, "打印次数"], [*order(), "3"]]))
    assert [(r.code, r.column) for r in taken.intake.remarks if r.reaction == "warned"] == [
        ("unknown_column", "打印次数")
    ]


def test_a_written_mapping_makes_the_next_run_silent(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], tmp_path: Path
) -> None:
    renamed = ["识别串" if name == "车架号" else name for name in order_header]
    path = write_csv("维修工单.csv", [renamed, order()])
    first = take_in(path)
    written = tmp_path / "mapping.yaml"
    plans = [plan for _, plan in first.planned.sheets]
    written.write_text(mapping_of(plans=plans, hidden=frozenset(), answers={}, settings={}), encoding="utf-8")
    second = take_in(path, mapping=load_mapping(written))
    assert first.questions
    assert not second.questions
    assert second.rows("work_orders", "vin") == [("LATPAB071W1005301",)]


@pytest.mark.parametrize(
    "text",
    [
        "version: 2", "sheets: 3", "- a", "sheets: [{kind: nothing}]", "a: [", "version: 1\nanswers: 3",
        "sheets: [{kind: work_orders, columns: {车架号: nonsense}}]",
        "sheets: [{kind: work_orders, columns: {a: vin, b: vin}}]",
        "sheets: [{kind: work_orders, day_orders: {a: ydm}}]",
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingDoesNotFit):
        load_mapping(path)


def test_an_empty_mapping_file_is_no_mapping(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text("", encoding="utf-8")
    assert load_mapping(path) == MappingFile()


@pytest.mark.parametrize("said", ["合計", "總計", "制表人：林晓", "製表：林曉", "审核：郭", "共 2 条"])
def test_what_stands_below_the_table_is_skipped_also_in_the_column_of_the_key(
    take_in: Any, write_csv: Any, sale: Any, sales_header: list[str], said: str
) -> None:
    below = [said, *[""] * (len(sales_header) - 1)]
    taken = take_in(write_csv("新车销售.csv", [sales_header, sale(), below]))
    (sheet,) = taken.intake.sheets
    assert (sheet.rows_read, sheet.accepted, sheet.skipped, sheet.rejected) == (3, 1, 2, 0)


def test_an_order_number_that_begins_like_a_note_is_an_order(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    taken = take_in(write_csv("维修工单.csv", [order_header, order(工单号="以上1"), order(工单号="审核2")]))
    assert [s.accepted for s in taken.intake.sheets] == [2]


@pytest.mark.parametrize(
    ("header", "field"),
    [("VIN Number", "vin"), ("車輛識別碼", "vin"), ("License Plate Number", "plate"), ("聯絡電話", "phone")],
)
def test_common_english_and_traditional_words_are_sure(
    take_in: Any, write_csv: Any, sale: Any, sales_header: list[str], header: str, field: str
) -> None:
    told = {"vin": "车架号", "plate": "车牌号", "phone": "手机号"}[field]
    names = [header if name == told else name for name in sales_header]
    taken = take_in(write_csv("新车销售.csv", [names, sale()]))
    assert taken.questions == []
    assert taken.rows("vehicle_sales", field) == [(sale()[sales_header.index(told)],)]


def test_a_file_with_hidden_sheets_only_says_so(
    take_in: Any, tmp_path: Path, sales_header: list[str]
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "旧表"
    book.active.append(sales_header)
    book.active.sheet_state = "hidden"
    book.create_sheet("空")
    book.save(tmp_path / "销售.xlsx")
    with pytest.raises(OnlyHiddenSheets, match="旧表"):
        take_in(tmp_path / "销售.xlsx")


def test_a_corrected_form_is_read_with_the_mapping_of_its_source(
    take_in: Any, write_csv: Any, sale: Any, sales_header: list[str]
) -> None:
    names = ["识别串", *sales_header[1:]]
    known = take_in(write_csv("新车销售.csv", [names, sale()])).planned
    text = mapping_of(plans=[plan for _, plan in known.sheets], hidden=frozenset(), answers={}, settings={})
    path = write_csv("mapping.yaml", [])
    path.write_text(text, encoding="utf-8")
    form = write_csv(
        "改好的.csv",
        [["拒收行号", "拒收原因", *names], ["9", "日期不对", *sale(车架号="LATPAB073W1005302")]],
    )
    planned = plan_files(paths=[form], mapping=load_mapping(path), answers={})
    assert planned.questions == []
    assert planned.sheets[0][1].unknown_columns == []


@pytest.mark.parametrize("header", ["送修人电话", "送修人手机", "送修人联系电话", "送车人手机号"])
def test_the_phone_of_whoever_brought_the_car_is_not_the_owners(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], header: str
) -> None:
    names = [{"手机号": header, "门店": "送修人"}.get(name, name) for name in order_header]
    taken = take_in(write_csv("维修工单.csv", [names, order()]))
    assert taken.questions == []
    assert taken.rows("work_orders", "phone, owner_name") == [(None, None)]


@pytest.mark.parametrize(
    "header",
    ["到厂时间", "到厂日期", "接待日期", "接待时间", "入站时间", "入店日期", "送修日期", "送厂时间"],
)
def test_every_word_for_an_arrival_makes_a_work_order(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], header: str
) -> None:
    names = [header if name == "进厂时间" else name for name in order_header]
    taken = take_in(write_csv("导出.csv", [names, order()]))
    assert (kinds(taken), taken.questions) == (["work_orders"], [])
    assert taken.rows("work_orders", "CAST(arrived_at AS VARCHAR)") == [("2023-09-05 09:30:00",)]


@pytest.mark.parametrize("header", ["到厂日期", "实际到厂时间"])
def test_an_appointment_that_tells_the_arrival_is_an_appointment(
    take_in: Any, write_csv: Any, header: str
) -> None:
    rows = [
        ["预约单号", "车架号", "预约时间", header, "预约状态", "手机号"],
        ["YY1", "LATPAB071W1005301", "2024-01-05 09:00", "2024-01-05 09:10", "已到店", "13800001111"],
    ]
    taken = take_in(write_csv("导出.csv", rows))
    assert (kinds(taken), taken.questions) == (["appointments"], [])
    assert taken.rows("appointments", "CAST(arrived_at AS VARCHAR)") == [("2024-01-05 09:10:00",)]

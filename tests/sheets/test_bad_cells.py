"""Each bad cell of the table in the goals gets exactly the reaction stated there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from liuke.sheets.reading.refusals import FileEmpty
from liuke.sheets.recognition.refusals import NothingInFile

# (what it is, header, cell, reaction, code, what is kept)
ORDER_CELLS = [
    ("lower-case VIN", "车架号", "latpab071w1005301", "fixed", "lower_case", "LATPAB071W1005301"),
    ("VIN in full width", "车架号", "ＬＡＴＰＡＢ０７１Ｗ１００５３０１", "fixed", "full_width", "LATPAB071W1005301"),
    ("VIN between no-break spaces", "车架号", "\u00a0LATPAB071W1005301\u3000", "fixed", "trimmed", "LATPAB071W1005301"),
    ("VIN with a zero-width space", "车架号", "LATPAB071\u200bW1005301", "fixed", "trimmed", "LATPAB071W1005301"),
    ("VIN with O", "车架号", "LATPAB071W10O5301", "rejected", "vin_character", None),
    ("VIN with 15 characters", "车架号", "LATPAB071W10053", "rejected", "vin_length", None),
    ("VIN with 18 characters", "车架号", "LATPAB071W10053011", "rejected", "vin_length", None),
    ("VIN missing", "车架号", "", "rejected", "missing", None),
    ("wrong check digit", "车架号", "LATPAB070W1005301", "warned", "vin_check_digit", "LATPAB070W1005301"),
    ("NUL in a cell", "车架号", "LATPAB071W10053\x0001", "rejected", "nul", None),
    ("reversed text", "车架号", "\u202eLATPAB071W1005301", "rejected", "bidi_control", None),
    ("order number missing", "工单号", "", "rejected", "missing", None),
    ("order number in full width", "工单号", "ＲＯ１", "fixed", "full_width", "RO1"),
    ("order number as a power of ten", "工单号", "1.23E+10", "rejected", "code_digits_lost", None),
    ("order number with an E", "工单号", "2024E05", None, None, "2024E05"),
    ("zero-width joiner in a name", "门店", "城\u200d东店", "fixed", "trimmed", "城东店"),
    ("zero-width non-joiner in a name", "门店", "城东\u200c店", "fixed", "trimmed", "城东店"),
    ("word joiner in a name", "门店", "城东\u2060店", "fixed", "trimmed", "城东店"),
    ("phone with blanks", "手机号", "138 0000 1111", "fixed", "trimmed", "13800001111"),
    ("phone with +86", "手机号", "+8613800001111", "fixed", "phone_form", "13800001111"),
    ("phone with 0086", "手机号", "0086-13800001111", "fixed", "phone_form", "13800001111"),
    ("phone in full width", "手机号", "１３８００００１１１１", "fixed", "full_width", "13800001111"),
    ("phone as a power of ten", "手机号", "1.38E+10", "rejected", "phone_digits_lost", None),
    ("phone with lost digits", "手机号", "1380000111", "rejected", "phone_form", None),
    ("landline in the mobile field", "手机号", "0731-84321234", "warned", "landline", "073184321234"),
    ("phone masked by the DMS", "手机号", "138****1111", "warned", "phone_masked", None),
    ("plate with a dot", "车牌号", "沪A·D12345", "fixed", "separators", "沪AD12345"),
    ("plate in lower case", "车牌号", "沪ad12345", "fixed", "lower_case", "沪AD12345"),
    ("no plate at all", "车牌号", "沪A123", "rejected", "plate_form", None),
    ("police plate", "车牌号", "京A1234警", None, None, "京A1234警"),
    ("driving school plate", "车牌号", "沪A1234学", None, None, "沪A1234学"),
    ("Hong Kong plate", "车牌号", "粤Z1234港", None, None, "粤Z1234港"),
    ("embassy plate", "车牌号", "使014001", None, None, "使014001"),
    ("embassy plate that ends with it", "车牌号", "京A0001使", None, None, "京A0001使"),
    ("consulate plate", "车牌号", "沪A1234领", None, None, "沪A1234领"),
    ("temporary plate", "车牌号", "沪A1234临", None, None, "沪A1234临"),
    ("large new-energy plate", "车牌号", "沪A12345D", None, None, "沪A12345D"),
    ("negative odometer", "里程", "-5", "rejected", "odometer_range", None),
    ("odometer above two million", "里程", "2000001", "rejected", "odometer_range", None),
    ("odometer with unit", "里程", "5,200公里", "fixed", "odometer_form", 5200),
    ("money with thousands", "结算金额", "1,234.50", "fixed", "money_form", 123450),
    ("money with ¥", "结算金额", "¥1234", "fixed", "money_form", 123400),
    ("money in brackets", "结算金额", "(12.00)", "rejected", "negative_price", None),
    ("negative money outside a return", "结算金额", "-12.00", "rejected", "negative_price", None),
    ("money as a power of ten", "结算金额", "1.2E+3", "rejected", "money_exponent", None),
    ("three decimals", "结算金额", "12.345", "rejected", "money_decimals", None),
    ("error value in money", "结算金额", "#REF!", "rejected", "error_value", None),
    ("error value #N/A in a text", "门店", "#N/A", "rejected", "error_value", None),
    ("a formula in a text", "门店", "=cmd|'/c calc'!A0", "warned", "formula_text", "=cmd|'/c calc'!A0"),
    ("+1+1 in a text", "门店", "+1+1", "warned", "formula_text", "+1+1"),
    ("@SUM in a text", "门店", "@SUM(A1:A9)", "warned", "formula_text", "@SUM(A1:A9)"),
    ("=HYPERLINK in a text", "门店", '=HYPERLINK("http://x")', "warned", "formula_text", '=HYPERLINK("http://x")'),
    ("line break in a field", "门店", "城东\n店", "fixed", "line_break", "城东 店"),
    ("full width in a name stays", "门店", "４Ｓ店", None, None, "４Ｓ店"),
    ("rare characters stay", "门店", "䶮𬭎店", None, None, "䶮𬭎店"),
    ("private-use character", "门店", "城\ue000店", "warned", "private_use_character", "城\ue000店"),
    ("30 February", "进厂时间", "2026/2/30", "rejected", "impossible_date", None),
    ("all zeros", "进厂时间", "0000-00-00", "rejected", "impossible_date", None),
    ("Chinese date", "进厂时间", "2026年3月5日", "fixed", "date_form", "2026-03-05 00:00:00"),
    ("compact date", "进厂时间", "20260305", "fixed", "date_form", "2026-03-05 00:00:00"),
    ("serial number of 1900", "进厂时间", "45292", "fixed", "excel_serial", "2024-01-01 00:00:00"),
    ("date with slashes", "进厂时间", "2026/3/5 8:05", None, None, "2026-03-05 08:05:00"),
    ("after today", "进厂时间", "2026-11-23", "rejected", "in_the_future", None),
    ("today", "进厂时间", "2026-11-22 18:00", None, None, "2026-11-22 18:00:00"),
    ("before 1990", "进厂时间", "1989-12-31", "rejected", "before_1990", None),
    ("date missing", "进厂时间", "", "rejected", "missing", None),
    ("UTC", "进厂时间", "2026-03-05T01:00:00Z", "fixed", "time_zone", "2026-03-05 09:00:00"),
]  # fmt: skip
FIELDS = {
    "车架号": "vin", "工单号": "order_no", "手机号": "phone", "车牌号": "plate", "里程": "odometer_km",
    "结算金额": "total_fen", "门店": "store", "进厂时间": "CAST(arrived_at AS VARCHAR)",
}  # fmt: skip


@pytest.mark.parametrize("case", ORDER_CELLS, ids=[case[0] for case in ORDER_CELLS])
def test_a_cell_of_a_work_order_gets_the_stated_reaction(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], case: tuple[Any, ...]
) -> None:
    _, header, cell, reaction, code, kept = case
    other = order(工单号="RO2", 车架号="LATPAB071W1005301", 进厂时间="2024-03-01")
    taken = take_in(write_csv("维修工单.csv", [order_header, order(**{header: cell}), other]))
    (sheet,) = taken.intake.sheets
    if reaction == "rejected":
        assert (sheet.accepted, sheet.rejected, sheet.fixed) == (1, 1, 0)
        assert [fault[2] for fault in taken.rejected[0].faults] == [code]
        assert taken.rejected[0].number == 2
        return
    assert (sheet.accepted, sheet.rejected) == (2, 0)
    assert sheet.fixed == (1 if reaction == "fixed" else 0)
    row = next(r for r in taken.rows("work_orders", f"source_row, {FIELDS[header]}") if r[0] == 2)
    assert row[1] == kept
    if code is not None:
        assert code in taken.codes(reaction or "")
    else:
        assert not taken.codes("fixed")
        assert not taken.codes("warned")


def test_a_row_with_three_faults_is_one_rejected_row(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    bad = order(车架号="X", 里程="-1", 结算金额="1e3")
    taken = take_in(write_csv("维修工单.csv", [order_header, bad, order(工单号="RO2")]))
    (sheet,) = taken.intake.sheets
    assert (sheet.rows_read, sheet.accepted, sheet.rejected, sheet.skipped) == (3, 1, 1, 1)
    assert {f[2] for f in taken.rejected[0].faults} == {"vin_length", "odometer_range", "money_exponent"}


def test_a_vin_with_o_comes_back_with_a_suggestion(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [order_header, order(车架号="LATPABO71W1005301"), order(工单号="RO2")]
    taken = take_in(write_csv("维修工单.csv", rows))
    (column, value, reason, suggestion) = taken.rejected[0].faults[0]
    assert (column, value, reason) == ("车架号", "LATPABO71W1005301", "vin_character")
    assert suggestion == "LATPAB071W1005301"


def test_a_return_may_be_negative(take_in: Any, write_csv: Any, order: Any, order_header: list[str]) -> None:
    rows = [order_header, order(维修类型="退货", 结算金额="(120.00)"), order(工单号="RO2")]
    taken = take_in(write_csv("维修工单.csv", rows))
    assert taken.rows("work_orders", "total_fen") == [(-12_000,), (120_000,)]


def test_brackets_around_a_discount_are_a_way_to_write_it(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [[*order_header, "优惠金额"], [*order(), "(12.00)"], [*order(工单号="RO2"), "12.00"]]
    taken = take_in(write_csv("维修工单.csv", rows))
    assert taken.rows("work_orders", "discount_fen") == [(-1200,), (1200,)]
    assert "money_form" in taken.codes("fixed")


@pytest.mark.parametrize("first", [1, 3_000], ids=["at the start", "in the bulk"])
def test_cells_beyond_the_last_header_are_told(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], first: int
) -> None:
    rows = [order(工单号=f"RO{number}") for number in range(first + 3)]
    rows[first] += ["额外", ""]
    rows[first + 1] += ["", " "]
    taken = take_in(write_csv("维修工单.csv", [order_header, *rows]))
    (remark,) = [r for r in taken.intake.remarks if r.code == "surplus_cells"]
    assert (remark.reaction, remark.rows, remark.examples) == ("warned", 1, ((first + 2, "额外"),))
    assert taken.intake.sheets[0].rejected == 0


def test_a_whole_column_without_a_header_is_told(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [[*order(工单号=f"RO{number}"), "x"] for number in range(5_000)]
    taken = take_in(write_csv("维修工单.csv", [order_header, *rows]))
    assert [r.rows for r in taken.intake.remarks if r.code == "surplus_cells"] == [5_000]


@pytest.mark.parametrize("text", ["\n\n\n", "  \n \n", ",,\n,,\n", "\u3000\n\ufeff\n"])
def test_a_file_of_blank_lines_is_refused_as_empty(take_in: Any, tmp_path: Path, text: str) -> None:
    path = tmp_path / "维修工单.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((NothingInFile, FileEmpty)):
        take_in(path)


def test_labour_and_parts_that_do_not_make_the_total_are_remarked(take_in: Any, write_csv: Any) -> None:
    header = ["工单号", "车架号", "进厂时间", "工时费", "材料费", "优惠金额", "结算金额"]
    vin = "LATPAB071W1005301"
    rows = [
        header,
        ["A1", vin, "2024-01-01", "100", "200", "0", "300"],
        ["A2", vin, "2024-02-01", "100", "200", "20", "280"],
        ["A3", vin, "2024-03-01", "100", "200", "0", "350.02"],
    ]
    taken = take_in(write_csv("维修工单.csv", rows))
    remarks = [r for r in taken.intake.remarks if r.code == "sum_differs"]
    assert [(r.rows, r.examples[0][0]) for r in remarks] == [(1, 4)]
    assert taken.intake.sheets[0].accepted == 3


def test_the_lines_of_an_order_are_held_against_its_total(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    lines = [
        ["工单号", "门店", "行号", "项目名称", "数量", "金额"],
        ["RO1", "城东店", "1", "机油机滤更换", "1", "700.00"],
        ["RO1", "城东店", "2", "空调滤芯", "1", "500.00"],
        ["RO2", "城东店", "1", "机油机滤更换", "1", "700.00"],
    ]
    orders = write_csv("维修工单.csv", [order_header, order(), order(工单号="RO2", 进厂时间="2024-01-01")])
    taken = take_in(orders, write_csv("工单项目明细.csv", lines))
    assert [(r.code, r.rows, r.examples[0][0]) for r in taken.intake.remarks if r.reaction == "warned"] == [
        ("differs_from_lines", 1, 3)
    ]


def test_an_odometer_that_falls_is_remarked_and_kept(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [
        order_header,
        order(),
        order(工单号="RO2", 进厂时间="2024-03-05", 里程="4000"),
        order(工单号="RO3", 进厂时间="2024-09-05", 里程="15000"),
    ]
    taken = take_in(write_csv("维修工单.csv", rows))
    (remark,) = [r for r in taken.intake.remarks if r.code == "odometer_fell"]
    assert remark.examples == ((3, "4000"),)
    assert taken.intake.sheets[0].accepted == 3


def test_a_visit_before_delivery_is_remarked_and_kept(
    take_in: Any, write_csv: Any, order: Any, sale: Any, order_header: list[str], sales_header: list[str]
) -> None:
    sales = write_csv("新车销售.csv", [sales_header, sale()])
    orders = write_csv("维修工单.csv", [order_header, order(进厂时间="2023-03-01"), order(工单号="RO2")])
    taken = take_in(sales, orders)
    (remark,) = [r for r in taken.intake.remarks if r.code == "before_delivery"]
    assert remark.rows == 1
    assert taken.intake.sheets[1].accepted == 2


def test_a_phone_on_more_than_three_owners_goes_to_the_review_list(
    take_in: Any, write_csv: Any, sale: Any, sales_header: list[str]
) -> None:
    vins = ["LATPAB071W1005301", "LATPAB073W1005302", "LATPAB075W1005303", "LATPAB077W1005304"]
    rows = [
        sale(车架号=vin, 客户姓名=name, 车牌号="")
        for vin, name in zip(vins, ("林晓", "梅芳", "郭强", "许静"), strict=True)
    ]
    taken = take_in(write_csv("新车销售.csv", [sales_header, *rows]))
    (shared,) = taken.intake.phones_on_many_owners
    assert (shared.phone, shared.owners, shared.vehicles) == ("13800001111", 4, 4)
    assert set(shared.names) == {"林晓", "梅芳", "郭强", "许静"}


@pytest.mark.parametrize("named", [(), ("林晓",)], ids=["nobody is named", "one of them is"])
def test_owners_of_a_shared_phone_may_have_no_name(
    take_in: Any, write_csv: Any, sale: Any, sales_header: list[str], named: tuple[str, ...]
) -> None:
    vins = ["LATPAB071W1005301", "LATPAB073W1005302", "LATPAB075W1005303", "LATPAB077W1005304"]
    names = [*named, *([""] * 4)]
    rows = [sale(车架号=vin, 客户姓名=name, 车牌号="") for vin, name in zip(vins, names, strict=False)]
    taken = take_in(write_csv("新车销售.csv", [sales_header, *rows]))
    (shared,) = taken.intake.phones_on_many_owners
    assert (shared.owners, shared.vehicles, shared.names) == (4, 4, named)


@pytest.mark.parametrize(
    ("names", "phone"),
    [(["林晓", "梅芳", "郭强"], "13800001111"), (["林晓", "林晓", "林晓", "林晓"], "")],
    ids=["the sales tell phone and name", "the sales tell the name only"],
)
def test_orders_without_names_add_no_owner_to_a_phone(
    take_in: Any, write_csv: Any, sale: Any, sales_header: list[str], names: list[str], phone: str
) -> None:
    vins = ["LATPAB071W1005301", "LATPAB073W1005302", "LATPAB075W1005303", "LATPAB077W1005304"]
    cars = list(zip(vins, names, strict=False))
    sales = [sale(车架号=vin, 客户姓名=name, 车牌号="", 手机号=phone) for vin, name in cars]
    orders = [[f"RO{vin[-2:]}", vin, "2024-03-05 09:30", "13800001111"] for vin, _ in cars]
    taken = take_in(
        write_csv("新车销售.csv", [sales_header, *sales]),
        write_csv("维修工单.csv", [["工单号", "车架号", "进厂时间", "手机号"], *orders]),
    )
    assert taken.intake.phones_on_many_owners == ()


def test_a_plate_on_another_car_is_asked_about(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [order_header, order(), order(工单号="RO2", 车架号="LATPAB073W1005302", 进厂时间="2024-03-05")]
    path = write_csv("维修工单.csv", rows)
    taken = take_in(path)
    assert [q.code for q in taken.questions] == ["plate_moves"]
    assert taken.rows("work_orders", "plate") == [("沪AD12345",), ("沪AD12345",)]


def test_a_plate_said_to_be_a_mistake_is_kept_on_no_car(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [order_header, order(), order(工单号="RO2", 车架号="LATPAB073W1005302", 进厂时间="2024-03-05")]
    taken = take_in(write_csv("维修工单.csv", rows), answers={("plate_moves", "", "", ""): "no"})
    assert taken.rows("work_orders", "plate") == [(None,), (None,)]


@pytest.mark.parametrize(
    ("header", "cell"),
    [("结算金额", "(12.00)"), ("进厂时间", "2093年1月1日"), ("进厂时间", "1989-12-31"), ("结算金额", "¥-5")],
)
def test_the_value_of_a_fault_is_the_cell_as_it_stood(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], header: str, cell: str
) -> None:
    taken = take_in(write_csv("维修工单.csv", [order_header, order(**{header: cell}), order(工单号="RO2")]))
    ((column, value, _, _),) = taken.rejected[0].faults
    assert (column, value) == (header, cell)


def test_a_remark_on_an_amount_is_in_yuan(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    taken = take_in(write_csv("维修工单.csv", [order_header, order(结算金额="(12.00)"), order(工单号="RO2")]))
    (remark,) = (r for r in taken.intake.remarks if r.code == "negative_price")
    assert remark.examples == ((2, "-12.00"),)


def test_a_row_with_broken_bytes_names_the_cell(
    take_in: Any, tmp_path: Path, order: Any, order_header: list[str]
) -> None:
    lines = [",".join(order_header), *(",".join(order(工单号=f"RO{n}")) for n in range(200))]
    data = [line.encode() for line in lines]
    data[100] = data[100].replace("保养".encode(), b"\xff\xfe")
    path = tmp_path / "维修工单.csv"
    path.write_bytes(b"\n".join(data))
    ((column, value, code, _),) = take_in(path).rejected[0].faults
    assert (column, code) == ("维修类型", "invalid_bytes")
    assert "\ufffd" in value

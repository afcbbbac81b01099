"""A row that stands twice: equal copies are duplicates, different copies are all rejected."""

from __future__ import annotations

from typing import Any


def counts(taken: Any) -> list[tuple[int, int, int, int]]:
    return [(s.accepted, s.duplicates, s.rejected, s.skipped) for s in taken.intake.sheets]


def test_the_same_file_twice_changes_nothing(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [order_header, order(), order(工单号="RO2", 进厂时间="2024-03-05")]
    taken = take_in(write_csv("a.csv", rows), write_csv("b.csv", rows))
    assert counts(taken) == [(2, 0, 0, 1), (0, 2, 0, 1)]


def test_copies_are_compared_after_normalising(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    same = order(结算金额="¥1,200", 手机号="+86 138 0000 1111", 车架号="latpab071w1005301")
    taken = take_in(write_csv("a.csv", [order_header, order(), same]))
    assert counts(taken) == [(1, 1, 0, 1)]
    assert taken.intake.sheets[0].fixed == 0, "the copy that was accepted needed no fix"


def test_different_copies_of_an_order_are_all_rejected(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [order_header, order(), order(), order(结算金额="9.00"), order(工单号="RO2")]
    taken = take_in(write_csv("a.csv", rows))
    assert counts(taken) == [(1, 0, 3, 1)]
    assert {f[2] for r in taken.rejected for f in r.faults} == {"key_conflict"}
    assert [r.number for r in taken.rejected] == [2, 3, 4]


def test_an_order_number_belongs_to_its_store(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [order_header, order(), order(门店="城西店", 结算金额="9.00")]
    assert counts(take_in(write_csv("a.csv", rows))) == [(2, 0, 0, 1)]


def test_a_running_number_and_unknown_columns_do_not_make_a_difference(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    header = ["序号", *order_header, "打印次数"]
    taken = take_in(write_csv("a.csv", [header, ["1", *order(), "0"], ["2", *order(), "3"]]))
    assert counts(taken) == [(1, 1, 0, 1)]


def test_a_rejected_row_is_no_copy_of_a_good_one(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    rows = [order_header, order(里程="-1"), order()]
    assert counts(take_in(write_csv("a.csv", rows))) == [(1, 0, 1, 1)]


def test_a_second_sale_on_another_day_is_a_resale(
    take_in: Any, write_csv: Any, sale: Any, sales_header: list[str]
) -> None:
    rows = [sales_header, sale(), sale(交车日期="2024-06-01", 客户姓名="许静", 手机号="13800002222")]
    assert counts(take_in(write_csv("新车销售.csv", rows))) == [(2, 0, 0, 1)]


def test_two_sales_of_a_car_on_one_day_that_differ_are_rejected(
    take_in: Any, write_csv: Any, sale: Any, sales_header: list[str]
) -> None:
    vin = "LATPAB073W1005302"
    rows = [sales_header, sale(), sale(成交价="1"), sale(车架号=vin, 车牌号="")]
    assert counts(take_in(write_csv("新车销售.csv", rows))) == [(1, 0, 2, 1)]


def test_lines_without_a_number_are_compared_by_all_their_cells(take_in: Any, write_csv: Any) -> None:
    lines = [
        ["工单号", "门店", "项目名称", "数量", "金额"],
        ["RO1", "城东店", "机油机滤更换", "1", "700"],
        ["RO1", "城东店", "机油机滤更换", "1", "700.00"],
        ["RO1", "城东店", "空调滤芯", "1", "200"],
    ]
    assert counts(take_in(write_csv("工单项目明细.csv", lines))) == [(2, 1, 0, 1)]


def test_lines_with_a_number_conflict_when_they_differ(take_in: Any, write_csv: Any) -> None:
    lines = [
        ["工单号", "门店", "行号", "项目名称", "金额"],
        ["RO1", "城东店", "1", "机油机滤更换", "700"],
        ["RO1", "城东店", "1", "空调滤芯", "700"],
        ["RO1", "城东店", "2", "空调滤芯", "200"],
    ]
    assert counts(take_in(write_csv("工单项目明细.csv", lines))) == [(1, 0, 2, 1)]


def test_anonymous_answers_may_be_equal(take_in: Any, write_csv: Any) -> None:
    rows = [["评价时间", "满意度"], ["2024-05-01", "5"], ["2024-05-01", "5"], ["2024-05-01", "4"]]
    assert counts(take_in(write_csv("满意度回访.csv", rows))) == [(3, 0, 0, 1)]

"""Rows that add up other rows are skipped and listed; rows that only mention such a word are kept."""

from __future__ import annotations

from typing import Any

import pytest

LABELS = [
    "合计", "小计：", "合 计", "总计：30台次", "合计(元)", "Total", "TOTAL", "March total",
    "3月合计", "2024年3月合计", "3月上旬合计", "东风店合计", "张三小计", "保养合计", "【合计】", "一季度合计",
    "本页合计", "第1页合计", "总合计", "平均", "平均值", "3月平均", "服务顾问李四 合计", "一季度合計：",
]  # fmt: skip


@pytest.mark.parametrize("column", ["工单号", "车架号", "门店", "维修类型"])
def test_rows_of_totals_are_skipped_whatever_they_add_up(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], column: str
) -> None:
    empty = dict.fromkeys(order_header, "")
    totals = [order(**{**empty, column: label, "结算金额": "2400.00"}) for label in LABELS]
    taken = take_in(write_csv("维修工单.csv", [order_header, order(), *totals]))
    (sheet,) = taken.intake.sheets
    (skipped,) = [r for r in taken.intake.remarks if r.code == "total"]
    assert (sheet.accepted, sheet.rejected, skipped.rows) == (1, 0, len(LABELS))


@pytest.mark.parametrize("header", [["工单号", "车架号"], ["车架号", "工单号"]])
def test_a_total_of_a_day_is_skipped_too(take_in: Any, write_csv: Any, header: list[str]) -> None:
    names = [*header, "进厂时间", "结算金额"]
    row = {"工单号": "RO1", "车架号": "LATPAB071W1005301", "进厂时间": "2024-03-01", "结算金额": "100"}
    total = {"工单号": "3月1日合计", "进厂时间": "2024-03-01", "结算金额": "100"}
    rows = [names, *[[told.get(name, "") for name in names] for told in (row, total)]]
    (sheet,) = take_in(write_csv("维修工单.csv", rows)).intake.sheets
    assert (sheet.accepted, sheet.skipped, sheet.rejected) == (1, 2, 0)


@pytest.mark.parametrize(
    "owner",
    ["合计科技有限公司", "小计量仪表有限公司", "总计划商贸", "平均律琴行", "Total Lubricants", "四方汇总"],
)
def test_a_row_whose_owner_is_called_like_a_total_is_no_total(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], owner: str
) -> None:
    header = ["车主", *order_header]
    rows = [header, [owner, *order()], [owner, *order(工单号="RO2", 车架号="")]]
    taken = take_in(write_csv("维修工单.csv", rows))
    (sheet,) = taken.intake.sheets
    assert (sheet.accepted, sheet.rejected, sheet.skipped) == (1, 1, 1)
    assert taken.rows("work_orders", "owner_name") == [(owner,)]


@pytest.mark.parametrize("item", ["套餐小计费", "合计数据维护", "总计里程检查"])
def test_a_line_whose_item_mentions_a_total_is_no_total(
    take_in: Any, write_csv: Any, order: Any, order_header: list[str], item: str
) -> None:
    lines = [
        ["工单号", "行号", "项目名称", "金额"],
        ["RO1", "1", item, "100.00"],
        ["", "2", item, "100.00"],
    ]
    taken = take_in(write_csv("维修工单.csv", [order_header, order()]), write_csv("项目明细.csv", lines))
    sheet = taken.intake.sheets[1]
    assert (sheet.accepted, sheet.rejected, sheet.skipped) == (1, 1, 1)

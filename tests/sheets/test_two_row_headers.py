"""A header of two rows: when the upper word is only a heading, and when it says what the lower one means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

VIN = "LATPAB071W1005301"
Write = Any


@pytest.fixture
def write_groups(tmp_path: Path) -> Write:
    """Writes a workbook whose columns are (group or None, word, cell); equal groups side by side are merged."""

    def write(*columns: tuple[str | None, str, object]) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for number, (group, word, cell) in enumerate(columns, 1):
            before = columns[number - 2][0] if number > 1 else None
            sheet.cell(1, number, word if group is None else group if group != before else None)
            sheet.cell(2, number, None if group is None else word)
            sheet.cell(3, number, cell)
            if group is None:
                letter = get_column_letter(number)
                sheet.merge_cells(f"{letter}1:{letter}2")
            elif group != before:
                last = number
                while last < len(columns) and columns[last][0] == group:
                    last += 1
                if last > number:
                    sheet.merge_cells(start_row=1, end_row=1, start_column=number, end_column=last)
        path = tmp_path / "维修工单.xlsx"
        book.save(path)
        return path

    return write


def test_what_each_payer_pays_is_told_apart_and_nobodys_labour_is_the_orders(
    take_in: Any, write_groups: Write
) -> None:
    path = write_groups(
        (None, "工单号", "RO1"), (None, "车架号", VIN), (None, "进厂时间", "2024-01-05"),
        ("客户付款", "工时费", 100), ("客户付款", "材料费", 200), ("客户付款", "小计", 300),
        ("索赔", "工时费", 40), ("索赔", "材料费", 60), ("索赔", "小计", 101),
        ("保险", "工时费", 5), ("保险", "材料费", 6), ("保险", "小计", 11),
        ("内部", "工时费", 7), ("内部", "材料费", 8), ("内部", "小计", 15),
        (None, "合计", 427),
    )  # fmt: skip
    taken = take_in(path)
    money = "labour_fen, parts_fen, owner_paid_fen, warranty_fen, insurer_fen, internal_fen, total_fen"
    assert taken.rows("work_orders", money) == [(None, None, 30_000, 10_100, 1_100, 1_500, 42_700)]


@pytest.mark.parametrize("payer", ["索赔", "保险", "内部", "厂家", "三包", "客户付款"])
def test_the_labour_of_one_payer_is_not_the_orders_where_nothing_else_is_called_so(
    take_in: Any, write_groups: Write, payer: str
) -> None:
    path = write_groups(
        ("工单", "工单号", "RO1"), ("工单", "车架号", VIN), ("工单", "进厂时间", "2024-01-05"),
        (payer, "工时费", 40), (payer, "材料费", 60), ("结算", "结算金额", 900),
    )  # fmt: skip
    taken = take_in(path)
    assert taken.rows("work_orders", "labour_fen, parts_fen, total_fen") == [(None, None, 90_000)]


def test_a_heading_over_words_that_say_all_is_dropped(take_in: Any, write_groups: Write) -> None:
    path = write_groups(
        ("单据信息", "工单号", "RO1"), ("单据信息", "进厂时间", "2024-01-05"),
        ("车辆信息", "车架号", VIN), ("车辆信息", "里程", 5200),
        ("费用明细", "工时费", 100), ("费用明细", "材料费", 200), ("费用明细", "结算金额", 300),
    )  # fmt: skip
    taken = take_in(path)
    assert taken.planned.sheets[0][1].names == (
        "工单号", "进厂时间", "车架号", "里程", "工时费", "材料费", "结算金额",
    )  # fmt: skip
    assert taken.rows("work_orders", "labour_fen, parts_fen, total_fen") == [(10_000, 20_000, 30_000)]


def test_a_word_under_the_word_it_needs_is_read_with_it(take_in: Any, write_groups: Write) -> None:
    path = write_groups(
        (None, "工单号", "RO1"), (None, "车架号", VIN),
        ("进厂", "时间", "2024-01-05 08:30"), ("进厂", "里程", 5200),
        ("结算", "时间", "2024-01-05 17:00"), ("结算", "金额", 300),
        ("时间", "开工", "2024-01-05 09:00"), ("时间", "完工", "2024-01-05 16:00"),
    )  # fmt: skip
    taken = take_in(path)
    told = "arrived_at, started_at, finished_at, settled_at"
    ((arrived, started, finished, settled),) = taken.rows("work_orders", told)
    assert [t.hour for t in (arrived, started, finished, settled)] == [8, 9, 16, 17]
    assert taken.rows("work_orders", "odometer_km, total_fen") == [(5200, 30_000)]


def test_the_phone_under_whoever_brought_the_car_is_not_the_owners(take_in: Any, write_groups: Write) -> None:
    path = write_groups(
        (None, "工单号", "RO1"), (None, "车架号", VIN), (None, "进厂时间", "2024-01-05"),
        ("送修人", "姓名", "梅芳"), ("送修人", "电话", "13900002222"), ("结算", "金额", 300),
    )  # fmt: skip
    taken = take_in(path)
    assert taken.rows("work_orders", "owner_name, phone") == [(None, None)]

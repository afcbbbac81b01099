"""A workbook is taken in equally whether its sheet is read by column in pieces or cell by cell in one go."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from liuke.sheets.intake import read_sheet
from liuke.sheets.reading import package, sheet_reader
from liuke.sheets.reading.sheet_reader import SheetReader
from liuke.values.refusal import Refusal
from liuke.values.vin import check_digit

pytestmark = pytest.mark.whole

HEADER = ("工单号", "车架号", "门店", "进厂时间", "维修类型", "结算金额", "里程", "手机号", "车牌号", "备注")
FORMATS = ("General", "0.00", "yyyy-mm-dd", "yyyy/m/d h:mm", "h:mm", "[h]:mm:ss", "@")
ODD: tuple[object, ...] = (
    "", None, True, 0, -1, 12.5, 1e15, 123456789012345678, 0.1 + 0.2, 45356.396, 3.0, "3/5/26", "13/5/26", "2026/2/30",
    "2024年3月5日", "20240305", "  ", "\u3000x\u200b", "-", "无", "#REF!", "=1+1", "1.38E+10", "138 1234 5678", "合计", "¥1,234.50",
    "(12.00)", "a&b <c>", "_x000D_", "lsvaa1330l0010901", "O0000000000000000", "５２００", "两\n行", "退货", "𬭎䶮",
)  # fmt: skip


def _cells(rng: random.Random) -> list[object]:
    vin = f"LSVAA133{0}{rng.choice('KL')}{rng.randrange(40):07d}"
    day = dt.datetime.fromisoformat("2022-01-01 08:00") + dt.timedelta(minutes=rng.randrange(10**6))
    return [
        f"RO{rng.randrange(400)}", vin[:8] + check_digit(vin) + vin[9:], f"第{rng.randrange(3)}店", day,
        rng.choice(("保养", "一般维修", "事故")), rng.randrange(10**6) / 100, rng.randrange(90_000),
        f"138{rng.randrange(40):08d}", f"沪A{rng.randrange(40):05d}", rng.choice((None, "客户自带机油", 7)),
    ]  # fmt: skip


def _workbook(path: Path, rng: random.Random) -> Path:
    """Work orders, some with cells of another kind than their column, some wholly out of order."""
    in_memory, oddity = rng.random() < 0.5, rng.choice((0.0, 0.01, 0.1, 0.6))
    options = {
        "constant_memory": not in_memory,
        "date_1904": rng.random() < 0.3,
        "default_date_format": "yyyy-mm-dd hh:mm",
    }
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("维修工单")
        formats = [book.add_format({"num_format": code}) for code in FORMATS]
        kept = [place for place in range(len(HEADER)) if place > 1 or rng.random() < 0.95]
        row = rng.randrange(3)
        sheet.write_row(row, 0, [HEADER[place] for place in kept])
        for _ in range(rng.randrange(250)):
            row += rng.choice((1,) * 30 + (2, 5))
            cells = _cells(rng)
            for column, place in enumerate(kept):
                if rng.random() >= oddity:
                    sheet.write(row, column, cells[place])
                else:
                    _write_odd(sheet, row, column, rng, formats)
    return path


def _write_odd(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, rng: random.Random, formats: list[object]
) -> None:
    cell, style = rng.choice(ODD), rng.choice(formats)
    if cell == "#REF!" and rng.random() < 0.5:
        sheet.write_formula(row, column, "=A1/0", None, cell)
    elif cell == "两\n行" and rng.random() < 0.5:
        sheet.write_rich_string(row, column, "两", formats[0], "行")
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, style)
    elif isinstance(cell, (int, float)) and cell > 10**6:
        sheet.write_number(row, column, cell)  # as a duration it would damage the file
    else:
        sheet.write(row, column, cell, style)


def _outcome(take_in: Any, path: Path) -> object:
    try:
        taken = take_in(path)
    except Refusal as refusal:
        return type(refusal), str(refusal)
    plans = [plan for _, plan in taken.planned.sheets]
    intake = taken.intake
    return (
        plans, taken.questions, intake.sheets, intake.remarks, intake.phones_on_many_owners, taken.rejected,
        taken.rows("work_orders"),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_rows_remarks_and_refusals_are_the_same(
    seed: int, take_in: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _workbook(tmp_path / "orders.xlsx", random.Random(seed))
    with monkeypatch.context() as by_cell:
        by_cell.setattr(SheetReader, "batches", lambda self, sheet, size: self.calamine.batches(sheet, size))
        expected = _outcome(take_in, path)
    monkeypatch.setattr(package, "PIECE_BYTES", 3_000)
    monkeypatch.setattr(sheet_reader, "PIECE_BYTES", 4_000)
    monkeypatch.setattr(read_sheet, "BATCH_ROWS", 40)
    assert _outcome(take_in, path) == expected

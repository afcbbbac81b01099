"""Files of work orders as a DMS exports them: twelve columns, title, totals, copies, what people typed."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from liuke.values.vin import check_digit

HEADER = (
    "门店", "工单号", "维修类型", "车架号", "车牌号", "手机号", "进厂时间", "进厂里程", "服务顾问", "工时费",
    "材料费", "结算金额",
)  # fmt: skip
ORDERS_PER_CAR = 8
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_KINDS = ("定期保养", "一般维修", "事故维修", "三包索赔", "保养+维修", "精品加装")
_FIRST_DAY = dt.datetime.fromisoformat("2019-01-01 08:00")


def cells(*, rows: int, seed: int = 1) -> Iterator[list[str]]:
    """The rows below the header: two in a hundred have a cell that must be repaired or refused."""
    rng = random.Random(seed)
    cars = [_car(rng, number) for number in range(max(1, rows // ORDERS_PER_CAR))]
    last: list[str] = []
    for number in range(rows):
        vin, plate, phone = cars[rng.randrange(len(cars))]
        day = _FIRST_DAY + dt.timedelta(days=rng.randrange(2000), minutes=rng.randrange(600))
        labour, parts = rng.randrange(5_000, 80_000), rng.randrange(0, 200_000)
        row = [
            f"第{number % 12 + 1}店", f"RO{day:%Y%m%d}{number:07d}", rng.choice(_KINDS), vin, plate, phone,
            f"{day:%Y-%m-%d %H:%M:%S}", str(rng.randrange(500, 180_000)), f"顾问{rng.randrange(90):02d}",
            f"{labour / 100:.2f}", f"{parts / 100:.2f}", f"{(labour + parts) / 100:.2f}",
        ]  # fmt: skip
        if number % 50 == 0:
            _spoil(row, rng)
        if number % 1000 == 999 and last:
            row = last
        last = row
        yield row


def _car(rng: random.Random, number: int) -> tuple[str, str, str]:
    vin = f"LSV{rng.choice(_LETTERS)}{rng.choice(_LETTERS)}133{0}{rng.choice('KLMNP')}{number:07d}"
    vin = vin[:8] + check_digit(vin) + vin[9:]
    plate = f"沪{rng.choice(_LETTERS)}{rng.randrange(100_000):05d}"
    return vin, plate, f"1{rng.choice('3589')}{rng.randrange(10**9):09d}"


def _spoil(row: list[str], rng: random.Random) -> None:
    match rng.randrange(10):
        case 0:
            row[5] = f"{row[5][:3]} {row[5][3:7]} {row[5][7:]}"
        case 1:
            row[5] = "+86" + row[5]
        case 2:
            row[6] = f"{row[6][:4]}年{int(row[6][5:7])}月{int(row[6][8:10])}日"
        case 3:
            row[11] = f"¥{float(row[11]):,.2f}"
        case 4:
            row[3] = row[3].lower()
        case 5:
            row[3] = row[3][:-1]
        case 6:
            row[7] = f"{int(row[7]):,}"
        case 7:
            row[8] = f"\u3000{row[8]} "
        case 8:
            row[6] = "2023-02-30 09:00:00"
        case _:
            row[11] = "#REF!"


def write_csv(path: Path, *, rows: int, encoding: str) -> Path:
    """A csv file with a title, the header, the rows and a line of totals."""
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.writer(file)
        out.writerow(["远航汽车 维修工单明细表"])
        out.writerow(HEADER)
        out.writerows(cells(rows=rows))
        out.writerow(["合计", *[""] * (len(HEADER) - 2), "123456789.00"])
    return path


def write_xlsx(path: Path, *, rows: int) -> Path:
    """The same rows as a sheet, with real dates and numbers where a DMS writes them."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("维修工单")
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, ["远航汽车 维修工单明细表"])
    sheet.write_row(1, 0, HEADER)
    for number, row in enumerate(cells(rows=rows), start=2):
        _write_row(sheet, number, row, moment)
    book.close()
    return path


def _write_row(sheet: object, number: int, row: Sequence[str], moment: object) -> None:
    for column, text in enumerate(row):
        if column == 6 and len(text) == 19 and not text.startswith("2023-02-30"):
            sheet.write_datetime(number, column, dt.datetime.fromisoformat(text), moment)  # type: ignore[attr-defined]
        elif column in (7, 9, 10, 11) and text.replace(".", "", 1).isdecimal():
            sheet.write_number(number, column, float(text))  # type: ignore[attr-defined]
        else:
            sheet.write_string(number, column, text)  # type: ignore[attr-defined]

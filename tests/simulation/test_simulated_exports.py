"""What the stores export can be read in the encodings they declare, and says the same as the world."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from pathlib import Path

import openpyxl
import pytest

from liuke.simulation.exports.sheet import Sheet, write_xlsx
from liuke.simulation.simulate import simulate
from liuke.simulation.truth import Truth
from liuke.values.money import fen_of, read_yuan
from liuke.values.vin import read_vin

pytestmark = pytest.mark.whole

UNTIL = dt.date(2024, 10, 1)
SMALL = {"stores": 4, "vehicles": 400, "years": 4, "plants": ("second-service-drop",), "until": UNTIL}
Table = list[dict[str, object]]


def read_csv(path: Path, encoding: str) -> Table:
    with path.open(encoding=encoding, newline="", errors="strict") as file:
        return list(csv.DictReader(file))


def read_sheet(path: Path, sheet: str, header_row: int) -> Table:
    rows = openpyxl.load_workbook(path, read_only=True)[sheet].iter_rows(min_row=header_row, values_only=True)
    names = [str(name) for name in next(rows)]
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("group") / "export"
    return folder, simulate(out=folder, seed=7, **SMALL)


@pytest.fixture(scope="module")
def orders(exported) -> dict[str, Table]:
    """The work orders of each DMS."""
    folder, _ = exported
    book = folder / "滨江店_新车销售与维修工单.xlsx"
    return {
        "A": read_sheet(book, "维修工单", 3)[:-1],
        "B": read_csv(folder / "会展店_维修结算.csv", "gb18030"),
        "C": read_sheet(folder / "北湖店_派工单.xlsx", "派工单", 1),
    }


def test_each_store_exports_in_the_format_of_its_dms_in_turn(exported):
    folder, truth = exported
    assert truth.stores == ["滨江店", "会展店", "北湖店", "南站店"]
    kinds = {store: sorted(p.suffix for p in folder.glob(f"{store}_*")) for store in truth.stores}
    assert kinds == {
        "滨江店": [".xlsx"] * 2,
        "会展店": [".csv"] * 5,
        "北湖店": [".csv"] * 5 + [".xlsx"],
        "南站店": [".xlsx"] * 2,
    }


@pytest.mark.parametrize(
    ("dms", "vin", "number", "form", "arrived"),
    [
        ("A", "车架号", "工单号", r"RO20\d{6}\d{3}", "进厂时间"),
        ("B", "VIN码", "结算单号", r"WX\d{6}-\d{3}", "到店时间"),
        ("C", "底盘号", "派工单号", r"PG\d{7}", "接车时间"),
    ],
)
def test_every_order_carries_vin_number_and_date(orders, dms, vin, number, form, arrived):
    assert len(orders[dms]) > 200
    for row in orders[dms]:
        assert len(read_vin(str(row[vin])).value or "") == 17
        assert re.fullmatch(form, str(row[number]))
        assert row[arrived]


def test_the_three_share_no_header_word_for_the_car(orders):
    headers = [set(table[0]) for table in orders.values()]
    assert not headers[0] & headers[1] & headers[2]
    assert [h & {"车架号", "VIN码", "底盘号"} for h in headers] == [{"车架号"}, {"VIN码"}, {"底盘号"}]


def test_dms_a_prints_a_title_and_a_line_of_totals(exported):
    folder, _ = exported
    sheet = openpyxl.load_workbook(folder / "滨江店_新车销售与维修工单.xlsx")["维修工单"]
    rows = list(sheet.iter_rows(values_only=True))
    assert str(rows[0][0]).endswith("维修工单明细表")
    header, total = rows[2], rows[-1]
    place = header.index("结算金额")
    assert total[0] == "合计"
    assert round(sum(row[place] for row in rows[3:-1]), 2) == round(total[place], 2)
    assert isinstance(rows[3][header.index("进厂时间")], dt.datetime)


def test_dms_b_writes_money_with_sign_and_thousands_and_repeats_rows(exported, tmp_path):
    sums = [fen_of(str(read_yuan(r["实收金额"]).value)) for r in read_csv(_b_orders(exported), "gb18030")]
    assert min(sums) >= 0
    assert any("," in r["实收金额"] for r in read_csv(_b_orders(exported), "gb18030"))
    simulate(out=tmp_path / "large", seed=7, **{**SMALL, "vehicles": 1200, "stores": 2})
    numbers = [r["结算单号"] for r in read_csv(tmp_path / "large" / "会展店_维修结算.csv", "gb18030")]
    assert 1 <= len(numbers) - len(set(numbers)) < 10


def _b_orders(exported: tuple[Path, Truth]) -> Path:
    return exported[0] / "会展店_维修结算.csv"


def test_dms_c_writes_text_cells_and_three_ways_of_dates(exported, orders):
    folder, _ = exported
    sales = read_csv(folder / "北湖店_交车档案.csv", "utf-8-sig")
    assert all(isinstance(cell, str) for row in orders["C"] for cell in row.values() if cell is not None)
    assert all(re.fullmatch(r"20\d{6}", str(row["交车日期"])) for row in sales)
    settled = [row for row in orders["C"] if row["结算日期"]]
    assert all(re.fullmatch(r"20\d\d年\d{1,2}月\d{1,2}日", str(row["结算日期"])) for row in settled)
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d:00", str(row["接车时间"])) for row in settled)


def test_lines_of_dms_c_add_up_to_its_orders(exported, orders):
    folder, _ = exported
    lines: dict[str, int] = {}
    for row in read_csv(folder / "北湖店_派工单项目明细.csv", "utf-8-sig"):
        lines[str(row["派工单号"])] = lines.get(str(row["派工单号"]), 0) + fen_of(str(row["金额"]))
    for row in orders["C"]:
        total = lines.get(str(row["派工单号"]), 0) - fen_of(str(row["优惠"]))
        assert total == fen_of(str(row["结算金额"]))


def test_every_delivered_car_stands_in_one_sales_file(exported):
    folder, truth = exported
    sold = [
        str(r["车架号"])
        for r in read_sheet(folder / "滨江店_新车销售与维修工单.xlsx", "新车销售明细", 3)[:-1]
    ]
    sold += [str(r["VIN码"]) for r in read_csv(folder / "会展店_整车交付明细.csv", "gb18030")]
    sold += [str(r["底盘号"]).upper() for r in read_csv(folder / "北湖店_交车档案.csv", "utf-8-sig")]
    sold += [
        str(r["车架号"])
        for r in read_sheet(folder / "南站店_新车销售与维修工单.xlsx", "新车销售明细", 3)[:-1]
    ]
    assert set(sold) == {fate.vin for fate in truth.cars if fate.bought_here}
    assert len(set(sold)) == 400


def test_the_truth_file_holds_causes_returns_and_a_fate_per_car(exported):
    folder, truth = exported
    told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    [cause] = told["causes"]
    assert (cause["kpi"], cause["slice"]) == (
        "second_service_return",
        {"series": "ES6", "district": "城南"},
    )
    assert (cause["since"], cause["kind"]) == ("2023-08", "rate")
    assert cause["figures"]["to"] < cause["figures"]["from"]
    assert told["cars"]["columns"][0] == "vin"
    assert len(told["cars"]["rows"]) == len(truth.cars) == 410
    gone = [fate for fate in truth.cars if fate.left]
    assert all(fate.left_on is not None and fate.left_on < UNTIL for fate in gone)
    assert sum(fate.visits_next_12 for fate in gone) / len(gone) < 0.6
    stay = [fate for fate in truth.cars if not fate.left]
    assert sum(fate.visits_next_12 for fate in stay) / len(stay) > 1.0
    assert {fate.taken_by for fate in gone} == {"natural", "plant"}


def test_the_true_return_rates_are_those_the_dice_scatter_around(exported):
    _, truth = exported
    for rate in truth.returns:
        assert rate.expected is not None
        assert rate.happened is not None
        error = (rate.expected * (1 - rate.expected) / rate.units) ** 0.5
        assert abs(rate.happened - rate.expected) < 4 * error


def test_a_table_too_long_for_one_sheet_goes_on_in_the_next(tmp_path):
    sheet = Sheet("工单", {"号": range(1, 8)}, title=("标题",), total={"号": 28})
    write_xlsx(tmp_path / "long.xlsx", [sheet], most_rows=3)
    assert _cells(tmp_path / "long.xlsx") == {
        "工单": [("标题",), ("号",), (1,), (2,), (3,)],
        "工单2": [("标题",), ("号",), (4,), (5,), (6,)],
        "工单3": [("标题",), ("号",), (7,), (28,)],
    }


def test_the_same_seed_gives_the_same_files_and_another_seed_others(exported, tmp_path):
    folder, _ = exported
    simulate(out=tmp_path / "again", seed=7, **SMALL)
    simulate(out=tmp_path / "other", seed=8, **SMALL)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in (tmp_path / "again").iterdir())
    for name in names:
        same = (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
        if name.endswith(".xlsx"):
            same = _cells(folder / name) == _cells(tmp_path / "again" / name)
        assert same, name
        assert (folder / name).read_bytes() != (tmp_path / "other" / name).read_bytes()


def _cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path, read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}

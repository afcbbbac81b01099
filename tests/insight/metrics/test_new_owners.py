"""Shares of the new owners: an owner is new with the first of his cars, and only then."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from random_group import AS_OF, TODAY, Files, later, random_files

from liuke.insight.engine.duckdb_engine import DuckDbEngine, open_star
from liuke.insight.metrics.findings import Kpi
from liuke.insight.metrics.resources import evaluate_resources
from liuke.insight.star.build import build_star
from liuke.insight.star.schema import STAR

Pair = tuple[float | None, float | None]
LIN, MEI, OLD = "13900000001", "13900000002", "13900000003"


def shares(files: Files, folder: Path) -> dict[str, Kpi]:
    build_star(records=files.write(folder / "records"), folder=folder / "star", today=TODAY, as_of=AS_OF)
    engine = DuckDbEngine(open_star(folder=folder / "star", tables=tuple(STAR)))
    return {k.key: k for k in evaluate_resources(engine=engine, as_of=AS_OF, stores={})}


def counted(kpi: Kpi) -> tuple[Pair, Pair]:
    """(numerator, denominator) now and in the year before."""
    return (kpi.numerator, kpi.denominator), (kpi.previous.numerator, kpi.previous.denominator)


def sold(
    files: Files, vin: str, day: dt.date, phone: str, channel: str, born: int = 1990, **cells: Any
) -> None:
    files.add(
        "vehicle_sales", vin=vin, delivery_day=day, store="东店", phone=phone, channel=channel,
        birthday=dt.date(born, 5, 1), **cells,
    )  # fmt: skip


def test_who_buys_a_second_car_is_not_new_a_second_time(tmp_path: Path) -> None:
    files = Files()
    sold(files, "V1", dt.date(2023, 3, 1), LIN, "老带新")
    sold(files, "V2", dt.date(2024, 3, 1), LIN, "网络")
    sold(files, "V3", dt.date(2024, 4, 1), MEI, "网络", born=1960)
    told = shares(files, tmp_path)
    # Lin came by referral in the year before, and stays one who did
    assert counted(told["referral_share"]) == ((0, 1), (1, 1))
    assert counted(told["young_owner_share"]) == ((0, 1), (1, 1))


def test_who_came_to_the_workshop_for_years_is_not_new(tmp_path: Path) -> None:
    files = Files()
    files.add(
        "work_orders", vin="V0", order_no="R1", store="东店", arrived_at=dt.datetime(2020, 5, 1, 9), phone=OLD,
        status="settled", kinds=1, total_fen=1,
    )  # fmt: skip
    sold(files, "V1", dt.date(2024, 3, 1), OLD, "老带新")
    sold(files, "V2", dt.date(2024, 4, 1), MEI, "网络")
    assert counted(shares(files, tmp_path)["referral_share"])[0] == (0, 1)


def test_who_buys_a_used_car_is_new_from_that_day(tmp_path: Path) -> None:
    files = Files()
    sold(files, "V1", dt.date(2019, 3, 1), LIN, "网络")
    sold(files, "V1", dt.date(2024, 3, 1), MEI, "转介绍")
    assert counted(shares(files, tmp_path)["referral_share"])[0] == (1, 1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shares_equal_the_count_by_hand(seed: int, tmp_path: Path) -> None:
    files = random_files(seed, cars=300)
    sales = [s for s in files.rows["vehicle_sales"] if s["delivery_day"] < AS_OF]
    orders = sorted(
        (o for o in files.rows["work_orders"] if o["arrived_at"].date() < AS_OF),
        key=lambda o: o["arrived_at"],
    )
    phone = {o["vin"]: o["phone"] for o in orders if o["phone"]}
    acquired = [
        (s["phone"] or phone.get(s["vin"], s["vin"]), s["delivery_day"], s.get("channel")) for s in sales
    ]
    bought = {s["vin"] for s in sales}
    acquired += [
        (phone.get(o["vin"], o["vin"]), o["arrived_at"].date(), None)
        for o in orders
        if o["vin"] not in bought and o["status"] in ("settled", None)
    ]
    since: dict[str, dt.date] = {}
    came_by: dict[str, str] = {}
    for owner, day, channel in sorted(acquired, key=lambda each: each[1]):
        since.setdefault(owner, day)
        if channel:
            came_by.setdefault(owner, channel)
    expected = []
    for back in (0, 1):
        start, end = later(AS_OF, -12 * back - 12), later(AS_OF, -12 * back)
        ways = [way for owner, way in came_by.items() if start <= since[owner] < end]
        expected.append((sum(way in ("老带新", "Referral") for way in ways), len(ways)))
    assert counted(shares(files, tmp_path)["referral_share"]) == tuple(expected)

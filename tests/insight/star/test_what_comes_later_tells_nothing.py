"""A star as of a day is the one its rows dated before that day make: later ones tell no owner, name or figure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dealer import Dealer, Records, told, write_all

from liuke.insight.star.build import build_star
from liuke.insight.star.schema import STAR

pytestmark = pytest.mark.whole

TODAY = dt.date(2026, 6, 30)
AS_OF = dt.date(2024, 9, 1)
_DAY_OF = {
    "vehicle_sales": "delivery_day", "work_orders": "arrived_at", "appointments": "booked_at",
    "surveys": "answered_at", "complaints": "received_at",
}  # fmt: skip


def before(records: Records, as_of: dt.date) -> Records:
    """The rows dated before a day, and those that have none. Deliveries of cars that were worked on before stay:
    what is done before a delivery is no visit."""
    worked_on = {row["vin"] for row in records["work_orders"].values() if f"{row['arrived_at']}" < f"{as_of}"}
    return {
        name: {
            number: row
            for number, row in rows.items()
            if name not in _DAY_OF
            or row[_DAY_OF[name]] is None
            or f"{row[_DAY_OF[name]]}" < f"{as_of}"
            or (name == "vehicle_sales" and row["vin"] in worked_on)
        }
        for name, rows in records.items()
    }


@pytest.mark.parametrize("seed", range(6))
def test_a_star_is_that_of_the_rows_before_its_day(seed: int, tmp_path: Path) -> None:
    records = Dealer(seed).records
    known = before(records, AS_OF)
    assert all(known[name] != records[name] for name in _DAY_OF)
    star, expected = tmp_path / "star", tmp_path / "expected"
    for rows, folder in ((records, star), (known, expected)):
        told_in = write_all(rows, tmp_path / f"{folder.name}_records")
        build_star(records=told_in, folder=folder, today=TODAY, as_of=AS_OF)
    for table in STAR:
        # the star lists later orders, so that a figure can say that they were too late
        rows = [row for row in told(star, table) if table != "work_order" or row[_DAY] < AS_OF]
        assert rows == told(expected, table), (seed, table)


_DAY = [c.name for c in STAR["work_order"].columns if c.name != "visit_id"].index("day")

CAR, OTHER = "LSVAA4187E2100001", "LSVAA4187E2100002"


def star_of(tmp_path: Path, **kinds: list[dict[str, Any]]) -> Any:
    records: Records = {name: dict(enumerate(kinds.get(name, []), 1)) for name in (*_DAY_OF, "order_lines")}
    folder = tmp_path / "star"
    build_star(records=write_all(records, tmp_path / "records"), folder=folder, today=TODAY, as_of=AS_OF)

    def asked(question: str) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            for table in STAR:
                connection.execute(f"CREATE VIEW {table} AS FROM '{folder / table}.parquet'")
            return connection.execute(question).fetchall()

    return asked


def order(day: str, **cells: Any) -> dict[str, Any]:
    came = dt.datetime.fromisoformat(f"{day} 09:00")
    row = {
        "vin": CAR,
        "store": "东店",
        "order_no": f"R{day}",
        "arrived_at": came,
        "source_file": 0,
        "source_row": 1,
    }
    return row | {"status": "settled", "kinds": 1, "total_fen": 100_00} | cells


def sale(day: str, **cells: Any) -> dict[str, Any]:
    delivered = dt.date.fromisoformat(day)
    return {"vin": CAR, "store": "东店", "delivery_day": delivered, "source_file": 0, "source_row": 1} | cells


def test_a_later_order_tells_neither_phone_nor_name(tmp_path: Path) -> None:
    asked = star_of(
        tmp_path,
        vehicle_sales=[sale("2023-05-01")],
        work_orders=[
            order("2024-03-01"),
            order("2024-10-01", phone="13900000009", owner_name="后来的人", series="远航"),
        ],
    )
    assert asked("SELECT owner, phone, name FROM owner") == [(CAR, None, None)]
    assert asked("SELECT owner, series FROM vehicle") == [(CAR, None)]


def test_a_later_sale_changes_neither_owner_nor_visits(tmp_path: Path) -> None:
    asked = star_of(
        tmp_path,
        vehicle_sales=[
            sale("2022-03-01"),
            sale("2024-11-01", phone="13900000009", owner_name="后来的人", price_fen=1),
        ],
        work_orders=[order("2024-03-01", phone="13900000001", owner_name="林晓")],
    )
    assert asked("SELECT owner, name, visits_12 FROM owner") == [("13900000001", "林晓", 1)]
    assert asked("SELECT delivery_day, price_fen, visits FROM vehicle") == [(dt.date(2022, 3, 1), None, 1)]


def test_what_is_done_before_a_delivery_is_no_visit_however_late_that_comes(tmp_path: Path) -> None:
    asked = star_of(
        tmp_path,
        vehicle_sales=[sale("2024-09-02", phone="13900000009", owner_name="后来的人", price_fen=1)],
        work_orders=[order("2024-08-30", phone="13900000001")],
    )
    assert asked("SELECT count(*) FROM visit") == [(0,)]
    assert asked("SELECT delivery_day, price_fen, visits FROM vehicle") == [(None, None, 0)]


def test_a_car_first_heard_of_later_is_not_there(tmp_path: Path) -> None:
    late = {"vin": OTHER, "source_file": 0, "source_row": 1}
    asked = star_of(
        tmp_path,
        work_orders=[order("2024-03-01"), order("2024-10-01", vin=OTHER)],
        appointments=[late | {"booked_at": dt.datetime(2024, 10, 1, 9)}],
        surveys=[late | {"answered_at": dt.datetime(2024, 10, 2), "nps": 9}],
        complaints=[late | {"received_at": dt.datetime(2024, 10, 2)}],
    )
    assert asked("SELECT vin FROM vehicle") == [(CAR,)]
    assert asked("SELECT owner, vehicles FROM owner") == [(CAR, 1)]
    assert asked("SELECT booked FROM visit") == [(None,)]


def test_names_of_orders_belong_to_who_owned_the_car_then(tmp_path: Path) -> None:
    asked = star_of(
        tmp_path,
        vehicle_sales=[sale("2022-05-01", phone="13900000001"), sale("2024-05-01", phone="13900000002")],
        work_orders=[order("2023-03-01", owner_name="林晓")],
    )
    assert asked("SELECT owner, name FROM owner ORDER BY owner") == [
        ("13900000001", "林晓"),
        ("13900000002", None),
    ]


def test_costs_of_later_orders_change_no_profit(tmp_path: Path) -> None:
    asked = star_of(tmp_path, work_orders=[order("2024-03-01"), order("2024-10-01", parts_cost_fen=90_00)])
    assert asked("SELECT profit_fen FROM visit") == [(100_00,)]
    assert asked("SELECT profit_basis, earliest_order_day FROM meta") == [
        ("settled_amount", dt.date(2024, 3, 1))
    ]

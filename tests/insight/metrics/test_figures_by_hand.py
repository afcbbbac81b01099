"""Every figure equals a computation by hand: plain loops over the rows, written from the definitions alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from random_group import AS_OF, TODAY, Files, later, random_files

from liuke.insight.engine.duckdb_engine import DuckDbEngine, open_star
from liuke.insight.metrics.evaluate import evaluate
from liuke.insight.metrics.findings import Kpi
from liuke.insight.metrics.series import monthly_series
from liuke.insight.star.build import build_star
from liuke.insight.star.schema import STAR
from liuke.insight.star.settings import Plan


@dataclass
class ByHand:
    """The definitions in loops."""

    files: Files

    def __post_init__(self) -> None:
        sales = self.files.rows["vehicle_sales"]
        self.delivered: dict[str, dt.date] = {}
        for row in sales:
            if row["delivery_day"] < AS_OF:
                first = self.delivered.get(row["vin"], row["delivery_day"])
                self.delivered[row["vin"]] = min(first, row["delivery_day"])
        self.visits: dict[tuple[str, str, dt.date], list[dict[str, Any]]] = defaultdict(list)
        for row in self.files.rows["work_orders"]:
            day = row["arrived_at"].date()
            settled = row["status"] in ("settled", None)
            if settled and day < AS_OF and day >= self.delivered.get(row["vin"], day):
                self.visits[row["vin"], row["store"], day].append(row)
        self.maintenance: dict[str, list[dt.date]] = defaultdict(list)
        for (vin, _, day), orders in sorted(self.visits.items(), key=lambda item: item[0][2]):
            if any((o["kinds"] or 0) & 1 for o in orders):
                self.maintenance[vin].append(day)
        self.earliest = min(row["arrived_at"].date() for row in self.files.rows["work_orders"])

    def year(self, back: int) -> tuple[dt.date, dt.date]:
        return later(AS_OF, -12 * (back + 1)), later(AS_OF, -12 * back)

    def owner(self, vin: str, day: dt.date) -> str:
        sales = sorted(
            (s for s in self.files.rows["vehicle_sales"] if s["vin"] == vin and s["delivery_day"] < AS_OF),
            key=lambda s: s["delivery_day"],
        )
        holding = [s for s in sales if s["delivery_day"] <= day] or sales[:1]
        if holding and holding[-1]["phone"]:
            return str(holding[-1]["phone"])
        orders = [o for o in self.files.rows["work_orders"] if o["vin"] == vin and o["phone"]]
        before = [o for o in orders if o["arrived_at"].date() < AS_OF]
        return max(before, key=lambda o: o["arrived_at"])["phone"] if before else vin

    def first_return(self, back: int) -> tuple[int, int]:
        end = dt.date(2024, 1, 1).replace(year=2024 - back)
        start = later(end, -12)
        cohort = [
            v for v, d in self.delivered.items()
            if start <= d < end and (d.year, d.month) >= (self.earliest.year, self.earliest.month)
        ]  # fmt: skip
        came = [
            v for v in cohort if self.maintenance[v] and self.maintenance[v][0] <= later(self.delivered[v], 9)
        ]
        return len(came), len(cohort)

    def second_return(self, back: int) -> tuple[int, int]:
        end = dt.date(2023, 7, 1).replace(year=2023 - back)
        start = later(end, -12)
        cohort = [v for v in self.delivered if self.maintenance[v] and start <= self.maintenance[v][0] < end]
        came = [
            v for v in cohort
            if len(self.maintenance[v]) > 1 and self.maintenance[v][1] <= later(self.maintenance[v][0], 15)
        ]  # fmt: skip
        return len(came), len(cohort)

    def practised(self, nth: int, back: int) -> tuple[int, int]:
        start, end = self.year(back)
        done = [
            sum(
                1
                for v in self.delivered
                if len(self.maintenance[v]) >= n and start <= self.maintenance[v][n - 1] < end
            )
            for n in (1, 2)
        ]
        sold = sum(1 for d in self.delivered.values() if start <= d < end)
        return (done[0], sold) if nth == 1 else (done[1], done[0])

    def yearly(self, back: int, *, same: bool) -> tuple[int, int]:
        def owners(years_back: int) -> set[str]:
            start, end = self.year(years_back)
            return {
                self.owner(v, d) for v, days in self.maintenance.items() for d in days if start <= d < end
            }

        now, last = owners(back), owners(back + 1)
        return len(now & last) if same else len(now), len(last)

    def three_years(self, back: int) -> tuple[int, int]:
        start, end = later(AS_OF, -48 - 12 * back), later(AS_OF, -36 - 12 * back)
        cohort = [v for v, d in self.delivered.items() if start <= d < end]
        low, high = self.year(back)
        return sum(1 for v in cohort if any(low <= d < high for d in self.maintenance[v])), len(cohort)

    def appointments(self, back: int) -> list[dict[str, Any]]:
        low, high = self.year(back)
        return [
            a for a in self.files.rows["appointments"]
            if low <= a["booked_at"].date() < high and a["status"] not in ("cancelled_by_store", "cancelled")
        ]  # fmt: skip

    def punctual(self, back: int) -> tuple[int, int]:
        due = self.appointments(back)
        on_time = [
            a
            for a in due
            if a["started_at"] and abs(a["started_at"] - a["booked_at"]) <= dt.timedelta(minutes=10)
        ]
        return len(on_time), len(due)

    def kept(self, back: int) -> int:
        return sum(a["status"] == "kept" for a in self.appointments(back))

    def missed(self, back: int) -> tuple[int, int]:
        due = self.appointments(back)
        return sum(a["status"] == "no_show" for a in due), len(due)

    def booked(self, back: int) -> tuple[int, int]:
        kept = {
            (a["vin"], a["store"], a["booked_at"].date())
            for a in self.files.rows["appointments"]
            if a["status"] == "kept"
        }
        low, high = self.year(back)
        visits = [visit for visit in self.visits if low <= visit[2] < high]
        return sum(visit in kept for visit in visits), len(visits)

    def wait(self, back: int) -> tuple[float, int]:
        low, high = self.year(back)
        minutes = []
        for (_, _, day), orders in self.visits.items():
            started = [o["started_at"] for o in orders if o["started_at"]]
            arrived = min(o["arrived_at"] for o in orders)
            if low <= day < high and started and min(started) >= arrived:
                minutes.append((min(started) - arrived).total_seconds() / 60)
        return sum(minutes), len(minutes)

    def orders(self, back: int) -> list[dict[str, Any]]:
        low, high = self.year(back)
        return [
            o for o in self.files.rows["work_orders"]
            if low <= o["arrived_at"].date() < high and o["status"] != "cancelled"
        ]  # fmt: skip

    def same_day(self, back: int) -> tuple[int, int]:
        rows = self.orders(back)
        return sum(
            1 for o in rows if o["finished_at"] and o["finished_at"].date() == o["arrived_at"].date()
        ), len(rows)

    def fixed(self, back: int) -> tuple[int, int]:
        repairs = [o for o in self.orders(back) if (o["kinds"] or 0) & 2 and o["symptom"]]
        again = 0
        for repair in repairs:
            day = repair["arrived_at"].date()
            again += any(
                other["vin"] == repair["vin"] and other["symptom"] == repair["symptom"] and other["status"] != "cancelled"
                and day < other["arrived_at"].date() <= day + dt.timedelta(days=30) and other["arrived_at"].date() < AS_OF
                for other in self.files.rows["work_orders"]
            )  # fmt: skip
        return len(repairs) - again, len(repairs)

    def answers(self, back: int, name: str) -> list[int]:
        low, high = self.year(back)
        return [
            s[name]
            for s in self.files.rows["surveys"]
            if low <= s["answered_at"].date() < high and s[name] is not None
        ]

    def complaints(self, back: int) -> list[dict[str, Any]]:
        low, high = self.year(back)
        return [c for c in self.files.rows["complaints"] if low <= c["received_at"].date() < high]

    def visits_in(self, back: int) -> Iterable[list[dict[str, Any]]]:
        low, high = self.year(back)
        return [orders for (_, _, day), orders in self.visits.items() if low <= day < high]

    def figures(self, back: int) -> dict[str, tuple[float, float]]:
        """(numerator, denominator) of every figure, ``back`` years before."""
        scores, nps = self.answers(back, "satisfaction"), self.answers(back, "nps")
        visits = list(self.visits_in(back))
        revenue = sum(o["total_fen"] for orders in visits for o in orders) / 100
        complaints = self.complaints(back)
        return {
            "first_service_return": self.first_return(back),
            "second_service_return": self.second_return(back),
            "first_service_return_practised": self.practised(1, back),
            "second_service_return_practised": self.practised(2, back),
            "yearly_retention": self.yearly(back, same=False),
            "yearly_retention_cohort": self.yearly(back, same=True),
            "three_year_retention": self.three_years(back),
            "booking_punctuality": self.punctual(back),
            "booking_punctuality_kept": (self.punctual(back)[0], self.kept(back)),
            "no_show_rate": self.missed(back),
            "booking_share": self.booked(back),
            "average_wait": self.wait(back),
            "same_day_completion": self.same_day(back),
            "first_time_fix": self.fixed(back),
            "satisfaction": (sum(s >= 4 for s in scores), len(scores)),
            "nps": (sum(n >= 9 for n in nps) - sum(n <= 6 for n in nps), len(nps)),
            "complaint_rate": (len(complaints), len(visits)),
            "complaints_solved": (sum(c["status"] == "solved" for c in complaints), len(complaints)),
            "revenue_per_visit": (revenue, len(visits)),
            "visits": (len(visits), 1),
        }


def figures_of(files: Files, folder: Path, *, orders_given: bool = False) -> list[Kpi]:
    records = files.write(folder / "records")
    build_star(records=records, folder=folder / "star", today=TODAY, as_of=AS_OF)
    engine = DuckDbEngine(open_star(folder=folder / "star", tables=tuple(STAR)))
    return evaluate(
        engine=engine, as_of=AS_OF, falling=frozenset(), default_plan=Plan(), orders_given=orders_given
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_equals_the_computation_by_hand_to_the_unit(seed: int, tmp_path: Path) -> None:
    files = random_files(seed, cars=300)
    hand = ByHand(files)
    kpis = {k.key: k for k in figures_of(files, tmp_path)}
    for back in (0, 1):
        for key, (numerator, denominator) in hand.figures(back).items():
            got = kpis[key] if back == 0 else kpis[key].previous
            assert (got.numerator, got.denominator) == (pytest.approx(numerator), denominator), (key, back)


@pytest.mark.parametrize(
    ("statuses", "booked", "punctual"),
    [
        (["kept"], True, True),
        (["open"], True, True),
        ([None], True, True),
        (["cancelled_by_store"], False, False),
        (["cancelled_by_owner"], False, False),
        (["cancelled"], False, False),
        (["no_show"], False, False),
        (["cancelled_by_owner", "kept"], True, True),
    ],
)
@pytest.mark.parametrize("by", ["day", "order"])
def test_a_visit_is_booked_when_an_appointment_that_stood_led_to_it(
    statuses: list[str | None], booked: bool, punctual: bool, by: str, tmp_path: Path
) -> None:
    files = Files()
    came = dt.datetime(2024, 5, 10, 9)
    files.add(
        "work_orders", vin="V1", order_no="R1", store="东店", arrived_at=came, started_at=came, status="settled",
        kinds=1, total_fen=1,
    )  # fmt: skip
    link = {"order_no": "R1"} if by == "order" else {}
    for status in statuses:
        files.add("appointments", vin="V1", store="东店", booked_at=came, status=status, **link)
    kpis = {k.key: k for k in figures_of(files, tmp_path)}
    assert (kpis["booking_share"].numerator, kpis["booking_share"].denominator) == (booked, 1)
    assert (kpis["booking_punctuality"].numerator or 0) == punctual
    assert (kpis["booking_punctuality_kept"].denominator or 0) == booked


def test_values_are_numerator_by_denominator_and_not_rounded(tmp_path: Path) -> None:
    kpis = {k.key: k for k in figures_of(random_files(4, cars=200), tmp_path)}
    share = kpis["first_service_return"]
    assert share.numerator is not None
    assert share.denominator
    assert share.value == share.numerator / share.denominator
    nps = kpis["nps"]
    assert nps.numerator is not None
    assert nps.denominator
    assert nps.value == 100 * nps.numerator / nps.denominator


def test_no_rows_are_no_data_never_zero_or_hundred_per_cent(tmp_path: Path) -> None:
    files = Files()
    files.add("vehicle_sales", vin="V1", delivery_day=dt.date(2024, 9, 1), store="东店")
    kpis = figures_of(files, tmp_path)
    assert {k.level for k in kpis if k.key != "visits"} == {"no_data"}
    assert all(k.value is None and k.needs for k in kpis if k.level == "no_data")


def test_without_a_usable_order_in_files_of_orders_there_were_no_visits(tmp_path: Path) -> None:
    files = Files()
    files.add("vehicle_sales", vin="V1", delivery_day=dt.date(2023, 2, 10), store="东店")
    folders = [tmp_path / "given", tmp_path / "none"]
    for folder in folders:
        folder.mkdir()
    known, unknown = (
        {k.key: k for k in figures_of(files, folder, orders_given=folder.name == "given")}
        for folder in folders
    )
    visits = known["visits"]
    assert (visits.value, visits.numerator, visits.denominator, visits.level) == (0, 0, 1, "watch")
    assert visits.needs == []
    assert (unknown["visits"].value, unknown["visits"].level) == (None, "no_data")
    assert {k: v.value for k, v in known.items() if k != "visits"} == {
        k: v.value for k, v in unknown.items() if k != "visits"
    }


def test_cohort_months_before_the_earliest_order_are_no_data(tmp_path: Path) -> None:
    files = Files()
    for car, month in enumerate((2, 3, 4)):
        files.add("vehicle_sales", vin=f"V{car}", delivery_day=dt.date(2023, month, 10), store="东店")
    files.add(
        "work_orders", vin="V1", order_no="R1", arrived_at=dt.datetime(2023, 3, 31, 9), kinds=1, total_fen=1
    )
    kpi = next(k for k in figures_of(files, tmp_path) if k.key == "first_service_return")
    assert (kpi.numerator, kpi.denominator) == (1, 2)


@pytest.mark.parametrize(("item", "level"), [("雨刮片", "no_data"), ("常规保养", "red")])
def test_where_no_row_tells_its_kind_no_car_failed_to_return(item: str, level: str, tmp_path: Path) -> None:
    files = Files()
    for car in range(40):
        vin = f"V{car}"
        files.add("vehicle_sales", vin=vin, delivery_day=dt.date(2023, 3, 10), store="东店")
        came = dt.datetime(2023, 1 if car else 9, 10, 9)
        files.add("work_orders", vin=vin, order_no=f"R{car}", store="东店", arrived_at=came, total_fen=1)
        files.add("order_lines", order_no=f"R{car}", store="东店", item="雨刮片" if car else item)
    kpi = next(k for k in figures_of(files, tmp_path) if k.key == "first_service_return")
    engine = DuckDbEngine(open_star(folder=tmp_path / "star", tables=tuple(STAR)))
    due = [s for s in monthly_series(engine=engine, as_of=AS_OF) if s.key == "first_service_return"]
    assert kpi.level == level
    assert any(one.startswith("work_orders.kinds") for one in kpi.needs) == (level == "no_data")
    assert {any(p.value is not None for p in s.points) for s in due} == {level != "no_data"}

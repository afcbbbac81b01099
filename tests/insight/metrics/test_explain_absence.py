"""A figure without a value names what no file had, or says what else is in the way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from random_group import AS_OF, TODAY, Files

from liuke.insight.engine.duckdb_engine import DuckDbEngine, open_star
from liuke.insight.metrics.evaluate import evaluate
from liuke.insight.metrics.explain_absence import explain_absences
from liuke.insight.metrics.findings import Kpi
from liuke.insight.metrics.resources import evaluate_resources
from liuke.insight.metrics.series import monthly_series
from liuke.insight.retention.describe_retention import describe_retention
from liuke.insight.star.build import build_star
from liuke.insight.star.schema import STAR
from liuke.insight.star.settings import Plan, StoreFacts

Day = tuple[int, int, int]


def sold(*days: Day) -> Files:
    files = Files()
    for car, day in enumerate(days):
        files.add("vehicle_sales", vin=f"V{car}", delivery_day=dt.date(*day), store="东店")
    return files


def order(files: Files, day: Day, *, hour: int = 9, **cells: Any) -> None:
    arrived = dt.datetime(*day, hour)
    started = arrived + dt.timedelta(minutes=20)
    number = f"R{len(files.rows['work_orders'])}"
    told = {"vin": "V0", "status": "settled", "kinds": 1, "total_fen": 100, "started_at": started, **cells}
    files.add("work_orders", order_no=number, store="东店", arrived_at=arrived, **told)


def explained(
    files: Files, folder: Path, *, unusable: dict[str, frozenset[str]] | None = None,
    stores: dict[str, StoreFacts] | None = None,
) -> dict[str, Kpi]:  # fmt: skip
    build_star(records=files.write(folder / "records"), folder=folder / "star", today=TODAY, as_of=AS_OF)
    engine = DuckDbEngine(open_star(folder=folder / "star", tables=tuple(STAR)))
    kpis = evaluate(
        engine=engine, as_of=AS_OF, falling=frozenset(), default_plan=Plan(), orders_given=bool(unusable)
    )
    kpis += evaluate_resources(engine=engine, as_of=AS_OF, stores=stores or {})
    kpis = explain_absences(kpis, engine=engine, as_of=AS_OF, stores=stores or {}, unusable=unusable)
    assert all((k.value is None) == bool(k.needs or k.why) for k in kpis)
    assert not any(k.needs and k.why for k in kpis)
    return {k.key: k for k in kpis}


def test_only_fields_that_no_row_tells_are_missing(tmp_path: Path) -> None:
    kpis = explained(sold((2024, 9, 1)), tmp_path)
    assert kpis["first_service_return"].needs == ["work_orders.kinds"]
    assert kpis["visits"].needs == ["work_orders.order_no"]
    assert kpis["average_wait"].needs == ["work_orders.arrived_at", "work_orders.started_at"]


def test_a_column_that_is_empty_throughout_is_missing(tmp_path: Path) -> None:
    files = sold((2020, 1, 1))
    order(files, (2024, 8, 1), kinds=None, started_at=None)
    kpis = explained(files, tmp_path)
    assert kpis["first_service_return"].needs == ["work_orders.kinds"]
    assert kpis["average_wait"].needs == ["work_orders.started_at"]


@pytest.mark.parametrize("other", ["items", "line"])
def test_what_does_as_well_is_no_missing_field(tmp_path: Path, other: str) -> None:
    files = sold((2024, 8, 1))
    order(files, (2024, 8, 9), kinds=None, items="常规保养" if other == "items" else None)
    if other == "line":
        files.add("order_lines", order_no="R0", store="东店", item="常规保养", amount_fen=100)
    kpi = explained(files, tmp_path)["first_service_return"]
    assert (kpi.needs, kpi.why) == ([], "history_too_short")


def test_lines_without_their_orders_tell_nothing(tmp_path: Path) -> None:
    files = sold((2020, 1, 1))
    files.add("order_lines", order_no="R0", store="东店", item="常规保养", amount_fen=100)
    kpis = explained(files, tmp_path)
    assert kpis["first_service_return"].needs == ["work_orders.kinds"]
    assert kpis["revenue_per_visit"].needs == ["work_orders.total_fen"]


@pytest.mark.parametrize("amounts", [{}, {"labour_fen": 0, "parts_fen": 0}, {"total_fen": 0}])
def test_without_an_amount_anywhere_the_settled_amount_is_missing(
    amounts: dict[str, int], tmp_path: Path
) -> None:
    files = sold((2020, 1, 1))
    order(files, (2024, 8, 1), **{"total_fen": None, **amounts})
    kpis = explained(files, tmp_path, stores={"东店": StoreFacts(staff=10, area_m2=900)})
    for key in ("revenue_per_visit", "revenue_growth", "revenue_per_head", "revenue_per_sqm"):
        assert (kpis[key].value, kpis[key].needs) == (None, ["work_orders.total_fen"]), key
    assert kpis["visits"].value == 1


def test_a_history_that_is_too_short_is_no_missing_column(tmp_path: Path) -> None:
    files = sold((2024, 8, 1))
    order(files, (2024, 9, 1))
    kpis = explained(files, tmp_path)
    keys = ("first_service_return", "second_service_return", "three_year_retention", "yearly_retention")
    for key in (*keys, "revenue_growth"):
        assert (kpis[key].needs, kpis[key].why) == ([], "history_too_short"), key


def test_a_year_without_anything_due_is_told(tmp_path: Path) -> None:
    files = sold((2019, 1, 1))
    for year in (2019, 2023, 2024):
        order(files, (year, 9, 1))
    kpis = explained(files, tmp_path)
    assert kpis["first_service_return"].why == "nothing_due", "no car was delivered in the cohort months"
    assert kpis["three_year_retention"].why == "nothing_due"


def test_orders_of_which_none_was_settled_are_no_visits_and_no_missing_orders(tmp_path: Path) -> None:
    files = sold((2024, 8, 1))
    order(files, (2024, 9, 11), status="cancelled")
    kpis = explained(files, tmp_path)
    assert (kpis["visits"].value, kpis["visits"].needs) == (0, [])
    for key in ("first_service_return", "revenue_per_visit", "average_wait", "yearly_visits_per_owner"):
        assert (kpis[key].needs, kpis[key].why) == ([], "no_settled_orders"), key


def test_where_every_order_was_cancelled_nobody_is_said_to_have_stayed_away(tmp_path: Path) -> None:
    files = sold(*((2023, month, 10) for month in range(1, 13)))
    order(files, (2023, 3, 1), status="cancelled")
    explained(files, tmp_path)
    connection = open_star(folder=tmp_path / "star", tables=tuple(STAR))
    found = describe_retention(connection=connection, as_of=AS_OF)
    assert (found.heatmap, found.funnel, found.leavers) == (None, [], [])
    lines = monthly_series(engine=DuckDbEngine(connection), as_of=AS_OF)
    assert not any(
        point.value is not None for line in lines if line.axis != "calendar" for point in line.points
    )


def test_files_without_a_usable_row_are_told_by_what_they_had(tmp_path: Path) -> None:
    kpis = explained(
        sold((2024, 8, 1)), tmp_path, unusable={"work_orders": frozenset({"order_no", "kinds", "arrived_at"})}
    )
    assert kpis["visits"].value == 0
    assert kpis["first_service_return"].why == "no_usable_rows"
    assert kpis["average_wait"].needs == ["work_orders.started_at"]


def test_complaints_that_all_come_later_say_nothing_of_the_time_before(tmp_path: Path) -> None:
    files = sold((2024, 8, 1))
    order(files, (2024, 9, 1))
    files.add(
        "complaints", complaint_no="C1", vin="V0", received_at=dt.datetime(2024, 10, 1), status="solved"
    )
    kpis = explained(files, tmp_path)
    assert kpis["visits"].value == 1
    for key in ("complaint_rate", "complaints_solved"):
        assert (kpis[key].value, kpis[key].why) == (None, "none_before_cut_off"), key


def test_waits_need_a_time_of_day(tmp_path: Path) -> None:
    files = sold((2024, 8, 1))
    order(files, (2024, 9, 1), hour=0)
    kpi = explained(files, tmp_path)["average_wait"]
    assert (kpi.needs, kpi.why) == ([], "no_time_of_day")

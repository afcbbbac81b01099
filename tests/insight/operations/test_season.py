"""When owners come: months, weekdays, hours, and the seasonal index against planted seasons and real ones."""

from __future__ import annotations

import csv
import datetime as dt
import os
from pathlib import Path

import numpy as np
import pytest

from liuke.insight.operations.describe_season import describe_season
from liuke.insight.operations.seasonal_index import seasonal_index
from liuke.values.period import month_of

AS_OF = dt.date(2024, 10, 1)
PROJECT = Path(__file__).resolve().parents[3]
SEASON = np.array([1.06, 0.71, 0.93, 1.04, 0.98, 0.95, 1.08, 1.02, 1.12, 0.96, 1.01, 1.14])


def visit(day, hour=None, yuan=0):
    day = dt.date.fromisoformat(day)
    return {"day": day, "month": month_of(day), "hour": hour, "revenue_fen": yuan * 100}


def test_months_run_without_gaps_to_the_last_complete_one(star_of):
    star = star_of(
        visit=[visit("2024-06-03", yuan=900), visit("2024-06-09", yuan=100), visit("2024-08-30", yuan=50)]
    )
    season = describe_season(connection=star, as_of=dt.date(2024, 9, 15))
    assert [(m.month, m.visits, m.revenue_yuan) for m in season.months] == [
        ("2024-06", 2, 1000.0), ("2024-07", 0, 0.0), ("2024-08", 1, 50.0),
    ]  # fmt: skip


def test_weekdays_and_hours_are_those_of_the_latest_twelve_months(star_of):
    monday, sunday, a_year_ago = "2024-09-02", "2024-09-08", "2023-09-30"
    star = star_of(
        visit=[visit(monday, 9), visit(monday, 9), visit(monday), visit(sunday, 17), visit(a_year_ago, 9)]
    )
    season = describe_season(connection=star, as_of=AS_OF)
    assert season.weekdays == [3, 0, 0, 0, 0, 0, 1]
    assert (season.hours[0][9], season.hours[6][17], sum(map(sum, season.hours))) == (2, 1, 3)


def test_files_without_a_time_of_day_have_no_hours(star_of):
    season = describe_season(connection=star_of(visit=[visit("2024-09-02")]), as_of=AS_OF)
    assert (season.weekdays, season.hours) == ([1, 0, 0, 0, 0, 0, 0], [])


def test_no_visits_give_no_season(star_of):
    season = describe_season(connection=star_of(), as_of=AS_OF)
    assert (season.months, season.index, season.weekdays, season.hours) == ([], [], [], [])


@pytest.mark.parametrize("first_month", [24_000, 24_005])
@pytest.mark.parametrize("months", [24, 36, 60])
@pytest.mark.parametrize("growth", [0.0, 0.02, -0.015])
def test_a_planted_season_is_found_whatever_the_growth(growth, months, first_month):
    at = np.arange(months)
    visits = [round(n) for n in 5_000 * (1 + growth) ** at * SEASON[(first_month + at) % 12]]
    assert seasonal_index(visits, first_month=first_month) == pytest.approx(SEASON / SEASON.mean(), abs=0.012)


def test_one_month_of_closed_doors_does_not_make_a_season():
    visits = [100] * 60
    visits[25] = 0
    assert seasonal_index(visits, first_month=24_000) == pytest.approx([1.0] * 12, abs=0.05)


@pytest.mark.parametrize("months", [0, 1, 23])
def test_less_than_two_years_tell_no_season(months):
    assert seasonal_index([100] * months, first_month=24_000) == [None] * 12


def test_two_years_without_a_visit_tell_no_season():
    assert seasonal_index([0] * 24, first_month=24_000) == [None] * 12


def test_a_first_month_cut_short_stays_out_of_the_index(star_of):
    """The files begin on 25 September 2022: 24 whole months remain, and September is like the others."""
    days = [dt.date(2022, 9, 25) + dt.timedelta(days=n) for n in range((AS_OF - dt.date(2022, 9, 25)).days)]
    visits = [visit(day.isoformat()) for day in days]
    index = describe_season(connection=star_of(visit=visits), as_of=AS_OF).index
    assert index[8] == pytest.approx(30 / (365 / 12), abs=0.01)


def test_the_index_steadies_the_orders_of_a_real_chain():
    """438 workshops, 2012-04 to 2015-10: the orders of the last twelve months less the season swing less."""
    folder = Path(os.environ.get("LIUKE_REAL_DATA", PROJECT.parent / "shared" / "data")) / "workshop_chain"
    if not folder.is_dir():
        pytest.skip(f"no public data in {folder} (set LIUKE_REAL_DATA)")
    with (folder / "monthly_orders_by_type.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    orders = [round(sum(float(v) for k, v in row.items() if k != "yyyymm" and v)) for row in rows]
    first = int(rows[0]["yyyymm"][:4]) * 12 + int(rows[0]["yyyymm"][4:]) - 1
    index = np.array(seasonal_index(orders[:-12], first_month=first), dtype=float)
    assert index.mean() == pytest.approx(1.0)
    assert 0.85 < index.min() < 1.0 < index.max() < 1.15

"""Heat map, funnel, curves and leavers of 800 cars, worked out once more car by car from plain lists."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from liuke.insight.retention.describe_retention import describe_retention
from liuke.values.period import add_months, month_label, month_of

AS_OF = dt.date(2024, 10, 1)
GRACE = 3


@pytest.fixture(scope="module")
def found(star):
    return describe_retention(connection=star, as_of=AS_OF)


@pytest.fixture(scope="module")
def known(cars):
    """Cars with a sales record from the month of the earliest order on (PDI orders included)."""
    days = [car.delivered - dt.timedelta(days=3) for car in cars if car.delivered]
    days += [day for car in cars for day in car.services]
    return [car for car in cars if car.delivered and month_of(car.delivered) >= month_of(min(days))]


def test_every_cell_of_the_heat_map(found, known):
    cohorts = defaultdict(list)
    for car in known:
        if month_of(AS_OF) - 72 <= month_of(car.delivered) < month_of(AS_OF):
            cohorts[month_of(car.delivered)].append(car)
    assert [row.month for row in found.heatmap.rows] == [month_label(month) for month in sorted(cohorts)]
    assert found.heatmap.columns == [
        "1–6", "7–12", "13–18", "19–24", "25–30", "31–36", "37–42", "43–48", "49–54", "55–60",
    ]  # fmt: skip
    for row, month in zip(found.heatmap.rows, sorted(cohorts), strict=True):
        assert row.vehicles == len(cohorts[month])
        month_end = dt.date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        for half, cell in enumerate(row.cells):
            if add_months(month_end, 6 * (half + 1)) > AS_OF:
                assert cell is None
                continue
            came = sum(
                any(
                    add_months(car.delivered, 6 * half) <= day < add_months(car.delivered, 6 * (half + 1))
                    for day in car.services
                )
                for car in cohorts[month]
            )
            assert cell == came / len(cohorts[month])


def test_every_step_of_the_funnel(found, known):
    assert (found.funnel[0].vehicles, found.funnel[0].of) == (len(known), len(known))
    assert len(found.funnel) == 9
    for step in found.funnel[1:]:
        of = came = 0
        for car in known:
            days = [car.delivered, *car.services]
            if len(days) < step.step:
                continue
            due = car.due_months[0 if step.step == 1 else 1]
            limit = add_months(days[step.step - 1], due + GRACE)
            if limit < AS_OF:
                of += 1
                came += len(days) > step.step and days[step.step] <= limit
        assert (step.vehicles, step.of, step.share) == (came, of, came / of)


def whole_months(start, end):
    months = 0
    while add_months(start, months + 1) <= end:
        months += 1
    return months


@pytest.mark.parametrize(
    ("which", "curves", "horizon"), [(0, "first_return_curves", 24), (1, "second_return_curves", 36)]
)
def test_every_point_of_the_curves_against_lifelines_on_single_cars(found, known, which, curves, horizon):
    lives = []
    for car in known:
        days = [car.delivered, *car.services]
        if len(days) <= which:
            continue
        seen = min(whole_months(days[which], AS_OF), horizon)
        back = whole_months(days[which], days[which + 1]) + 1 if len(days) > which + 1 else None
        is_back = back is not None and back <= seen
        if seen:
            lives.append((days[which].year, back if is_back else seen, is_back))
    rows = pd.DataFrame(lives, columns=["year", "age", "is_back"])
    expected = sorted(rows["year"].unique())[-6:]
    assert [curve.label for curve in getattr(found, curves)] == [str(year) for year in expected]
    for curve, year in zip(getattr(found, curves), expected, strict=True):
        cohort = rows[rows["year"] == year]
        assert curve.vehicles == len(cohort)
        fitted = KaplanMeierFitter().fit(cohort["age"], cohort["is_back"])
        band = fitted.confidence_interval_survival_function_
        for age, share, low, high in curve.points[1:]:
            assert share == pytest.approx(1 - fitted.predict(age))
            nearest = band[band.index <= age].iloc[-1]
            assert (low, high) == pytest.approx((1 - nearest.iloc[1], 1 - nearest.iloc[0]))
            assert low <= share <= high
        assert (cohort["age"] >= curve.points[-1][0]).sum() >= 20


def test_where_every_leaver_stopped(found, known):
    left = Counter()
    for car in known:
        due = 2 * car.due_months[1] if car.services else sum(car.due_months)
        last = car.services[-1] if car.services else car.delivered
        if add_months(last, due + GRACE) < AS_OF:
            left[len(car.services)] += 1
    assert {stop.after_service: stop.vehicles for stop in found.leavers} == {
        n: c for n, c in left.items() if n <= 8
    }
    assert sum(stop.share for stop in found.leavers) == pytest.approx(
        sum(c for n, c in left.items() if n <= 8) / sum(left.values())
    )

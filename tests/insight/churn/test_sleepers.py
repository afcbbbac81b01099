"""Sleeping cars: into which band, how many woke, and whether a call pays."""

from __future__ import annotations

import datetime as dt

import pytest

from liuke.insight.churn.sleepers import find_sleepers

AS_OF = dt.date(2024, 10, 1)


def bands(star, *, history=60, cost=20.0):
    found = find_sleepers(connection=star, as_of=AS_OF, history=history, contact_cost_yuan=cost)
    return {band.months_from: band for band in found}


def visits(vin, *days, yuan=1_000):
    return [{"vin": vin, "day": day, "revenue_fen": yuan * 250, "kinds": 1} for day in days]


@pytest.mark.parametrize(
    ("last", "band"),
    [
        pytest.param(dt.date(2023, 10, 1), None, id="12 months to the day is awake"),
        pytest.param(dt.date(2023, 9, 30), 12, id="12 months and a day"),
        pytest.param(dt.date(2023, 4, 1), 12, id="18 months to the day"),
        pytest.param(dt.date(2023, 3, 31), 18, id="18 months and a day"),
        pytest.param(dt.date(2022, 9, 30), 24, id="24 months and a day"),
        pytest.param(dt.date(2021, 9, 30), 36, id="36 months and a day"),
        pytest.param(dt.date(2016, 1, 1), 36, id="forever"),
    ],
)
@pytest.mark.parametrize("came", [True, False], ids=["came last", "was delivered and never came"])
def test_a_car_sleeps_in_the_band_of_its_last_day(hand_star, last, band, came):
    vehicle = {"vin": "A", "delivery_day": dt.date(2015, 1, 1) if came else last}
    star = hand_star(vehicle=[vehicle], visit=visits("A", last) if came else [])
    assert {months: b.vehicles for months, b in bands(star).items() if b.vehicles} == (
        {band: 1} if band else {}
    )


def sleeping_group(hand_star, *, wakers, sleepers=100):
    """Cars 14 months asleep on 1 October 2023; some wake in March 2024 for 1,000 yuan of profit."""
    asleep = dt.date(2022, 8, 1)
    rows = [v for i in range(sleepers - wakers) for v in visits(f"S{i}", asleep)]
    rows += [v for i in range(wakers) for v in visits(f"W{i}", asleep, dt.date(2024, 3, 1))]
    return hand_star(vehicle=[{"vin": vin} for vin in {row["vin"] for row in rows}], visit=rows)


def test_the_share_that_woke_and_what_they_brought_decide_about_a_call(hand_star):
    star = sleeping_group(hand_star, wakers=40)
    band = bands(star)[12]
    assert (band.woke_of, band.woke_share, band.profit_per_waker_yuan) == (100, 0.4, 1_000)
    assert (band.worth_yuan_per_call, band.wake) == (380, True)
    dear = bands(star, cost=500.0)[12]
    assert (dear.worth_yuan_per_call, dear.wake) == (-100, False)


def test_with_few_sleepers_or_wakers_nobody_can_tell(hand_star):
    few = bands(sleeping_group(hand_star, wakers=20, sleepers=29))[12]
    assert (few.woke_share, few.wake) == (None, None)
    hardly = bands(sleeping_group(hand_star, wakers=29))[12]
    assert hardly.woke_share == pytest.approx(0.29)
    assert (hardly.profit_per_waker_yuan, hardly.worth_yuan_per_call, hardly.wake) == (None, None, None)


def test_when_nobody_ever_woke_a_call_costs_what_it_costs(hand_star):
    band = bands(sleeping_group(hand_star, wakers=0))[12]
    assert (band.woke_share, band.worth_yuan_per_call, band.wake) == (0, -20, False)


def test_a_waker_is_counted_in_the_year_it_wakes_only(hand_star):
    """Asleep on 1 October 2022 and 2023, woke in 2024: of two experiences one woke."""
    rows = [v for i in range(40) for v in visits(f"W{i}", dt.date(2021, 9, 1), dt.date(2024, 3, 1))]
    star = hand_star(vehicle=[{"vin": f"W{i}"} for i in range(40)], visit=rows)
    found = bands(star)
    assert (found[12].woke_of, found[12].woke_share) == (40, 0)
    assert (found[24].woke_of, found[24].woke_share) == (40, 1)


def test_a_short_history_cannot_tell_how_long_a_car_slept(hand_star):
    """With 29 months of visits no car can be seen to have slept 18 months a year ago."""
    star = sleeping_group(hand_star, wakers=40)
    assert bands(star, history=29)[12].woke_of == 0
    assert bands(star, history=30)[12].woke_of == 100


def test_an_empty_star_has_four_empty_bands(hand_star):
    found = bands(hand_star(), history=0)
    assert [(b.months_from, b.months_to, b.vehicles, b.wake) for b in found.values()] == [
        (12, 18, 0, None),
        (18, 24, 0, None),
        (24, 36, 0, None),
        (36, None, 0, None),
    ]

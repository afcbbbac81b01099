"""Which days a history allows to learn from."""

from __future__ import annotations

import datetime as dt

import pytest

from liuke.insight.churn.schedule import history_months, plan_schedule

AS_OF = dt.date(2024, 10, 1)


def months_back(days):
    return [(AS_OF.year - day.year) * 12 + AS_OF.month - day.month for day in days]


@pytest.mark.parametrize(
    ("history", "lookback", "learn_for_test", "learn"),
    [
        pytest.param(25, 12, [24], [12], id="25 months: just enough"),
        pytest.param(35, 12, [24], [12, 18], id="a month short of three years"),
        pytest.param(36, 18, [24], [12, 18], id="three years"),
        pytest.param(48, 24, [24], [12, 18, 24], id="four years"),
        pytest.param(60, 36, [24, 30, 36], [12, 18, 24], id="five years"),
        pytest.param(120, 36, [24, 30, 36], [12, 18, 24], id="ten years"),
    ],
)
def test_the_days_grow_with_the_history(history, lookback, learn_for_test, learn):
    schedule = plan_schedule(as_of=AS_OF, history=history, vehicles=5_000)
    assert schedule.lookback_months == lookback
    assert months_back(schedule.learn_for_test) == learn_for_test
    assert months_back(schedule.learn) == learn
    assert months_back([schedule.test]) == [12]


@pytest.mark.parametrize("history", range(25, 90))
def test_no_year_is_learned_from_before_it_is_over(history):
    schedule = plan_schedule(as_of=AS_OF, history=history, vehicles=5_000)
    assert min(months_back(schedule.learn_for_test)) >= 24
    assert min(months_back(schedule.learn)) >= 12
    assert max(months_back(schedule.learn_for_test)) < history


def test_many_cars_need_fewer_days():
    schedule = plan_schedule(as_of=AS_OF, history=72, vehicles=40_000)
    assert months_back(schedule.learn) == [12, 24]


@pytest.mark.parametrize(
    ("first", "months"),
    [
        (dt.date(2022, 9, 1), 25),
        (dt.date(2022, 9, 2), 24),
        (dt.date(2024, 9, 30), 0),
        (dt.date(2024, 10, 1), None),
        (None, None),
    ],
)
def test_a_history_is_whole_months_since_the_first_visit(hand_star, first, months):
    star = hand_star(visit=[{"vin": "A", "day": first, "kinds": 1}] if first else [])
    assert history_months(connection=star, as_of=AS_OF) == months

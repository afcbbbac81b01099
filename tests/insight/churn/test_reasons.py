"""Reasons: true of the car, heaviest first, and only what would lower the risk."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from liuke.insight.churn.cars import Cars
from liuke.insight.churn.features import FEATURES, NAMES
from liuke.insight.churn.model import ReturnModel
from liuke.insight.churn.reasons import REASONS, find_reasons, overdue_only

RNG = np.random.default_rng(4)


def cars(rows: int, **columns) -> Cars:
    """Ordinary cars, but for the columns given."""
    ordinary = {
        "days_since": 100, "hazard": 0.5, "overdue": -100, "allowed": 200, "own_interval": 200, "stretch": 1,
        "visits": 6, "visits_12": 2, "visits_24": 4, "maintenances": 4, "days_since_maintenance": 100,
        "age": 700, "tenure": 700, "spend_12": 2_000, "spend_24": 4_000, "profit_24": 1_600,
        "last_maintenance": 1, "last_repair": 0, "last_accident": 0, "last_satisfaction": 5,
        "mean_satisfaction": 4.5, "complaints_12": 0, "last_wait": 15, "mean_wait": 15,
        "discount_share": 0.05,
        "price_ratio": 1, "price": 250_000, "km_per_day": 40, "adviser_return": 0.8, "store_return": 0.8,
        "series_return": 0.8, "place_return": 0.8, "resold": np.nan,
    }  # fmt: skip
    table = np.empty((rows, len(NAMES)), dtype=np.float32)
    for i, name in enumerate(NAMES):
        table[:, i] = columns.get(name, ordinary[name])
    gone = np.asarray(columns.get("gone", np.zeros(rows)), dtype=bool)
    vins = pa.table({"vin": [f"{i}" for i in range(rows)]})
    return Cars(dt.date(2024, 10, 1), vins, table, gone, np.zeros(rows))


@pytest.fixture(scope="module")
def model() -> ReturnModel:
    """Learned from cars that leave for being overdue, dissatisfied or badly advised."""
    n = 20_000
    overdue = RNG.uniform(-150, 300, n)
    score = RNG.integers(1, 6, n).astype(float)
    adviser = RNG.uniform(0.6, 0.9, n)
    risk = 0.05 + 0.5 * (overdue > 60) + 0.25 * (score <= 2) + 0.15 * (adviser < 0.7)
    return ReturnModel.fit(
        labelled=[
            cars(
                n,
                overdue=overdue,
                days_since=overdue + 200,
                hazard=(overdue + 200) / 200,
                last_satisfaction=score,
                adviser_return=adviser,
                last_wait=RNG.uniform(5, 60, n),
                gone=RNG.uniform(size=n) < risk,
            )
        ],
        seed=1,
    )


def reasons_of(model, row: Cars, *, open_complaint=False):
    return find_reasons(
        cars=row,
        model=model,
        probability=model.probability(row.features),
        open_complaint=np.array([open_complaint]),
    )[0]


TROUBLED = {"overdue": 200, "days_since": 400, "hazard": 2, "last_satisfaction": 1, "adviser_return": 0.62}


def test_the_reasons_are_those_the_cars_leave_for_heaviest_first(model):
    found = reasons_of(model, cars(1, **TROUBLED))
    assert [r.code for r in found] == ["overdue", "low_satisfaction", "adviser_loses_owners"]
    assert found[0].figures == {"days": 200}
    assert found[1].figures == {"score": 1}
    weights = [r.weight for r in found]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == pytest.approx(0.5, abs=0.12)


def test_a_car_without_troubles_has_no_reasons(model):
    assert reasons_of(model, cars(1)) == []


@pytest.mark.parametrize(
    "harmless",
    [
        pytest.param({"last_wait": 58}, id="a long wait that made nobody leave"),
        pytest.param({"overdue": -1, "days_since": 199}, id="not overdue yet"),
        pytest.param({"last_satisfaction": 4}, id="content enough"),
        pytest.param({"last_satisfaction": np.nan}, id="never asked"),
    ],
)
def test_what_is_not_true_or_does_not_weigh_is_not_named(model, harmless):
    assert reasons_of(model, cars(1, **harmless)) == []


def test_a_car_that_never_came_is_told_so(model):
    never = cars(1, overdue=200, days_since=400, hazard=2, visits=0, visits_24=0)
    assert [r.code for r in reasons_of(model, never)] == ["never_came"]


def test_at_most_three_reasons():
    n = 20_000
    values = {
        "overdue": RNG.uniform(-150, 300, n),
        "last_satisfaction": RNG.integers(1, 6, n).astype(float),
        "adviser_return": RNG.uniform(0.6, 0.9, n),
        "last_wait": RNG.uniform(5, 60, n),
        "stretch": RNG.uniform(0.8, 2, n),
    }
    risk = sum(
        0.15 * bad
        for bad in (
            values["overdue"] > 60,
            values["last_satisfaction"] <= 2,
            values["adviser_return"] < 0.7,
            values["last_wait"] > 40,
            values["stretch"] > 1.5,
        )
    )
    model = ReturnModel.fit(labelled=[cars(n, gone=RNG.uniform(size=n) < risk, **values)], seed=1)
    found = reasons_of(
        model, cars(1, overdue=200, last_satisfaction=1, adviser_return=0.61, last_wait=55, stretch=1.9)
    )
    assert len(found) == 3


def test_a_complaint_that_is_still_open_is_called_open():
    n = 20_000
    complaints = (RNG.uniform(size=n) < 0.2).astype(float)
    gone = RNG.uniform(size=n) < 0.1 + 0.4 * complaints
    model = ReturnModel.fit(labelled=[cars(n, complaints_12=complaints, gone=gone)], seed=1)
    for is_open, code in ((False, "complaint"), (True, "open_complaint")):
        (found,) = reasons_of(model, cars(1, complaints_12=1), open_complaint=is_open)
        assert found.code == code


def test_a_better_answer_can_never_raise_the_risk(model):
    """Guaranteed by the constraint on the trees, whatever the accidents of the sample."""
    one = cars(5, last_satisfaction=np.arange(1, 6), **{k: v for k, v in TROUBLED.items() if "sat" not in k})
    falling = model.probability(one.features)
    assert list(falling) == sorted(falling, reverse=True)


def test_without_a_model_only_the_due_day_speaks():
    named = overdue_only(cars(2, overdue=np.array([40.0, -3.0])))
    assert [[r.code for r in reasons] for reasons in named] == [["overdue"], []]


def test_every_reason_speaks_of_features_that_exist():
    for reason in REASONS:
        assert {*reason.features, reason.figure} <= {feature.name for feature in FEATURES}

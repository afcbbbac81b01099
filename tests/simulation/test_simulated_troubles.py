"""Each planted trouble shows at its slice and nowhere else."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from liuke.simulation.causes import true_cause
from liuke.simulation.plants import PLANTS, PlantUnknown, chosen_plants

pytestmark = pytest.mark.whole

RETURNS = [
    ("second-service-drop", 2, "2023-08-01", {"series": "ES6", "district": "城南"}),
    ("first-service-drop", 1, "2023-09-01", {"store": "会展店"}),
    ("adviser-leaves", 2, "2023-10-01", {"adviser": True}),
    ("price-rise", 2, "2023-09-01", {"series": "ET5"}),
]
MATURE = "2024-07-01"


def leaver(world) -> str:
    return str(world.scene.group.staff.names[world.scene.leaver])


@pytest.mark.parametrize(("plant", "service", "since", "where"), RETURNS, ids=[case[0] for case in RETURNS])
def test_the_slice_falls_by_more_than_twelve_points(by_hand, group_of, plant, service, since, where):
    where = {"adviser": leaver(group_of(plant))} if "adviser" in where else where
    hand = by_hand(plant)
    before, units_before = hand.return_by_due(service, "2022-06-01", since, **where)
    after, units_after = hand.return_by_due(service, since, MATURE, **where)
    assert min(units_before, units_after) >= 40
    assert before - after > 0.12


@pytest.mark.parametrize(("plant", "service", "since", "where"), RETURNS, ids=[case[0] for case in RETURNS])
def test_before_its_onset_the_slice_is_as_it_would_be(by_hand, group_of, plant, service, since, where):
    where = {"adviser": leaver(group_of(plant))} if "adviser" in where else where
    assert by_hand(plant).return_by_due(service, "2021-01-01", since, **where) == by_hand().return_by_due(
        service, "2021-01-01", since, **where
    )


@pytest.mark.parametrize(
    "plant", ["second-service-drop", "first-service-drop", "price-rise", "recent-drop", "store-always-low"]
)
def test_cars_outside_the_slice_come_on_the_same_days_as_without_the_trouble(by_hand, group_of, plant):
    healthy, troubled = by_hand().frames["orders"], by_hand(plant).frames["orders"]
    world = group_of(plant)
    inside = np.zeros(len(world.scene.cars), dtype=bool)
    everyone = np.arange(len(inside))
    for cause in PLANTS[plant].causes:
        for day in (world.scene.start, world.scene.until):
            inside |= world.scene.is_in(
                cause.where,
                car=everyone,
                day=np.full(len(inside), day),
                store=world.scene.cars.store,
                adviser=np.full(len(inside), -1),
            )
    others = set(world.scene.cars.vin[~inside])
    columns = ["vin", "arrived_at", "started_at", "settled_at", "total_fen", "role"]

    def rows(orders):
        return orders[orders.vin.isin(others)][columns].sort_values(columns).reset_index(drop=True)

    assert len(others) > 2000
    assert rows(healthy).equals(rows(troubled))
    assert len(troubled) < len(healthy)


def test_a_recent_drop_shows_only_in_the_early_series(by_hand):
    hand = by_hand("recent-drop")
    cars = hand.due(2).query("series == 'ES6'")
    before = cars[(cars.due >= "2023-06-01") & (cars.due < "2024-06-01")]
    since = cars[(cars.due >= "2024-06-01") & (cars.due < "2024-09-01")]
    assert before.early.mean() - since.early.mean() > 0.2
    assert hand.headline_return(2) > by_hand().headline_return(2) - 0.015


def test_a_shift_of_the_mix_lowers_the_whole_but_no_slice(by_hand):
    hand = by_hand("mix-shift")
    early, late = ("2020-06-01", "2023-02-01"), ("2023-12-01", MATURE)
    for series in ("ES6", "途野", "DM7", "ET5", "雅行"):
        before, _ = hand.return_by_due(2, *early, series=series)
        after, units = hand.return_by_due(2, *late, series=series)
        assert abs(after - before) < 3.5 * np.sqrt(0.25 / units)
    assert hand.return_by_due(2, *late)[0] < hand.return_by_due(2, *early)[0] - 0.015
    cars = hand.cars.assign(new=hand.cars.delivery_day >= "2022-08-01")
    share = cars.groupby("new").series.agg(lambda series: (series == "雅行").mean())
    assert share[True] > 2 * share[False]


def test_waits_explode_at_one_store_only(by_hand):
    hand = by_hand("wait-explosion")
    rows = hand.settled.assign(
        wait=(hand.settled.started_at - hand.settled.arrived_at).dt.total_seconds() / 60,
        since=hand.settled.arrived_at >= "2024-05-01",
    )
    wait = rows[rows.arrived_at >= "2023-05-01"].groupby(["store", "since"]).wait.mean().unstack()
    assert wait.loc["北湖店", True] > 2 * wait.loc["北湖店", False]
    assert (wait.drop("北湖店")[True] - wait.drop("北湖店")[False]).abs().max() < 3
    booked = hand.frames["appointments"].query("booked_at >= '2024-05-01' and status != 2")
    punctual = (booked.started_at - booked.booked_at).dt.total_seconds() <= 600
    by_store = punctual.groupby(booked.store).mean()
    assert by_store["北湖店"] < 0.55
    assert by_store.drop("北湖店").min() > 0.82


def test_satisfaction_slumps_for_one_series_at_one_store(by_hand):
    answers = by_hand("satisfaction-slump").answers()
    answers = answers[answers.answered_at >= "2024-03-08"]
    slump = (answers.series == "途野") & (answers.store == "滨江店")
    satisfied = answers.satisfaction >= 4
    assert satisfied[slump].mean() < 0.8
    assert satisfied[~slump].mean() > 0.9


def test_complaints_burst_on_one_model_with_one_symptom(by_hand):
    recent = by_hand("complaint-burst").frames["grievances"].query("received_at >= '2024-07-01'")
    burst = recent[recent.symptom == "制动异响"]
    assert len(burst) >= 20
    assert set(burst.model) == {"ES6 100kWh 长续航版"}
    assert len(recent) - len(burst) < 15


def test_a_store_that_was_always_low_is_low_in_every_year(by_hand):
    hand = by_hand("store-always-low")
    for year in (2020, 2021, 2022, 2023):
        low, _ = hand.return_by_due(2, f"{year}-04-01", f"{year + 1}-04-01", store="北湖店")
        rest = hand.due(2).query("store != '北湖店'")
        rest = rest[(rest.due >= f"{year}-04-01") & (rest.due < f"{year + 1}-04-01")]
        assert low < rest.came.mean() - 0.04


def test_two_troubles_can_be_planted_together(by_hand):
    hand = by_hand("second-service-drop", "first-service-drop")
    south, _ = hand.return_by_due(2, "2023-08-01", MATURE, series="ES6", district="城南")
    store, _ = hand.return_by_due(1, "2023-09-01", MATURE, store="会展店")
    assert south < 0.6
    assert store < 0.82


@pytest.mark.parametrize("name", list(PLANTS))
def test_the_truth_names_what_was_planted(group_of, name):
    world = group_of(name)
    [planted] = world.scene.plants
    for cause in planted.plant.causes:
        told = true_cause(world, planted, cause, until=dt.date(2024, 10, 1))
        assert told.kpi == cause.kpi
        assert told.slice
        assert told.figures.units > 0
        if cause.kind == "decoy":
            assert told.figures.from_ == pytest.approx(told.figures.to, abs=0.02)
        else:
            assert abs(told.figures.from_ - told.figures.to) > 0.01


def test_an_unknown_trouble_is_refused_with_the_names_that_exist():
    with pytest.raises(PlantUnknown, match="second-service-drop"):
        chosen_plants(["second-service-dorp"])

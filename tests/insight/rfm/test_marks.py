"""What marks the most valuable fifth: planted marks are found, chance and big fleets are not."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import pytest

from liuke.insight.rfm.grade_owners import grade_owners

AS_OF = dt.date(2024, 10, 1)
MAINTENANCE, ACCIDENT = 1, 4


@pytest.fixture
def group(star_of):
    """group(owners): a star of these owners, each a dict with the profit and the values of the owner's car."""

    def build(owners, extra_cars=()):
        own = ("series", "model", "district", "delivery_day")
        cars = [
            {"vin": f"V{i}", "owner": f"O{i}"} | {name: o.get(name) for name in own}
            for i, o in enumerate(owners)
        ]
        cars += extra_cars
        fleet = Counter(car["owner"] for car in cars)
        last = AS_OF - dt.timedelta(days=40)
        people = [
            {"owner": f"O{i}", "vehicles": fleet[f"O{i}"], "channel": o.get("channel"), "last_visit_day": last,
             "visits_12": 1, "spend_12_fen": o["profit"] * 300, "profit_12_fen": o["profit"] * 100}
            for i, o in enumerate(owners)
        ]  # fmt: skip
        visits = [
            {"visit_id": i, "owner": f"O{i}", "day": last, "kinds": o["kinds"]}
            for i, o in enumerate(owners)
            if "kinds" in o
        ]
        return star_of(owner=people, vehicle=cars, visit=visits)

    return build


def marks_of(connection):
    return {(m.dimension, m.value): m for m in grade_owners(connection=connection, as_of=AS_OF).marks}


def test_a_series_twice_as_frequent_among_the_best_is_told_with_its_shares(group):
    owners = [
        {"profit": 1_000 if i < 200 else 10, "series": "ES6" if i % 200 < (120 if i < 200 else 40) else "ET5"}
        for i in range(1_000)
    ]
    marks = marks_of(group(owners))
    assert list(marks) == [("series", "ES6")]
    mark = marks["series", "ES6"]
    assert (mark.share_among_top, mark.share_overall) == pytest.approx((0.6, 0.28))
    assert mark.lift == pytest.approx(0.6 / 0.28)


def test_where_nothing_marks_them_chance_is_not_told(group):
    told = 0
    for seed in range(12):
        draw = random.Random(seed)
        owners = [
            {
                "profit": draw.randrange(1, 5_000),
                "series": draw.choice("ABCDEFGH"),
                "district": draw.choice(["城东", "城西", "城南", "城北"]),
                "channel": draw.choice(["转介绍", "网络", "展厅"]),
            }
            for _ in range(600)
        ]
        told += len(marks_of(group(owners)))
    assert told <= 1


def test_one_fleet_among_the_best_does_not_make_its_model_a_mark(group):
    owners = [{"profit": 5_000 if i < 200 else 10, "series": "ES6" if i % 2 else "ET5"} for i in range(1_000)]
    fleet = [{"vin": f"F{i}", "owner": "O0", "series": "VAN"} for i in range(400)]
    assert ("series", "VAN") not in marks_of(group(owners, fleet))


def test_a_model_is_told_only_where_it_stands_out_within_its_series(group):
    def car(i, series):
        return {"series": series, "model": f"{series} {'plus' if i % 2 else 'base'}"}

    owners = [
        {"profit": 1_000 if i < 200 else 10, **car(i, "ES6" if i % 200 < (120 if i < 200 else 40) else "ET5")}
        for i in range(1_000)
    ]
    assert {dimension for dimension, _ in marks_of(group(owners))} == {"series"}
    for i in range(200):
        owners[i]["model"] = owners[i]["model"].replace("base", "plus")
    assert ("model", "ES6 plus") in marks_of(group(owners))


def test_kinds_of_visits_are_compared_among_those_who_came(group):
    owners = [
        {
            "profit": 1_000 if i < 200 else 10,
            "kinds": MAINTENANCE | (ACCIDENT if i < 100 or i % 10 == 0 else 0),
        }
        for i in range(500)
    ] + [{"profit": 0} for _ in range(500)]
    marks = marks_of(group(owners))
    assert ("kind", "maintenance") not in marks
    assert marks["kind", "accident"].share_overall == pytest.approx(140 / 500)


def test_the_age_of_a_car_is_told_in_bands_of_whole_years(group):
    old, young = AS_OF.replace(year=2021), AS_OF.replace(year=2021) + dt.timedelta(days=1)
    owners = [
        {"profit": 1_000 if i < 200 else 10, "delivery_day": old if i < 200 else young} for i in range(1_000)
    ]
    assert list(marks_of(group(owners))) == [("vehicle_age", "3–5")]


def test_owners_who_brought_no_profit_are_never_among_the_best(group):
    owners = [{"profit": 1_000 if i < 50 else 0, "series": "ES6" if i < 50 else "ET5"} for i in range(1_000)]
    assert marks_of(group(owners))["series", "ES6"].share_among_top == 1.0

"""Slices that were never good: named when like is compared with like, silent otherwise."""

from __future__ import annotations

import pytest

from liuke.insight.drilldown.question import Options

FIRST = 24_000
USUAL = 0.8


def named(found):
    return [low.slice for low in found]


@pytest.mark.parametrize(
    "slice_",
    [
        {"store": "east"},
        {"series": "ES6"},
        {"series": "ES6", "district": "城南"},
        {"series": "ES6", "district": "城南", "store": "east"},
    ],
)
def test_the_coarsest_slice_that_has_always_been_low_is_named(table, lows, slice_):
    [found] = lows(table(lambda month, cell: 0.6 if slice_.items() <= cell.items() else USUAL))
    assert found.slice == slice_
    assert found.before == pytest.approx(0.8, abs=0.002)
    assert found.after == pytest.approx(0.6)
    assert found.since_month == FIRST
    assert found.share_explained == 1.0
    assert found.lost_units == pytest.approx(0.2 * found.units_after, rel=0.02)


def test_two_lows_share_what_is_lost(table, lows):
    def rate(month, cell):
        return USUAL - 0.15 * (cell["store"] == "east") - 0.15 * (cell["series"] == "ES6")

    found = lows(table(rate))
    assert sorted(map(str, named(found))) == ["{'series': 'ES6'}", "{'store': 'east'}"]
    assert sum(low.share_explained for low in found) == pytest.approx(1.0)


def test_a_store_that_only_sells_a_difficult_series_is_not_to_blame(table, lows):
    def units(month, cell):
        difficult = cell["series"] == "ES6"
        return 90 if difficult == (cell["store"] == "east") else 10

    found = lows(table(lambda month, cell: 0.6 if cell["series"] == "ES6" else USUAL, units=units))
    assert named(found) == [{"series": "ES6"}]


def test_an_excellent_store_does_not_make_the_others_low(table, lows):
    assert lows(table(lambda month, cell: 0.95 if cell["store"] == "east" else 0.75)) == []


QUIET = [
    pytest.param(lambda month, cell: USUAL, id="all alike"),
    pytest.param(
        lambda month, cell: USUAL - 0.03 * (cell["store"] == "east"), id="three points are no matter"
    ),
    pytest.param(
        lambda month, cell: USUAL - 0.3 * (cell["store"] == "east" and month >= 25), id="a recent fall"
    ),
    pytest.param(lambda month, cell: USUAL - 0.2 * (month % 12 < 2), id="a season"),
]


@pytest.mark.parametrize("rate", QUIET)
def test_what_is_not_persistently_low_is_left_in_peace(table, lows, rate):
    assert lows(table(rate)) == []


def test_siblings_stand_beside_it(table, lows):
    [found] = lows(table(lambda month, cell: 0.6 if cell["store"] == "east" else USUAL))
    assert [s.slice for s in found.siblings] == [{"store": "north"}, {"store": "west"}]
    assert all(s.after == pytest.approx(0.8) for s in found.siblings)


def test_waiting_longer_is_low_where_higher_is_worse(table, lows):
    rows = table(lambda month, cell: 45.0 if cell["store"] == "west" else 25.0)
    rows["value_sq"] = rows["units"] * (rows["value"] / rows["units"]) ** 2 * 1.3
    [found] = lows(rows, measure="mean", worse="higher")
    assert found.slice == {"store": "west"}
    assert found.after == pytest.approx(45)
    assert found.before == pytest.approx(25, rel=0.01)
    assert found.lost_units == pytest.approx(20 * found.units_after, rel=0.02)


def test_at_most_as_many_as_asked_for(table, lows):
    rows = table(lambda m, c: USUAL - 0.15 * (c["store"] == "east") - 0.15 * (c["series"] == "ES6"))
    assert len(lows(rows, options=Options(most=1))) == 1


def test_nothing_is_left_behind_in_the_connection(table, lows, connection):
    lows(table(lambda month, cell: 0.6 if cell["store"] == "east" else USUAL))
    assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)


def test_a_handful_of_cars_tells_nothing(table, lows):
    assert lows(table(lambda m, c: 0.0, units=lambda m, c: 1 / 60, months=2)) == []


def test_four_complaints_of_a_few_cars_are_bad_luck(table, lows):
    rows = table(lambda month, cell: 0.005, units=lambda month, cell: 3.0, months=36)
    unlucky = rows.index[(rows.store == "east") & (rows.series == "ES6") & (rows.district == "城南")]
    rows.loc[unlucky[[3, 11, 20, 31]], "value"] += 1
    assert lows(rows, worse="higher") == []

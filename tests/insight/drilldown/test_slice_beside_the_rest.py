"""A slice is measured beside the others: the whole's drift, which it is a part of, takes nothing of its fall."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from liuke.insight.drilldown.find_changes import find_changes
from liuke.insight.drilldown.question import Dimension, Options
from liuke.insight.drilldown.whole import fit_movement

MONTHS = 36
FELL = 18


def counts(rng: np.random.Generator, per_month: float, rate: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    units = np.full(MONTHS, round(per_month))
    return units, rng.binomial(units, rate)


def test_the_movement_of_the_rest_is_flat_where_only_the_slice_fell():
    rng = np.random.default_rng(3)
    others, other_value = counts(rng, 69, np.full(MONTHS, 0.79))
    units, value = counts(rng, 9, np.where(np.arange(MONTHS) < FELL, 0.74, 0.43))
    whole_units, whole_value = (others + units).astype(float), (other_value + value) - 0.78 * (others + units)
    movement = fit_movement(
        figure=whole_value / whole_units,
        variance=0.17 / whole_units,
        unit_variance=0.17,
        calendar=np.arange(MONTHS) % 12,
        onsets=range(6, 34),
    )
    [beside] = movement.beside(
        units=units[None, :].astype(float),
        resid=(value - 0.78 * units)[None, :],
        whole=(whole_units, whole_value),
    )
    assert movement.course[0] - movement.course[-1] > 0.03
    assert abs(beside[0] - beside[-1]) < 0.015


def test_a_slice_too_large_to_be_held_against_the_rest_moves_with_the_whole():
    movement = fit_movement(
        figure=np.linspace(0.1, -0.1, MONTHS),
        variance=np.full(MONTHS, 0.001),
        unit_variance=0.17,
        calendar=np.arange(MONTHS) % 12,
        onsets=(),
    )
    ones = np.ones((1, MONTHS))
    beside = movement.beside(units=6 * ones, resid=0 * ones, whole=(10 * ones[0], ones[0]))
    assert beside[0] == pytest.approx(movement.course)


def test_ten_cars_a_month_that_fall_by_thirty_points_are_found_among_eighty():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE u (month INT, series VARCHAR, district VARCHAR, units INT, value INT)")
    rng = np.random.default_rng(11)
    for series in ("ES6", "ET5", "雅行"):
        for district in ("城南", "城北", "城东"):
            hit = series == "ES6" and district == "城南"
            rate = np.where(hit & (np.arange(MONTHS) >= FELL), 0.44, 0.78)
            for month, (units, value) in enumerate(zip(*counts(rng, 9, rate), strict=True)):
                connection.execute(
                    "INSERT INTO u VALUES (?, ?, ?, ?, ?)",
                    [24_000 + month, series, district, int(units), int(value)],
                )
    [found] = find_changes(
        connection=connection,
        table="u",
        dimensions=[Dimension("district"), Dimension("series")],
        measure="share",
        worse="lower",
        last_month=24_000 + MONTHS - 1,
        options=Options(false_alarms=0.05 / 13),
    )
    assert found.slice == {"series": "ES6", "district": "城南"}
    assert abs(found.since_month - 24_000 - FELL) <= 2

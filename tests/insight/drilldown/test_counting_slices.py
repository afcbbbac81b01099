"""The cubes against pandas, the expectation against scikit-learn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge

from liuke.insight.drilldown.baseline import RIDGE_UNITS, expect_by_dimensions, expect_by_month
from liuke.insight.drilldown.coding import coded_units
from liuke.insight.drilldown.mix import Contrast, left_of_like
from liuke.insight.drilldown.question import Dimension, Options, Question
from liuke.insight.drilldown.slices import broad_slices, narrow_slices, overlap, promising_pairs

NAMES = ("series", "model", "store", "adviser")


@pytest.fixture
def owners():
    """5,000 cars with series ⊃ model and store ⊃ adviser, some values unknown, some too rare to be named."""
    rng = np.random.default_rng(8)
    series, store = rng.integers(0, 3, 5000), rng.integers(0, 3, 5000)
    rows = pd.DataFrame(
        {
            "month": 24_000 + rng.integers(0, 18, 5000),
            "series": [f"S{s}" for s in series],
            "model": [f"S{s}-{m}" for s, m in zip(series, rng.integers(0, 2, 5000), strict=True)],
            "store": [f"T{s}" for s in store],
            "adviser": [f"A{s}{a}" for s, a in zip(store, rng.integers(0, 3, 5000), strict=True)],
            "units": 1,
            "value": rng.binomial(1, 0.7, 5000),
        }
    )
    rows.loc[rows.index[::50], "store"] = None
    rows.loc[rows.index[:20], "adviser"] = "A-temp"
    return rows


def coded_of(connection, rows):
    connection.register("due", rows)
    dimensions = [Dimension(n, 0, "series" if n == "model" else None) for n in NAMES]
    return coded_units(Question(connection, "due", dimensions, "share", "lower", 24_017, Options()))


def test_every_slice_counts_what_pandas_counts(connection, owners):
    coded = expect_by_month(coded_of(connection, owners))
    broad = broad_slices(coded, 60)
    pairs, all_of_them = promising_pairs(coded, broad, np.zeros(len(broad.group)))
    slices = broad.joined(narrow_slices(coded, broad, pairs, 60))
    assert all_of_them
    units, value = slices.months.units.sum(axis=1), slices.months.value.sum(axis=1)
    counted = {
        tuple(sorted(coded.names(slices.codes(row)).items())): (units[row], value[row])
        for row in range(len(slices.group))
    }
    groups = [[], *([n] for n in NAMES)]
    groups += [list(g) for g in (("series", "store"), ("series", "adviser"), ("model", "store"))]
    groups += [["model", "adviser"]]
    expected = {(): (5000, owners["value"].sum())}
    for group in groups[1:]:
        for key, part in owners.groupby(group, dropna=True):
            if len(part) >= 60 and "A-temp" not in key:
                expected[tuple(sorted(zip(group, key, strict=True)))] = (len(part), part["value"].sum())
    assert counted == expected


def test_triples_of_the_promising_pairs_are_those_of_all_pairs(connection, owners):
    coded = expect_by_month(coded_of(connection, owners))
    broad = broad_slices(coded, 60)
    every = narrow_slices(coded, broad, np.flatnonzero(broad.depth == 2), 60)
    pair = next(
        row
        for row in range(len(broad.group))
        if coded.names(broad.codes(row)) == {"store": "T1", "series": "S2"}
    )
    some = narrow_slices(coded, broad, np.array([pair]), 60)
    inside = [
        row
        for row in range(len(every.group))
        if {"store": "T1", "series": "S2"}.items() <= coded.names(every.codes(row)).items()
    ]
    assert [some.codes(row) for row in range(len(some.group))] == [every.codes(row) for row in inside]
    assert (some.months.units == every.months.units[inside]).all()


def test_what_two_slices_share_is_what_lies_in_both(connection, owners):
    coded = expect_by_month(coded_of(connection, owners))
    slices = broad_slices(coded, 60)
    row = next(r for r in range(len(slices.group)) if coded.names(slices.codes(r)) == {"series": "S1"})
    shared = overlap(coded, slices, row).units.sum(axis=1)
    for other in range(len(slices.group)):
        named = coded.names(slices.codes(other))
        both = (owners["series"] == "S1") & np.logical_and.reduce(
            [np.ones(len(owners), bool), *(owners[n] == v for n, v in named.items())]
        )
        assert shared[other] == both.sum()


def test_the_expectation_is_a_ridge_regression_on_all_dimensions(connection, owners):
    coded = expect_by_dimensions(coded_of(connection, owners))
    months = np.equal.outer(coded.month, np.arange(18)).astype(float)
    others = np.column_stack([np.equal.outer(c, np.arange(c.max() + 1)).astype(float) for c in coded.codes])
    # A column scaled up is hardly pulled to zero: the months, as in the fit.
    design = np.column_stack([months * np.sqrt(RIDGE_UNITS / 1e-6), others])
    ridge = Ridge(alpha=RIDGE_UNITS, fit_intercept=False)
    ridge.fit(design, coded.value / coded.units, sample_weight=coded.units)
    by_month = design[:, :18] @ ridge.coef_[:18]
    expected = others @ ridge.coef_[18:] + np.average(by_month, weights=coded.units)
    assert coded.resid == pytest.approx(coded.value - coded.units * expected, abs=1e-6)


def test_an_explained_effect_is_taken_out_of_its_slice_only(connection, owners):
    coded = expect_by_month(coded_of(connection, owners))
    without = coded.without({0: 1}, np.full(18, -0.5))
    inside = coded.codes[0] == 1
    assert without.resid[inside] == pytest.approx((coded.resid + 0.5 * coded.units)[inside])
    assert (without.resid[~inside] == coded.resid[~inside]).all()


class TestLikeWithLike:
    def test_a_difference_that_is_all_mix_goes_away(self):
        # ES6 returns at 60 %, ET5 at 80 %; the slice went from 20 to 80 % ES6.
        strata = Contrast.of(
            (np.array([200.0, 800.0]), np.array([120.0, 640.0])),
            (np.array([800.0, 200.0]), np.array([480.0, 160.0])),
        )
        whole = Contrast.of((np.array([1000.0]), np.array([760.0])), (np.array([1000.0]), np.array([640.0])))
        assert float(whole.difference[0]) == pytest.approx(-0.12)
        assert left_of_like(whole, iter([strata]), 0.2) == pytest.approx(0.0)

    def test_a_difference_within_every_stratum_stays(self):
        strata = Contrast.of(
            (np.array([500.0, 500.0]), np.array([300.0, 400.0])),
            (np.array([500.0, 500.0]), np.array([240.0, 340.0])),
        )
        whole = Contrast.of((np.array([1000.0]), np.array([700.0])), (np.array([1000.0]), np.array([580.0])))
        assert left_of_like(whole, iter([strata]), 0.2) == pytest.approx(-0.12)

    def test_strata_without_a_past_have_no_say(self):
        strata = Contrast.of(
            (np.array([1000.0, 0.0]), np.array([760.0, 0.0])),
            (np.array([300.0, 700.0]), np.array([228.0, 412.0])),
        )
        whole = Contrast.of((np.array([1000.0]), np.array([760.0])), (np.array([1000.0]), np.array([640.0])))
        assert left_of_like(whole, iter([strata]), 0.2) == pytest.approx(-0.12)

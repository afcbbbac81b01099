"""Lin's ES6 and the south side: what the search names, and what it must not."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

from liuke.insight.drilldown.question import Dimension, Options, TooManyDimensions, UnknownParent

FIRST = 24_000
USUAL = 0.75


def since(onset, low, **slice_):
    """A law: ``low`` in the slice from the onset on, as usual everywhere else."""
    return lambda month, cell: low if month >= onset and slice_.items() <= cell.items() else USUAL


def named(found):
    return [change.slice for change in found]


@pytest.mark.parametrize(
    "slice_",
    [
        pytest.param({}, id="everybody stays away"),
        pytest.param({"series": "ES6"}, id="one series, wherever its owners live"),
        pytest.param({"district": "城南"}, id="one district, whatever its owners drive"),
        pytest.param({"series": "ES6", "district": "城南"}, id="one series in one district"),
        pytest.param(
            {"series": "ES6", "district": "城南", "store": "east"}, id="one series, district and store"
        ),
    ],
)
def test_the_coarsest_slice_that_tells_the_whole_story_is_named(table, changes, slice_):
    [found] = changes(table(since(24, 0.45, **slice_)))
    assert found.slice == slice_
    assert found.since_month == FIRST + 24
    assert (found.before, found.after) == (pytest.approx(0.75), pytest.approx(0.45))


def test_es6_in_the_south_costs_what_it_costs(table, changes):
    [found] = changes(table(since(24, 0.58, series="ES6", district="城南")))
    lost = 3 * 40 * 6 * 0.17
    assert found.lost_units == pytest.approx(lost, rel=0.03)
    assert (found.units_before, found.units_after) == (3 * 40 * 24, 3 * 40 * 6)
    assert found.share_explained == pytest.approx(1.0, abs=0.03)
    assert found.rate_effect == pytest.approx(-0.17 / 20, rel=0.05)
    assert found.mix_effect == pytest.approx(0.0, abs=1e-3)
    assert found.p_value < 1e-4


def test_siblings_show_the_other_values_over_the_same_months(table, changes):
    [found] = changes(table(since(24, 0.45, series="ES6", district="城南")))
    others = [s.slice for s in found.siblings]
    assert {"series": "ET5", "district": "城南"} in others
    assert {"series": "ES6", "district": "城北"} in others
    assert len(others) == 3 + 4
    assert all(s.before == pytest.approx(0.75) and s.after == pytest.approx(0.75) for s in found.siblings)


@pytest.mark.parametrize("onset", [10, 15, 20, 25, 27])
def test_the_month_it_began_is_told(table, changes, onset):
    [found] = changes(table(since(onset, 0.45, series="ES6")))
    assert found.since_month == FIRST + onset
    assert found.shape == "sudden"


def test_a_slow_decline_is_called_gradual(table, changes):
    def law(month, cell):
        return USUAL - (0.05 * min(max(month - 20, 0), 6) if cell["series"] == "ES6" else 0)

    [found] = changes(table(law))
    assert found.slice == {"series": "ES6"}
    assert found.shape == "gradual"
    assert FIRST + 20 <= found.since_month <= FIRST + 22


RECOVERIES = [
    pytest.param(lambda m: 0.45 if 14 <= m < 20 else USUAL, False, id="fell and came back"),
    pytest.param(lambda m: 0.95 if 10 <= m < 18 else USUAL, False, id="a campaign that ended"),
    pytest.param(lambda m: 0.35 if 14 <= m < 20 else 0.55 if m >= 20 else USUAL, True, id="came back half"),
    pytest.param(lambda m: 0.6 if 14 <= m < 20 else 0.4 if m >= 20 else USUAL, True, id="fell twice"),
]


@pytest.mark.parametrize(("law", "lasts"), RECOVERIES)
def test_only_what_still_lasts_is_told(table, changes, law, lasts):
    found = changes(table(lambda month, cell: law(month) if cell["series"] == "ES6" else USUAL))
    assert named(found) == ([{"series": "ES6"}] if lasts else [])


RATES = {"ES6": 0.55, "ET5": 0.75, "EC6": 0.8, "ES8": 0.85}


class TestMix:
    """Every unit comes as often as ever; only who is due changes."""

    def test_more_sales_of_a_series_that_returns_seldom_is_no_cause(self, table, changes):
        rows = table(
            lambda month, cell: RATES[cell["series"]],
            units=lambda month, cell: 100 if cell["series"] == "ES6" and month >= 20 else 40,
        )
        before = rows[rows.month < FIRST + 20]
        after = rows[rows.month >= FIRST + 20]
        assert after.value.sum() / after.units.sum() < before.value.sum() / before.units.sum() - 0.04
        assert changes(rows) == []

    def test_more_of_a_combination_that_has_always_been_low_is_no_cause(self, table, changes):
        def low_pair(cell):
            return cell["series"] == "ES6" and cell["district"] == "城南"

        rows = table(
            lambda month, cell: 0.45 if low_pair(cell) else USUAL,
            units=lambda month, cell: 200 if low_pair(cell) and month >= 20 else 40,
        )
        assert changes(rows) == []

    def test_a_successor_model_that_returns_like_its_predecessor_is_no_cause(self, table, changes):
        rows = table(
            lambda month, cell: RATES[cell["series"]],
            units=lambda month, cell: 40 if (cell["model"] == "new") == (month >= 18) else 0,
            values={"series": ("ES6", "ET5", "EC6"), "model": ("old", "new"), "store": ("east", "west")},
        )
        assert changes(rows) == []

    def test_a_cause_is_found_beside_a_changed_mix_and_the_two_are_told_apart(self, table, changes):
        def rate(month, cell):
            fell = cell["store"] == "east" and month >= 24
            return RATES[cell["series"]] - (0.2 if fell else 0)

        rows = table(rate, units=lambda month, cell: 100 if cell["series"] == "ES6" and month >= 15 else 40)
        [found] = changes(rows)
        assert found.slice == {"store": "east"}
        assert found.mix_effect < -0.02
        assert found.rate_effect == pytest.approx(-0.2 / 3, rel=0.1)


class TestAHealthyTotal:
    def test_does_not_hide_a_collapsed_slice(self, table, changes):
        def law(month, cell):
            if month < 24:
                return USUAL
            if cell["series"] == "ES6" and cell["district"] == "城南":
                return 0.4
            return 0.8

        rows = table(law)
        late = rows[rows.month >= FIRST + 24]
        assert late.value.sum() / late.units.sum() > USUAL
        assert named(changes(rows)) == [{"series": "ES6", "district": "城南"}]


class TestSeveralCauses:
    def test_two_causes_are_two_findings_that_share_the_decline(self, table, changes):
        def law(month, cell):
            south = cell["series"] == "ES6" and cell["district"] == "城南" and month >= 24
            west = cell["store"] == "west" and cell["series"] == "ET5" and month >= 20
            return 0.45 if south else 0.5 if west else USUAL

        found = changes(table(law))
        assert {tuple(sorted(c.slice.items())): c.since_month - FIRST for c in found} == {
            (("district", "城南"), ("series", "ES6")): 24,
            (("series", "ET5"), ("store", "west")): 20,
        }
        assert all(0.2 < c.share_explained < 0.8 for c in found)

    def test_a_cause_inside_another_is_found_with_its_own_onset(self, table, changes):
        def law(month, cell):
            south = cell["district"] == "城南" and month >= 16
            worse = south and cell["series"] == "ES6" and month >= 23
            return USUAL - 0.15 * south - 0.3 * worse

        found = {tuple(sorted(c.slice.items())): c.since_month - FIRST for c in changes(table(law))}
        assert found == {(("district", "城南"),): 16, (("district", "城南"), ("series", "ES6")): 23}

    def test_overlapping_causes_are_told_apart(self, table, changes):
        def law(month, cell):
            return (
                USUAL
                - 0.2 * (cell["series"] == "ES6" and month >= 20)
                - 0.2 * (cell["district"] == "城南" and month >= 20)
            )

        assert sorted(map(str, named(changes(table(law))))) == ["{'district': '城南'}", "{'series': 'ES6'}"]


def drawn(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The same group with the luck of real owners."""
    lucky = np.random.default_rng(seed).binomial(rows["units"].astype(int), (rows["value"] / rows["units"]))
    return rows.assign(value=lucky.astype(float))


QUIET = [
    pytest.param(lambda m, c: USUAL, id="nothing but luck"),
    pytest.param(lambda m, c: USUAL + 0.08 * np.sin(2 * np.pi * m / 12), id="a season"),
    pytest.param(lambda m, c: USUAL - 0.0012 * m, id="a slow drift of the whole group"),
    pytest.param(
        lambda m, c: USUAL + 0.02 * np.sin(97 * m + 31 * len(c["store"])), id="shocks per store and month"
    ),
    pytest.param(
        lambda m, c: USUAL + (0.15 if c["series"] == "ES6" and m >= 20 else 0), id="an improvement elsewhere"
    ),
    pytest.param(lambda m, c: USUAL - (0.02 if c["series"] == "ES6" and m >= 20 else 0), id="two points"),
]


@pytest.mark.parametrize("law", QUIET)
def test_a_group_in_which_nothing_fell_is_left_in_peace(table, changes, law):
    for seed in range(3):
        assert changes(drawn(table(law, months=36), seed)) == []


@pytest.mark.parametrize("months", [12, 16, 20])
def test_a_season_in_a_short_history_is_no_fall(table, changes, months):
    rows = table(lambda m, c: USUAL - 0.06 * np.sin(2 * np.pi * m / 12), months=months)
    assert changes(drawn(rows, months)) == []


def test_a_season_does_not_hide_a_fall_of_the_whole_group(table, changes):
    def law(month, cell):
        return USUAL + 0.05 * np.sin(2 * np.pi * month / 12) - (0.12 if month >= 30 else 0)

    [found] = changes(drawn(table(law, months=36), 1))
    assert found.slice == {}
    assert abs(found.since_month - FIRST - 30) <= 1


def test_thirty_units_are_needed_on_both_sides(table, changes):
    def few(month, cell):
        return 4 if cell["series"] == "ES6" and cell["district"] == "城南" and cell["store"] == "east" else 40

    law = since(24, 0.0, series="ES6", district="城南", store="east")
    assert changes(table(law, units=few)) == []
    assert named(changes(table(law, units=few), options=Options(least_units=20))) == [
        {"series": "ES6", "district": "城南", "store": "east"}
    ]


def test_eight_cars_a_month_are_enough_for_a_collapse(table, changes):
    def few(month, cell):
        return (8 / 3) if cell["series"] == "ES6" and cell["district"] == "城南" else 40

    found = changes(table(since(22, 0.3, series="ES6", district="城南"), units=few))
    assert named(found) == [{"series": "ES6", "district": "城南"}]


def test_an_unknown_value_is_never_a_cause(table, changes):
    rows = table(since(20, 0.4, series="ES6"))
    rows["series"] = rows["series"].where(rows["series"] != "ES6", None)
    assert all("series" in c.slice or c.slice == {} for c in changes(rows))
    assert {"series": None} not in named(changes(rows))


class TestNames:
    def test_a_series_of_one_model_is_named_by_the_series(self, table, changes):
        models = {"ES6": ("ES6 75",), "ET5": ("ET5 75", "ET5 100"), "EC6": ("EC6 75", "EC6 100")}
        rows = table(
            since(24, 0.5, series="ES6"),
            units=lambda month, cell: 60 if cell["model"] in models[cell["series"]] else 0,
            values={"series": tuple(models), "model": sum(models.values(), ()), "store": ("east", "west")},
        )
        assert named(changes(rows)) == [{"series": "ES6"}]

    @pytest.mark.parametrize(("priorities", "name"), [((0, 1), "series"), ((1, 0), "energy")])
    def test_of_two_names_for_the_same_cars_the_lower_priority_number_wins(
        self, table, changes, priorities, name
    ):
        rows = table(since(24, 0.5, series="ES6"))
        rows["energy"] = rows["series"].map({"ES6": "EV", "ET5": "PHEV", "EC6": "ICE", "ES8": "ICE"})
        asked = [Dimension("series", priorities[0]), Dimension("energy", priorities[1]), Dimension("store")]
        [found] = changes(rows, dimensions=asked)
        assert list(found.slice) == [name]

    def test_a_model_alone_is_named_when_its_series_is_well(self, table, changes):
        models = {"ES6": ("ES6 75", "ES6 100"), "ET5": ("ET5 75", "ET5 100")}
        rows = table(
            since(24, 0.5, model="ES6 75"),
            units=lambda month, cell: 60 if cell["model"] in models[cell["series"]] else 0,
            values={"series": tuple(models), "model": sum(models.values(), ()), "store": ("east", "west")},
        )
        assert named(changes(rows)) == [{"model": "ES6 75"}]


class TestOtherFigures:
    def test_where_higher_is_worse_a_rise_is_told_in_the_figure_s_own_numbers(self, table, changes):
        rows = table(lambda month, cell: 0.15 if cell["store"] == "east" and month >= 22 else 0.04)
        [found] = changes(rows, worse="higher")
        assert found.slice == {"store": "east"}
        assert (found.before, found.after) == (pytest.approx(0.04), pytest.approx(0.15))
        assert found.rate_effect > 0
        assert changes(rows, worse="lower") == []

    def test_a_rare_complaint_that_doubles_is_told(self, table, changes):
        rows = table(
            lambda m, c: 0.015 if c["store"] == "east" and m >= 20 else 0.005, units=lambda m, c: 400
        )
        assert named(changes(rows, worse="higher")) == [{"store": "east"}]

    @pytest.mark.parametrize(
        ("worse", "factor"),
        [pytest.param("lower", 0.8, id="revenue"), pytest.param("higher", 1.3, id="wait")],
    )
    def test_a_mean_is_searched_with_its_squares(self, table, changes, worse, factor):
        rows = table(
            lambda month, cell: 1200.0 * (factor if cell["store"] == "west" and month >= 24 else 1.0)
        )
        rows["value_sq"] = rows["units"] * (rows["value"] / rows["units"]) ** 2 * 1.5
        [found] = changes(rows, measure="mean", worse=worse)
        assert found.slice == {"store": "west"}
        assert found.after / found.before == pytest.approx(factor)
        assert found.lost_units == pytest.approx(abs(1 - factor) * 1200 * 20 * 40 * 6, rel=0.05)

    def test_one_enormous_bill_is_no_change(self, table, changes):
        rows = table(lambda month, cell: 1200.0)
        rows["value_sq"] = rows["value"] * 1200 * 1.5
        late = rows.index[(rows.month == FIRST + 27) & (rows.store == "west")][0]
        rows.loc[late, "value"] += 900_000
        rows.loc[late, "value_sq"] += 900_000**2
        assert changes(rows, measure="mean", worse="higher") == []


class TestTheTableItself:
    def test_order_and_aggregation_of_the_rows_do_not_matter(self, table, changes):
        rows = table(since(24, 0.5, series="ES6"), units=lambda month, cell: 6, months=28)
        shuffled = rows.sample(frac=1, random_state=1)
        single = rows.loc[rows.index.repeat(2)].assign(units=3.0, value=lambda r: r["value"] / 2)
        assert changes(rows) == changes(shuffled) == changes(single)

    def test_a_unit_whose_outcome_is_not_known_does_not_count(self, table, changes):
        rows = table(since(24, 0.5, series="ES6"))
        unknown = rows[::7].assign(value=np.nan)
        assert changes(pd.concat([rows, unknown])) == changes(rows)

    def test_months_after_the_last_are_not_looked_at(self, table, changes):
        rows = table(since(24, 0.5, series="ES6"))
        assert changes(rows, last_month=FIRST + 23) == []

    def test_nothing_is_left_behind_in_the_connection(self, table, changes, connection):
        changes(table(since(24, 0.5, series="ES6")))
        assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)

    @pytest.mark.parametrize("months", [1, 5, 7])
    def test_too_short_a_history_tells_nothing(self, table, changes, months):
        assert changes(table(since(3, 0.2, series="ES6"), months=months)) == []

    def test_an_empty_table_tells_nothing(self, table, changes, connection):
        rows = table(since(3, 0.2), months=2)
        assert changes(rows, last_month=FIRST - 5) == []

    def test_a_single_car_tells_nothing(self, changes):
        rows = pd.DataFrame({"month": [FIRST], "series": ["ES6"], "units": [1], "value": [0]})
        assert changes(rows) == []

    def test_without_dimensions_only_the_whole_group_can_be_named(self, table, changes):
        assert named(changes(table(since(24, 0.5)), dimensions=[])) == [{}]

    def test_names_with_quotes_are_only_names(self, table, changes):
        rows = table(since(24, 0.5, store="o'Neill \"east\""), values={"store": ("o'Neill \"east\"", "b", "c")},
                     units=lambda month, cell: 300)  # fmt: skip
        assert named(changes(rows)) == [{"store": 'o\'Neill "east"'}]

    def test_an_unknown_parent_is_refused_by_name(self, table, changes):
        with pytest.raises(UnknownParent, match="model names series as its parent"):
            changes(table(since(24, 0.5)), dimensions=[Dimension("model", 0, "series")])

    def test_more_than_a_dozen_dimensions_are_refused(self, table, changes):
        with pytest.raises(TooManyDimensions, match="13 dimensions"):
            changes(table(since(24, 0.5)), dimensions=[Dimension(f"d{i}") for i in range(13)])


def test_at_most_as_many_as_asked_for(table, changes):
    rows = table(
        lambda m, c: (
            0.45 if (c["series"], c["store"]) in {("ES6", "east"), ("ET5", "west")} and m >= 22 else USUAL
        )
    )
    assert len(changes(rows)) == 2
    assert len(changes(rows, options=Options(most=1))) == 1


def test_a_depth_of_one_names_no_pairs(table, changes):
    rows = table(since(20, 0.2, series="ES6", district="城南"))
    assert all(len(c.slice) <= 1 for c in changes(rows, options=Options(depth=1)))


def test_a_registered_relation_and_a_view_are_tables_too(table, changes, connection):
    connection.register("raw", table(since(24, 0.5, series="ES6")))
    connection.execute("CREATE VIEW due_view AS SELECT * FROM raw")
    rows = table(since(24, 0.5, series="ES6"))
    assert changes(rows, table="due_view") == changes(rows)
    assert isinstance(connection, duckdb.DuckDBPyConnection)

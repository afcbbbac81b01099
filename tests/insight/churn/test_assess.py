"""The whole of it: proved on a group with a known law of leaving, and calm about files that say little."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest

from liuke.insight.churn.assess import assess

pytestmark = pytest.mark.whole

AS_OF = dt.date(2024, 10, 1)


@pytest.fixture(scope="module")
def assessed(group_folder, star_maker):
    connection = star_maker["open_star"](group_folder)
    churn, value = assess(connection=connection, as_of=AS_OF)
    yield connection, churn, value
    connection.close()


def test_the_model_beats_days_overdue_on_the_same_cars_and_its_probabilities_are_true(assessed):
    _, churn, _ = assessed
    proof = churn.backtest
    assert proof.cutoff == dt.date(2023, 10, 1)
    assert proof.vehicles > 3_000
    assert proof.auc > proof.baseline.auc + 0.03
    assert proof.ece <= 0.03
    assert proof.lift_top_decile >= proof.baseline.lift_top_decile - 0.02
    assert sum(b.vehicles for b in proof.calibration) == proof.vehicles


def test_the_backtest_counts_what_really_happened(assessed):
    """Leavers and profit of the held-out year, counted again in plain SQL over the visits."""
    connection, churn, _ = assessed
    proof = churn.backtest
    cars, gone, profit = connection.execute(
        """
        WITH ours AS (
            SELECT vin FROM visit WHERE day >= DATE '2022-04-01' AND day < DATE '2023-10-01'
            UNION
            SELECT vin FROM vehicle
            WHERE delivery_day >= DATE '2022-04-01' AND delivery_day < DATE '2023-10-01'
        ), came AS (
            SELECT vin, sum(profit_fen) / 100 AS yuan FROM visit
            WHERE day >= DATE '2023-10-01' AND day < DATE '2024-10-01' GROUP BY vin
        )
        SELECT count(*), count(*) FILTER (WHERE came.vin IS NULL), sum(yuan)
        FROM ours LEFT JOIN came USING (vin)
        """
    ).fetchone()
    assert (proof.vehicles, proof.leavers) == (cars, gone)
    assert proof.value_actual_yuan == pytest.approx(profit)


def test_the_value_forecast_is_near_and_stands_beside_the_textbook(assessed):
    _, churn, value = assessed
    assert abs(churn.backtest.value_error) < 0.06
    assert value.statistical.error == churn.backtest.value_error
    assert value.statistical.plain_bgnbd_error is not None
    forecast, actual = np.array(churn.backtest.value_error_by_decile).T
    assert list(forecast) == sorted(forecast, reverse=True)
    assert np.corrcoef(forecast, actual)[0, 1] > 0.95


def test_the_gains_of_the_model_lie_above_those_of_the_spreadsheet(assessed):
    _, churn, _ = assessed
    above = [model - baseline for _, model, baseline in churn.backtest.gains]
    assert np.mean(above) > 0.01


def test_all_scores_are_in_the_connection_and_the_findings_add_them_up(assessed):
    connection, churn, value = assessed
    scored, active, leavers, stake, expected, doubled = connection.execute(
        """SELECT count(*), count(*) FILTER (WHERE active), sum(probability) FILTER (WHERE active),
           sum(stake_yuan), sum(value_yuan) FILTER (WHERE active), count(*) - count(DISTINCT vin)
           FROM scores"""
    ).fetchone()
    assert (scored, active, doubled) == (churn.vehicles_scored, churn.vehicles_active, 0)
    assert (leavers, stake) == pytest.approx((churn.expected_leavers, churn.stake_yuan))
    assert expected == pytest.approx(value.statistical.total_yuan)
    assert sum(band.vehicles for band in churn.bands) == churn.vehicles_active
    assert sum(band.stake_yuan for band in churn.bands) == pytest.approx(churn.stake_yuan)
    (wrong,) = connection.execute(
        """SELECT count(*) FROM scores
           WHERE probability NOT BETWEEN 0 AND 1 OR (NOT active AND stake_yuan > 0) OR stake_yuan < 0
               OR overdue_days <> DATE '2024-10-01' - due_day OR isnan(stake_yuan)"""
    ).fetchone()
    assert wrong == 0


def test_the_call_list_is_ordered_by_what_is_at_stake_and_says_why(assessed):
    connection, churn, _ = assessed
    cars = churn.at_risk
    assert len(cars) == 200
    assert [c.stake_yuan for c in cars] == sorted((c.stake_yuan for c in cars), reverse=True)
    assert all(c.probability >= 0.3 and c.last_visit_day >= dt.date(2023, 4, 1) for c in cars)
    assert all(len(c.reasons) <= 3 for c in cars)
    assert np.mean([bool(c.reasons) for c in cars]) > 0.9
    listed = connection.execute("SELECT vin, code, figures FROM score_reasons ORDER BY vin, rank").fetchall()
    by_vin: dict[str, list[tuple[str, dict]]] = {}
    for vin, code, figures in listed:
        by_vin.setdefault(vin, []).append((code, json.loads(figures)))
    for car in cars:
        assert by_vin.get(car.vin, []) == car.reasons
    assert sum(count.vehicles for count in churn.reasons) == len(listed)


def test_one_more_point_of_retention_is_worth_about_a_hundredth_of_the_kept_value(assessed):
    connection, _, value = assessed
    (kept,) = connection.execute(
        """SELECT sum(value_yuan / (1 - probability)) FROM scores WHERE contact_day >= DATE '2023-10-01'"""
    ).fetchone()
    # More than 1 % of it, because the point also comes again in every later year.
    assert 0.01 * kept < value.point_of_retention_yuan < 0.03 * kept


def test_two_runs_say_the_same(group, assessed):
    again = assess(connection=group, as_of=AS_OF)
    assert again == assessed[1:]


@pytest.mark.parametrize(
    ("start", "why"),
    [
        pytest.param(dt.date(2023, 10, 1), "history_too_short", id="12 months"),
        pytest.param(dt.date(2022, 10, 1), "history_too_short", id="24 months"),
        pytest.param(dt.date(2022, 9, 1), "not_better_than_overdue", id="25 months"),
        pytest.param(dt.date(2021, 10, 1), None, id="36 months"),
    ],
)
def test_how_much_history_a_proof_needs(group, start, why):
    group.execute(f"CREATE TEMP TABLE recent AS FROM visit WHERE day >= DATE '{start}'")
    group.execute("CREATE TEMP VIEW visit AS FROM recent")
    churn, value = assess(connection=group, as_of=AS_OF)
    assert (churn.why_not, churn.backtest is None) == (why, why is not None)
    assert churn.vehicles_scored > 1_000
    assert 0 < churn.expected_leavers < churn.vehicles_active
    assert churn.at_risk
    assert (value.statistical is None) is (why is not None)
    if why is None:
        assert churn.backtest.auc > churn.backtest.baseline.auc


class TestFilesThatSayLittle:
    def test_no_visit_at_all(self, hand_star):
        churn, value = assess(connection=hand_star(), as_of=AS_OF)
        assert (churn.why_not, churn.vehicles_scored, churn.at_risk) == ("no_visits", 0, [])
        assert (value.simple, value.statistical, value.point_of_retention_yuan) == (None, None, None)

    def test_cars_but_no_visit(self, hand_star):
        vehicle = {"vin": "A", "delivery_day": dt.date(2023, 12, 1), "first_due_months": 6}
        churn, _ = assess(connection=hand_star(vehicle=[vehicle]), as_of=AS_OF)
        (car,) = churn.at_risk
        assert (car.vin, car.last_visit_day) == ("A", dt.date(2023, 12, 1))
        assert car.overdue_days == 123
        assert [code for code, _ in car.reasons] == ["overdue"]

    def test_one_single_car(self, hand_star):
        star = hand_star(
            vehicle=[{"vin": "A", "series": "ES6", "plate": "沪A12345"}],
            visit=[
                {"vin": "A", "day": day, "kinds": 1, "revenue_fen": 100_000}
                for day in (dt.date(2020, 1, 1), dt.date(2023, 7, 1), dt.date(2023, 12, 1))
            ],
            owner=[{"owner": "A", "name": "林", "phone": "13800000000"}],
        )
        churn, value = assess(connection=star, as_of=AS_OF)
        assert churn.why_not == "too_few_cars"
        (car,) = churn.at_risk
        assert (car.name, car.phone, car.plate) == ("林", "13800000000", "沪A12345")
        assert 0 < car.stake_yuan < 1_000
        assert value.simple.maintenance_yuan_per_visit == 1_000

    def test_nobody_ever_comes_again(self, hand_star):
        visits = [
            {"vin": f"{year}-{i}", "day": dt.date(year, 6, 1), "kinds": 1, "revenue_fen": 100_000}
            for year in range(2018, 2025)
            for i in range(400)
        ]
        star = hand_star(vehicle=[{"vin": visit["vin"]} for visit in visits], visit=visits)
        churn, _ = assess(connection=star, as_of=AS_OF)
        assert churn.why_not == "one_outcome"
        assert churn.vehicles_scored == 1_200

    def test_files_without_models_advisers_kinds_money_or_voice(self, group):
        """Only VIN, date and store: the star of the poorest export."""
        nothing = (
            "kinds revenue_fen owner_paid_fen profit_fen labour_fen parts_fen discount_fen odometer_km "
            "adviser wait_minutes satisfaction age_days"
        )
        blank = ", ".join(f"nullif({name}, {name}) AS {name}" for name in nothing.split())
        group.execute(
            f"CREATE TEMP TABLE poor AS SELECT * REPLACE ({blank}, false AS maintenance) FROM visit"
        )
        group.execute("CREATE TEMP VIEW visit AS FROM poor")
        group.execute(
            """CREATE TEMP TABLE bare AS SELECT * REPLACE (nullif(series, series) AS series,
               nullif(model, model) AS model, nullif(price_fen, price_fen) AS price_fen,
               nullif(district, district) AS district, nullif(delivery_day, delivery_day) AS delivery_day)
               FROM vehicle WHERE visits > 0"""
        )
        group.execute("CREATE TEMP VIEW vehicle AS FROM bare")
        for table in ("survey", "complaint"):
            group.execute(f"CREATE TEMP TABLE no_{table} AS FROM {table} WHERE false")
            group.execute(f"CREATE TEMP VIEW {table} AS FROM no_{table}")
        churn, value = assess(connection=group, as_of=AS_OF)
        assert churn.backtest.auc > churn.backtest.baseline.auc
        assert churn.backtest.ece <= 0.03
        assert value.statistical.total_yuan == 0
        assert json.dumps(churn.backtest.value_error) == "0.0"

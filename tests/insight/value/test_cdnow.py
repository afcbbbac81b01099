"""Our numbers against the published ones, on the purchases they were published on."""

from __future__ import annotations

import datetime as dt

import duckdb
import numpy as np
import pytest

from liuke.insight.value.bg_nbd import BgNbd
from liuke.insight.value.gamma_gamma import GammaGamma
from liuke.insight.value.mbg_nbd import MbgNbd
from liuke.insight.value.pareto_nbd import ParetoNbd
from liuke.insight.value.repeat_summary import repeat_summary

END_OF_FITTING = dt.date(1997, 10, 1)


@pytest.fixture(scope="module")
def our_summary(purchases):
    return repeat_summary(connection=purchases, purchases="cds", until=END_OF_FITTING).fetchnumpy()


def test_the_summary_of_the_raw_purchases_equals_the_published_one_on_every_row(our_summary, given_summary):
    ours = our_summary
    assert len(ours["customer"]) == len(given_summary["ID"]) == 2_357
    assert (ours["customer"] == given_summary["ID"]).all()
    assert (ours["repeats"] == given_summary["x"]).all()
    assert (np.round(ours["last"], 2) == given_summary["t_x"]).all()
    assert (np.round(ours["age"], 2) == given_summary["T"]).all()
    assert np.abs(ours["mean_amount"] - given_summary["zbar"]).max() <= 0.005 + 1e-9


@pytest.mark.parametrize(
    ("model", "published"),
    [
        pytest.param(BgNbd, (0.243, 4.414, 0.793, 2.426), id="BG/NBD, Fader, Hardie and Lee 2005"),
        pytest.param(ParetoNbd, (0.553, 10.578, 0.606, 11.669), id="Pareto/NBD, Fader, Hardie and Lee 2005"),
        pytest.param(MbgNbd, (0.525, 6.183, 0.891, 1.614), id="MBG/NBD, Platzer 2016"),
    ],
)
def test_a_fit_gives_the_published_parameters_to_three_digits(our_summary, model, published):
    fitted = model.fit(**{name: our_summary[name] for name in ("repeats", "last", "age")})
    found = tuple(round(value, 3) for value in vars(fitted).values())
    assert found == published


def test_gamma_gamma_gives_the_published_parameters(our_summary):
    fitted = GammaGamma.fit(purchases=our_summary["repeats"], mean=our_summary["mean_amount"])
    assert tuple(round(value, 2) for value in vars(fitted).values()) == (6.25, 3.74, 15.44)


def test_39_weeks_foretell_the_next_39_as_published(purchases, given_summary):
    x, last, age = (given_summary[name] for name in ("x", "t_x", "T"))
    model = BgNbd.fit(repeats=x, last=last, age=age)
    forecast = model.conditional_expectation(horizon=39, repeats=x, last=last, age=age).sum()
    (actual,) = purchases.execute(
        "SELECT count(DISTINCT (customer, day)) FROM cds WHERE day >= ?", [END_OF_FITTING]
    ).fetchone()
    assert forecast == pytest.approx(1_653, rel=0.01)
    assert actual == 1_882
    assert float((x / age * 39).sum()) == pytest.approx(2_930, rel=0.001), "the same rate as before"


def test_a_customer_of_the_paper_is_expected_1_226_times(given_summary):
    model = BgNbd.fit(repeats=given_summary["x"], last=given_summary["t_x"], age=given_summary["T"])
    history = {"repeats": 2, "last": 30.43, "age": 38.86}
    assert float(model.conditional_expectation(horizon=39, **history)) == pytest.approx(1.226, abs=5e-4)
    assert float(model.probability_alive(**history)) == pytest.approx(0.7266, abs=5e-5)


@pytest.mark.parametrize("copies", [1, 400])
def test_many_customers_with_the_same_histories_fit_alike(given_summary, copies):
    once = BgNbd.fit(repeats=given_summary["x"], last=given_summary["t_x"], age=given_summary["T"])
    many = BgNbd.fit(
        repeats=np.tile(given_summary["x"], copies),
        last=np.tile(given_summary["t_x"], copies),
        age=np.tile(given_summary["T"], copies),
    )
    assert vars(many) == pytest.approx(vars(once), rel=1e-4)


def test_the_summary_leaves_the_purchases_from_the_end_on_alone(purchases: duckdb.DuckDBPyConnection):
    days = repeat_summary(connection=purchases, purchases="cds", until=dt.date(1997, 1, 2)).fetchall()
    assert {(repeats, last, age) for _, repeats, last, age, _ in days} == {(0, 0.0, 0.0)}

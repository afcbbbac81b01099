"""Quantile scores against the published tables of the R package rfm (995 customers, 4,906 orders)."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from liuke.insight.rfm.quantile_scores import quantile_scores

ANALYSIS_DAY = dt.date(2006, 12, 31)
PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def folder():
    data = Path(os.environ.get("LIUKE_REAL_DATA", PROJECT.parent / "shared" / "data")) / "rfm_r_package"
    if not data.is_dir():
        pytest.skip(f"no public data in {data} (set LIUKE_REAL_DATA)")
    return data


@pytest.fixture(scope="module")
def customers(folder):
    """name → (days since the last order, orders, revenue)."""
    days, orders, revenue = {}, defaultdict(int), defaultdict(int)
    with gzip.open(folder / "rfm_data_orders.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = row["customer_id"]
            since = (ANALYSIS_DAY - dt.date.fromisoformat(row["order_date"])).days
            days[name] = min(since, days.get(name, since))
            orders[name] += 1
            revenue[name] += int(row["revenue"])
    return {name: (days[name], orders[name], revenue[name]) for name in days}


@pytest.fixture(scope="module")
def scores(customers):
    recency, frequency, monetary = zip(*customers.values(), strict=True)
    found = quantile_scores(recency_days=recency, frequency=frequency, monetary=monetary)
    return dict(zip(customers, found.tolist(), strict=True))


def test_the_best_segment_has_the_published_customers_orders_and_revenue(customers, scores):
    best = [name for name, score in scores.items() if min(score) >= 4]
    assert len(customers) == 995
    assert len(best) == 158
    assert sum(customers[name][1] for name in best) == 1_234
    assert sum(customers[name][2] for name in best) == 120_178


@pytest.mark.parametrize(
    ("name", "score"),
    [
        ("Abbey O'Reilly", [3, 4, 3]),
        ("Add Senger", [4, 1, 2]),
        ("Aden Lesch", [3, 2, 3]),
        ("Aden Murphy", [5, 4, 4]),
        ("Agness O'Keefe", [5, 5, 5]),
    ],
)
def test_the_named_customers_have_their_published_scores(scores, name, score):
    assert scores[name] == score


def test_every_row_of_the_published_table_is_reproduced(folder, customers, scores):
    with (folder / "published_vignette_table0.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        name = row["customer_id"].replace("’", "'")
        assert customers[name] == tuple(int(row[k]) for k in ("recency_days", "transaction_count", "amount"))
        assert "".join(map(str, scores[name])) == row["rfm_score"]


def test_no_customers_no_scores():
    assert quantile_scores(recency_days=[], frequency=[], monetary=[]).shape == (0, 3)


def test_scores_run_from_one_to_the_number_of_bins():
    draw = np.random.default_rng(1)
    found = quantile_scores(
        recency_days=draw.integers(1, 900, 500),
        frequency=draw.poisson(9, 500),
        monetary=draw.gamma(2, 90, 500),
        bins=4,
    )
    assert (found.min(axis=0).tolist(), found.max(axis=0).tolist()) == ([1, 1, 1], [4, 4, 4])

"""Public truths: what others published on public data, and what Liuke computes from the same rows.

    python -m bench published

The data lies outside the repository; its folder is LIUKE_REAL_DATA (default ../shared/data).
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from bench.figures import Chapter, Figure
from bench.measure import best

from liuke.insight.rfm.quantile_scores import quantile_scores
from liuke.insight.value.bg_nbd import BgNbd
from liuke.insight.value.gamma_gamma import GammaGamma
from liuke.insight.value.mbg_nbd import MbgNbd
from liuke.insight.value.pareto_nbd import ParetoNbd
from liuke.insight.value.repeat_summary import repeat_summary

DATA = Path(os.environ.get("LIUKE_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
END_OF_FITTING = dt.date(1997, 10, 1)
RFM_DAY = dt.date(2006, 12, 31)
_MODELS = (
    (BgNbd, "BG/NBD", (0.243, 4.414, 0.793, 2.426)),
    (ParetoNbd, "Pareto/NBD", (0.553, 10.578, 0.606, 11.669)),
    (MbgNbd, "MBG/NBD", (0.525, 6.183, 0.891, 1.614)),
)
_LIFETIMES = """
import time, pandas as pd, sys
from lifetimes import BetaGeoFitter
from lifetimes.utils import summary_data_from_transaction_data
rows = pd.read_csv(sys.argv[1], parse_dates=["day"])
def summary():
    return summary_data_from_transaction_data(rows, "customer", "day", "amount", observation_period_end="1997-09-30", freq="D")
def timed(work):
    best = 9e9
    for _ in range(3):
        started = time.perf_counter(); result = work(); best = min(best, time.perf_counter() - started)
    return result, best
history, a = timed(summary)
fitted, b = timed(lambda: BetaGeoFitter().fit(history.frequency, history.recency / 7, history["T"] / 7))
print(a, b, len(history), history.frequency.sum(), *(fitted.params_[name] for name in ("r", "alpha", "a", "b")))
"""  # noqa: E501 - another program's script


def run() -> Chapter:
    """Ours against the published figures; a difference is a missed goal."""
    figures = [*_cdnow(), *_rfm_package()] if DATA.is_dir() else []
    if not figures:
        print(f"left out: no public data in {DATA} (set LIUKE_REAL_DATA)")
    return Chapter("published", "Public truths", "python -m bench published", figures)


def _cdnow() -> list[Figure]:
    connection = duckdb.connect()
    lines = (DATA / "cdnow" / "CDNOW_sample.txt").read_text(encoding="ascii").splitlines()
    rows = [line.split() for line in lines if line.strip()]
    purchases = {
        "customer": [int(row[1]) for row in rows],
        "day": [dt.datetime.strptime(row[2], "%Y%m%d").date() for row in rows],  # noqa: DTZ007
        "amount": [float(row[4]) for row in rows],
    }
    connection.register("cds", pa.table(purchases))

    def summary() -> dict[str, np.ndarray]:
        return repeat_summary(connection=connection, purchases="cds", until=END_OF_FITTING).fetchnumpy()

    history = summary()
    repeats = {name: history[name] for name in ("repeats", "last", "age")}
    figures = []
    for model, name, published in _MODELS:
        fitted = model.fit(**repeats)
        figures.append(_compared(f"CDNOW, {name}", vars(fitted).values(), published, digits=3))
    money = GammaGamma.fit(purchases=history["repeats"], mean=history["mean_amount"])
    figures.append(_compared("CDNOW, Gamma-Gamma", vars(money).values(), (6.25, 3.74, 15.44), digits=2))
    model = BgNbd.fit(**repeats)
    forecast = float(model.conditional_expectation(horizon=39, **repeats).sum())
    figures.append(
        Figure("CDNOW, purchases of the next 39 weeks", forecast, "", note="published 1,653; really 1,882")
    )
    figures.append(Figure("forecast ÷ published − 1", abs(forecast / 1653 - 1) * 100, "%", "≤ 1"))
    seconds = best(summary, times=3), best(lambda: BgNbd.fit(**repeats), times=3)
    figures += [
        Figure("summary of 6,919 purchases", seconds[0], "s"),
        Figure("BG/NBD of 2,357 customers", seconds[1], "s"),
    ]
    return figures + _lifetimes(purchases, history, tuple(vars(model).values()))


def _compared(what: str, ours: Iterable[float], published: Sequence[float], *, digits: int) -> Figure:
    """The largest difference after rounding to the digits that were published."""
    found = [round(float(value), digits) for value in ours]
    off = max(abs(a - b) for a, b in zip(found, published, strict=True))
    told = ", ".join(f"{value:g}" for value in found)
    return Figure(
        what, round(off, digits), "off", "≤ 0", f"{told}; published {', '.join(map(str, published))}"
    )


def _lifetimes(
    purchases: dict[str, list[object]], history: dict[str, np.ndarray], ours: tuple[float, ...]
) -> list[Figure]:
    """The same by lifetimes, in a Python of its own (LIUKE_BENCH_PEERS): it needs an old setuptools."""
    python = os.environ.get("LIUKE_BENCH_PEERS")
    if not python:
        print('lifetimes left out: set LIUKE_BENCH_PEERS to a Python with "setuptools<81" and lifetimes')
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cds.csv"
        pd.DataFrame(purchases).to_csv(path, index=False)
        done = subprocess.run(
            [python, "-W", "ignore", "-c", _LIFETIMES, str(path)], capture_output=True, text=True, check=True
        )
    summary, fit, customers, repeats, *theirs = (float(word) for word in done.stdout.split())
    assert (customers, repeats) == (len(history["repeats"]), history["repeats"].sum())
    assert np.allclose(theirs, ours, atol=2e-3), (theirs, ours)
    return [
        Figure("the same summary by lifetimes", summary, "s"),
        Figure("the same BG/NBD by lifetimes", fit, "s", note="the same parameters to 2 in 1,000"),
    ]


def _rfm_package() -> list[Figure]:
    folder = DATA / "rfm_r_package"
    orders = pd.read_csv(folder / "rfm_data_orders.csv.gz", parse_dates=["order_date"])
    started = time.perf_counter()
    by_customer = orders.groupby("customer_id").agg(
        last=("order_date", "max"), orders=("revenue", "size"), spend=("revenue", "sum")
    )
    scores = quantile_scores(
        recency_days=(pd.Timestamp(RFM_DAY) - by_customer["last"]).dt.days,
        frequency=by_customer["orders"],
        monetary=by_customer["spend"],
    )
    seconds = time.perf_counter() - started
    by_customer["score"] = ["".join(map(str, row)) for row in scores]
    with (folder / "published_vignette_table0.csv").open(encoding="utf-8") as file:
        published = {row["customer_id"].replace("’", "'"): row["rfm_score"] for row in csv.DictReader(file)}
    wrong = sum(by_customer["score"].get(name) != score for name, score in published.items())
    best_of_all = by_customer[(scores >= 4).all(axis=1)]
    figures = [
        Figure(f"RFM package, {len(published)} published scores", wrong, "wrong", "≤ 0"),
    ]
    for what, ours, theirs in (
        ("customers", len(best_of_all), 158),
        ("orders", int(best_of_all["orders"].sum()), 1234),
        ("revenue", float(best_of_all["spend"].sum()), 120178),
    ):
        figures.append(
            Figure(
                f"RFM package, {what} with R, F, M ≥ 4",
                abs(ours - theirs),
                "off",
                "≤ 0",
                f"{ours:,} = {theirs:,}",
            )
        )
    return [*figures, Figure("RFM scores of 995 customers", seconds, "s")]
